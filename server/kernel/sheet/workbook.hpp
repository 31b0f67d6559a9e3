// What a workbook says beside its sheets: their names and parts, the shared strings, and which cell formats are dates.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/sheet/archive.hpp"
#include "kernel/sheet/number_format.hpp"

namespace zhibu::sheet {

// Strings by number, in blocks of 1 MiB with four bytes of size before each: a million short strings need little more than their letters.
class SharedStrings {
public:
    explicit SharedStrings(std::uint64_t limit) : limit_{limit} {}
    void add(std::string_view text);  // throws Refusal (too_large)
    std::string_view at(std::size_t index) const;
    std::size_t size() const { return places_.size(); }

private:
    std::uint64_t limit_;
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::vector<std::uint32_t> places_;  // block number and offset within it
    std::size_t used_ = 0;
};

struct Workbook {
    struct Sheet {
        std::string name;
        std::string part;
        bool visible = true;
    };
    std::vector<Sheet> sheets;
    std::string shared_strings;  // part names; empty when there is none
    std::string styles;
    bool from_1904 = false;
};

// All throw Refusal.
Workbook load_workbook(Archive& archive);
SharedStrings load_shared_strings(Archive& archive, const Workbook& book, std::uint64_t limit);
std::vector<FormatKind> load_cell_formats(Archive& archive, const Workbook& book);  // by the s attribute of a cell

// Text as Office stores it: _x000D_ stands for a control character.
void append_unescaped(std::string& text, std::string_view stored);

}  // namespace zhibu::sheet
