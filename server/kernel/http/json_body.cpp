#include "kernel/http/json_body.hpp"

#include <boost/json/stream_parser.hpp>

#include <string>

#include "kernel/http/problem.hpp"

namespace zhibu::http {

namespace json = boost::json;

json::value read_json(std::string_view body) {
    json::parse_options options;
    options.max_depth = deepest_json;
    json::stream_parser parser{{}, options};
    boost::system::error_code error;
    auto used = parser.write_some(body, error);
    if (!error && used == body.size()) parser.finish(error);
    if (error || used != body.size() || !parser.done()) throw Problem{400, "malformed-json", {{"position", std::to_string(used)}}};
    return parser.release();
}

}  // namespace zhibu::http
