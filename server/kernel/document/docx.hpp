// Papers as editable DOCX: real styles with the wanted fonts' names, exact line pitch, page numbers, links.
#pragma once
#include <string>

#include "kernel/document/document.hpp"

namespace zhibu::document {

// The bytes of one DOCX; the same Document gives the same bytes. Throws std::invalid_argument for a picture that cannot be used.
// Word and WPS substitute fonts they lack by themselves; the names 仿宋_GB2312, 方正小标宋简体, 黑体 and 楷体_GB2312 are kept.
std::string to_docx(const Document& document);

}  // namespace zhibu::document
