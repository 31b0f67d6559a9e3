// Test files made by hand: zips of named parts, and workbooks of given sheet XML.
#pragma once
#include <zip.h>

#include <fstream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/sheet/reader.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::sheet::made {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string zip_of(const Parts& parts) {
    zip_error_t error;
    zip_error_init(&error);
    auto* memory = zip_source_buffer_create(nullptr, 0, 1, &error);
    zip_source_keep(memory);
    auto* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    if (!archive) throw std::runtime_error{"zip"};
    for (auto& [name, content] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), ZIP_FL_ENC_UTF_8);
    if (zip_close(archive) != 0) throw std::runtime_error{"zip"};
    std::string bytes;
    zip_source_open(memory);
    for (std::string piece(65536, '\0');;) {
        auto got = zip_source_read(memory, piece.data(), piece.size());
        if (got <= 0) break;
        bytes.append(piece.data(), static_cast<std::size_t>(got));
    }
    zip_source_close(memory);
    zip_source_free(memory);
    return bytes;
}

struct Sheet {
    std::string name = "Sheet1";
    std::string rows;  // what stands within <sheetData>
    std::string state = "visible";
};

inline Parts parts_of(const std::vector<Sheet>& sheets, std::string_view strings = "", std::string_view styles = "", std::string_view properties = "") {
    std::string list, relations;
    Parts parts;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        auto number = std::to_string(i + 1);
        list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + number + "\" state=\"" + sheets[i].state + "\" r:id=\"rId" + number + "\"/>";
        relations += "<Relationship Id=\"rId" + number + "\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
        parts.emplace_back("xl/worksheets/sheet" + number + ".xml", "<worksheet><sheetData>" + sheets[i].rows + "</sheetData></worksheet>");
    }
    relations += "<Relationship Id=\"s1\" Type=\"http://x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/><Relationship Id=\"s2\" Type=\"http://x/styles\" Target=\"styles.xml\"/>";
    parts.emplace_back("_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    parts.emplace_back("xl/workbook.xml", "<workbook xmlns:r=\"r\">" + std::string{properties} + "<sheets>" + list + "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>");
    if (!strings.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst>" + std::string{strings} + "</sst>");
    if (!styles.empty()) parts.emplace_back("xl/styles.xml", "<styleSheet>" + std::string{styles} + "</styleSheet>");
    return parts;
}

struct Read {
    ReadOutcome outcome;
    std::vector<NumberedRow> rows;
    const Cell& at(std::uint32_t row, std::size_t column) const {
        for (auto& each : rows)
            if (each.number == row && column < each.cells.size()) return each.cells[column];
        static const Cell nothing;
        return nothing;
    }
};

inline RowCallback into(std::vector<NumberedRow>& rows) {
    return [&rows](std::uint32_t row, std::span<const Cell> cells) {
        rows.push_back({row, {cells.begin(), cells.end()}});
        return Flow::go_on;
    };
}
inline Read read(const Source& source, const ReadOptions& options = {}) {
    Read done;
    done.outcome = read_any(source, options, into(done.rows));
    return done;
}
inline Read read(std::string_view bytes, const ReadOptions& options = {}) { return read(Source::memory(bytes), options); }

inline std::filesystem::path sample(std::string_view name) { return std::filesystem::path{source_file("packs/samples/laixi")} / name; }
inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace zhibu::sheet::made
