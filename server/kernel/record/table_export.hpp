// A list as an Excel file: the columns and labels of the described type, the rows as the screen shows them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "kernel/app.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu {

struct ExportColumn {
    std::string name, label, kind;
};
// One cell as text, already named and formatted; empty for none.
using ExportRow = std::vector<std::string>;

http::Response export_sheet(const View& view, std::string_view title, const std::vector<ExportColumn>& columns, const std::vector<ExportRow>& rows, Language language);

using ExportNames = std::map<std::string, std::map<std::int64_t, std::string>>;  // by kind of record

// The value of a field as an office reads it: the label of an enum ("<key>_is.<name>"), the name of a reference, a Chinese date.
std::string export_text(const AnyField& field, const void* record, const std::string& key, const Words& words, Language language, const ExportNames& names);

http::Response table_export(const View& view, std::string_view type, std::span<const AnyField> fields, const std::vector<const void*>& records, const http::Call& call);
template <class T>
http::Response table_export(const View& view, const std::vector<T>& records, const http::Call& call) {
    std::vector<const void*> all;
    for (auto& each : records) all.push_back(&each);
    return table_export(view, Schema<T>::name, any_fields<T>(), all, call);
}

}  // namespace zhibu
