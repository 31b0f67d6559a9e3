// A list as an Excel file: the columns and labels of the described type, the rows as the screen shows them.
#pragma once
#include <algorithm>
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

// The value of a field as an office reads it: the label of an enum, the name of a reference, a Chinese date.
template <class V>
std::string export_text(const V& value, const FieldRules& rules, const std::string& key, const Words& words, Language language,
                        const std::map<std::string, std::map<std::int64_t, std::string>>& names) {
    if constexpr (std::is_same_v<V, std::string>) return value;
    else if constexpr (std::is_same_v<V, Protected>) return value.masked();
    else if constexpr (std::is_same_v<V, std::int64_t>) return std::to_string(value);
    else if constexpr (std::is_same_v<V, bool>) return std::string{words.text(language, value ? "value.yes" : "value.no")};
    else if constexpr (std::is_same_v<V, Date> || std::is_same_v<V, Period> || std::is_same_v<V, Instant>) return value.iso();
    else if constexpr (std::is_same_v<V, Money>) return std::to_string(value.fen);
    else if constexpr (std::is_same_v<V, Json>) return value.text;
    else if constexpr (std::is_enum_v<V>) return std::string{words.text(language, key + "_is." + std::string{Codec<V>::name(value)})};
    else if constexpr (requires { value.has_value(); *value; }) return value ? export_text(*value, rules, key, words, language, names) : "";
    else if constexpr (requires { value.value; }) {
        auto kind = names.find(std::string{rules.reference});
        if (kind == names.end()) return value ? std::to_string(value.value) : "";
        auto name = kind->second.find(value.value);
        return name == kind->second.end() ? "" : name->second;
    } else return to_json(value);
}

template <class T>
http::Response table_export(const View& view, const std::vector<T>& records, const http::Call& call) {
    auto& words = view.app.words;
    auto language = call.language();
    std::string type{Schema<T>::name};
    // The columns that the screen shows, where it says so; else the usual ones.
    auto chosen = call.parameter("columns");
    auto wanted = [&](std::string_view name, const FieldRules& rules) {
        return chosen ? ("," + *chosen + ",").find("," + std::string{name} + ",") != std::string::npos : rules.listed;
    };
    std::vector<ExportColumn> columns;
    std::map<std::string, std::map<std::int64_t, std::string>> names;
    for_fields<T>([&](const auto& each) {
        using V = typename std::remove_cvref_t<decltype(each)>::Value;
        if (std::is_same_v<V, BlindIndex> || !wanted(each.name, each.rules)) return;
        columns.push_back({std::string{each.name}, std::string{words.text(language, type + "." + std::string{each.name})}, std::string{Codec<V>::kind}});
        if (each.rules.reference.empty()) return;
        std::vector<std::int64_t> ids;
        for (auto& record : records) {
            auto& value = record.*std::remove_cvref_t<decltype(each)>::member;
            if constexpr (requires { ids.push_back(value.value); }) ids.push_back(value.value);
            else if constexpr (requires { ids.push_back(value->value); }) if (value) ids.push_back(value->value);
        }
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        auto& known = names[std::string{each.rules.reference}];
        known.merge(view.app.references.names(view, each.rules.reference, ids));
    });
    std::vector<ExportRow> rows;
    rows.reserve(records.size());
    for (auto& record : records) {
        auto& row = rows.emplace_back();
        for_fields<T>([&](const auto& each) {
            if (!wanted(each.name, each.rules)) return;
            using F = std::remove_cvref_t<decltype(each)>;
            if constexpr (!std::is_same_v<typename F::Value, BlindIndex>)
                row.push_back(export_text(record.*F::member, each.rules, type + "." + std::string{each.name}, words, language, names));
        });
    }
    return export_sheet(view, words.text(language, type + "._"), columns, rows, language);
}

}  // namespace zhibu
