// Rules, templates and words of practice as data: TOML files of a pack, read into described types, refused by file and line.
#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/schema/record.hpp"

namespace zhibu::pack {

// "packs/standard/cadence.toml:12: #/rule/3/every 不在可选项之内"
class Fault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// One TOML file as JSON, with the line on which each value stands.
class File {
public:
    File(std::string name, std::string_view toml);  // throws Fault where it is no TOML
    const json::object& content() const { return content_; }
    int line_of(const std::string& pointer) const;  // "#/rule/3/every" → its line, or its nearest holder's

    // The [[table]] of the file as described rows; throws Fault naming file, line and field for an unknown or broken one.
    template <class T>
    std::vector<T> rows(std::string_view table) const {
        std::vector<T> all;
        auto* list = content_.if_contains(table);
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
    void refuse(Faults& faults) const;  // throws Fault for the first one

private:
    std::string name_;
    json::object content_;
    std::map<std::string, int> lines_;
};

// A file of the packs inside the binary ("standard/cadence.toml"); throws std::out_of_range where there is none.
File embedded(const std::string& path);

}  // namespace zhibu::pack
