// Streams one XML part of a workbook into a handler; refuses a DTD, deep nesting and endless tokens.
#pragma once
#include <string_view>

#include "kernel/sheet/archive.hpp"

namespace zhibu::sheet {

// The attributes of one element; names without their namespace prefix.
class Attributes {
public:
    explicit Attributes(const char** list) : list_{list} {}
    std::string_view operator[](std::string_view name) const;  // empty when absent

private:
    const char** list_;
};

// Element names come without their namespace prefix. Views live until the call returns. What a handler throws reaches the caller of parse().
struct XmlHandler {
    virtual ~XmlHandler() = default;
    virtual void opened(std::string_view element, Attributes attributes) = 0;
    virtual void closed(std::string_view element) = 0;
    virtual void text(std::string_view) {}
    bool finished = false;  // set it to read no further
};

// Throws Refusal (damaged, too_large).
void parse(Archive::Part part, XmlHandler& handler);

}  // namespace zhibu::sheet
