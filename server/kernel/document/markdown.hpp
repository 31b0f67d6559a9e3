// Papers as Markdown (CommonMark with pipe tables), for terminals and mail.
#pragma once
#include <string>

#include "kernel/document/document.hpp"

namespace zhibu::document {

// UTF-8 text. What people typed is escaped: it makes no headings, links, tables or HTML of its own. Pictures appear by their words.
std::string to_markdown(const Document& document);

}  // namespace zhibu::document
