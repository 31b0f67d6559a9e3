// Rules, templates and words of practice as data: TOML files of a pack, read into described types, refused by file and line.
#pragma once
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/schema/record.hpp"

namespace zhibu::pack {

// One thing wrong with a file: where, and which sentence of "violation" in words/ says so.
struct Finding {
    std::string file;
    int line{1};
    Violation violation;  // its pointer is empty where the text cannot be read at all
    std::string chinese() const;  // "第 12 行 #/rule/3/every：不在可选项之内"
};

// "packs/standard/cadence.toml:12: #/rule/3/every 不在可选项之内": the first of the findings in words, all of them beside it.
class Fault : public std::runtime_error {
public:
    explicit Fault(const std::string& words) : std::runtime_error{words} {}
    explicit Fault(std::vector<Finding> all);  // at least one
    std::vector<Finding> findings;
};

// How a form shows the rows of a table: {type, fields: [{name, kind, required, min?, max?, options?, rows?}]}. Labels are the words
// "<type>.<field>".
json::object form_of(const AnyValue& row);

// One TOML file as JSON, with the line on which each value stands.
//
// A file that is read with `keep_faults` gathers what its loader finds instead of throwing at the first, so that all of it can be
// told at once; whoever read it so calls finish(), which also refuses top-level names that nobody asked for.
class File {
public:
    enum class Reading { throw_first, keep_faults };
    File(std::string name, std::string_view toml, Reading reading = Reading::throw_first);  // throws Fault where it is no TOML
    const std::string& name() const { return name_; }
    const json::object& content() const { return content_; }
    int line_of(const std::string& pointer) const;  // "#/rule/3/every" → its line, or its nearest holder's

    // The [[table]] of the file as described rows; throws Fault naming file, line and field for an unknown or broken one.
    template <class T>
    std::vector<T> rows(std::string_view table) const {
        std::vector<T> all;
        auto* list = asked(table);
        forms_[std::string{table}] = &schema::any_value<T>;
        if (!list) return all;
        Faults faults;
        if (!list->is_array()) faults.add("#/" + std::string{table}, "not_a_list");
        else
            for (std::size_t i = 0; i < list->as_array().size(); ++i) {
                T row{};
                read_fields(list->as_array()[i], row, faults, "#/" + std::string{table} + "/" + std::to_string(i), true);
                all.push_back(std::move(row));
            }
        refuse(faults);
        return all;
    }
    // The names at the top of the file as one described record: title = …, source = …, beside tables that are read as rows.
    template <class T>
    T head() const {
        json::object names;
        forms_[""] = &schema::any_value<T>;
        for (auto& each : any_fields<T>())
            if (auto* value = asked(each.name)) names[each.name] = *value;
        T record{};
        Faults faults;
        read_fields(names, record, faults, "#", true);
        refuse(faults);
        return record;
    }
    // A text at the top of the file; "" where there is none.
    std::string text(std::string_view name) const;
    void known(std::string_view name) const { asked_.insert(std::string{name}); }  // read by other means
    void refuse(Faults& faults) const;  // throws Fault, or keeps them
    void finish() const;                // throws all that was kept, and what is unknown
    bool broken() const { return !kept_.empty(); }
    json::object forms() const;  // of the tables that were read, by name; "" for the names at the top

private:
    const json::value* asked(std::string_view name) const {
        known(name);
        return content_.if_contains(name);
    }
    std::string name_;
    json::object content_;
    std::map<std::string, int> lines_;
    Reading reading_;
    mutable std::set<std::string, std::less<>> asked_{"source", "pack_title", "pack_english"};
    mutable std::vector<Finding> kept_;
    mutable std::map<std::string, const AnyValue*> forms_;
};

// A file of the packs inside the binary ("standard/cadence.toml"); throws std::out_of_range where there is none.
File embedded(const std::string& path, File::Reading reading = File::Reading::throw_first);
std::string_view embedded_text(const std::string& path);
bool is_embedded(std::string_view path);

}  // namespace zhibu::pack
