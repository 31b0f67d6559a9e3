// Columns by letter and dates out of cells.
#include "kernel/sheet/cell.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "kernel/values/identity.hpp"

namespace zhibu::sheet {

std::optional<Date> date_of(const Cell& cell) {
    if (cell.kind == CellKind::number && cell.text.size() == 6 && cell.text.substr(4) == ".1") return {};
    if (cell.kind == CellKind::boolean || cell.kind == CellKind::error) return {};
    return parse_date_cell(cell.text);
}

std::string column_letters(std::uint32_t column) {
    std::string letters;
    for (auto rest = column + 1; rest > 0; rest = (rest - 1) / 26) letters += static_cast<char>('A' + (rest - 1) % 26);
    std::reverse(letters.begin(), letters.end());
    return letters;
}

}  // namespace zhibu::sheet
