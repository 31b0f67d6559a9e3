// gzip for long text answers.
#pragma once
#include "kernel/http/message.hpp"

namespace zhibu::http {

// True where the client takes gzip (a quality of 0 means it does not).
bool takes_gzip(const Request& request);

// Compresses a JSON or text body of at least 1,400 bytes (one packet) when the client takes gzip; sets Content-Encoding and Vary.
void compress(const Request& request, Response& response);

}  // namespace zhibu::http
