// A file that leaves the office: read first, audited after, so that a long export does not hold up the writers.
#pragma once
#include "kernel/record/table_export.hpp"

namespace zhibu {

// f(View&, std::size_t& rows) makes the file and says how many rows left; without its audit row nothing leaves.
template <class F>
http::Response audited_export(http::Call& call, const std::string& noun, Id<Organization> organization, F f) {
    std::size_t rows = 0;
    auto answer = call.read([&](const View& view) { return f(view, rows); });
    call.app.write(call.actor, [&](Transaction& t) { t.audit(noun + ".exported", noun, 0, organization, {"{\"rows\":" + std::to_string(rows) + "}"}); });
    return answer;
}

}  // namespace zhibu
