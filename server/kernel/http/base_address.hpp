// Where the program is served, as a client named it: for addresses that leave it on paper or to other programs.
#pragma once
#include <string>

#include "kernel/http/message.hpp"

namespace zhibu::http {

// "https://host"; "" where the request named no host.
inline std::string base_address(const Request& request) {
    auto host = request.header("host");
    return host.empty() ? "" : (request.encrypted ? "https://" : "http://") + std::string{host};
}

}  // namespace zhibu::http
