// What every writer does to text before it prints it: sound characters, whole lines, harmless link targets.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/document/document.hpp"

namespace zhibu::document {

// Valid UTF-8 that XML 1.0 and Pango both accept: broken bytes become U+FFFD, control characters except line feed vanish
// (a tab becomes a space), so do characters that turn the reading direction.
std::string printable(std::string_view text);

std::string joined(const Runs& runs);            // the text alone
std::vector<Runs> paragraphs(const Runs& runs);  // cut at line feeds, each text printable; at least one

// The absolute address a link leads to, percent-encoded so that it can stand inside quotes; empty where it must not be a link.
std::string address(const Run& run, std::string_view base_address);

std::string with_colon(std::string_view receiver);  // exactly one full-width colon at the end; empty stays empty

int half_letters(std::string_view text);  // width counted in half letters: a Chinese one 2, a Latin one 1

}  // namespace zhibu::document
