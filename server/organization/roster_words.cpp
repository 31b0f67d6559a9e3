// Reads the words of the pack once.
#include "organization/roster_words.hpp"

#include "organization/import.hpp"

namespace zhibu::organization {

struct HeadingWords {
    std::string field{};
    std::vector<std::string> headings{};
};
struct ValueWords {
    std::string value{};
    std::vector<std::string> words{};
};

}  // namespace zhibu::organization

namespace zhibu {
template <>
struct Schema<organization::HeadingWords> {
    using T = organization::HeadingWords;
    static constexpr std::string_view name = "heading_words";
    static constexpr auto fields = std::tuple{field<&T::field>({.required = true}), field<&T::headings>({.required = true})};
};
template <>
struct Schema<organization::ValueWords> {
    using T = organization::ValueWords;
    static constexpr std::string_view name = "value_words";
    static constexpr auto fields = std::tuple{field<&T::value>({.required = true}), field<&T::words>({.required = true})};
};
}  // namespace zhibu

namespace zhibu::organization {
namespace {

std::vector<std::string> texts(const pack::File& file, std::string_view table, std::string_view name) {
    Faults faults;
    std::vector<std::string> all;
    auto pointer = "#/" + std::string{table} + "/" + std::string{name};
    auto* holder = file.content().if_contains(table);
    auto* list = holder && holder->is_object() ? holder->as_object().if_contains(name) : nullptr;
    if (!list) faults.add(pointer, "required");
    else Codec<std::vector<std::string>>::read(*list, all, faults, pointer);
    file.refuse(faults);
    return all;
}

template <class E>
std::map<std::string, E> values(const pack::File& file, std::string_view table) {
    std::map<std::string, E> all;
    Faults faults;
    auto rows = file.rows<ValueWords>(table);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto value = Codec<E>::parse(rows[i].value);
        if (!value) faults.add("#/" + std::string{table} + "/" + std::to_string(i) + "/value", "not_one_of");
        else
            for (auto& word : rows[i].words) all.emplace(sheet::heading_key(word), *value);
    }
    file.refuse(faults);
    return all;
}

RosterWords load() {
    auto file = pack::embedded("standard/roster.toml");
    RosterWords words{heading_words(file, "member"), heading_words(file, "organization"), values<Gender>(file, "gender"), values<MemberStage>(file, "stage"),
                      values<OrganizationKind>(file, "kind"), {}};
    for (auto& word : texts(file, "deleted", "words")) words.deleted.insert(sheet::heading_key(word));
    return words;
}

}  // namespace

sheet::Dictionary heading_words(const pack::File& file, std::string_view table) {
    sheet::Dictionary all;
    for (auto& each : file.rows<HeadingWords>(table)) all.push_back({each.field, each.headings});
    for (auto& heading : texts(file, "ignored", table)) all.push_back({"~" + heading, {heading}});
    return all;
}

const RosterWords& roster_words() {
    static const auto words = load();
    return words;
}

}  // namespace zhibu::organization
