// A what-if that convinced is written into a draft of its pack file: the changed values where they stand, comments and order as they are.
#include "evaluation/evaluation.hpp"
#include "kernel/pack/office.hpp"

namespace zhibu::evaluation {

struct TakingOver {
    IndexDefinition definition{};
    std::string note{};
};

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::TakingOver> {
    using T = evaluation::TakingOver;
    static constexpr std::string_view name = "index_taking_over";
    static constexpr auto fields = std::tuple{field<&T::definition>({.required = true}), field<&T::note>({.max = 200})};
};
}  // namespace zhibu

namespace zhibu::evaluation {
namespace {

json::value as_json(const IndexDefinition& definition) {
    std::string text = "{";
    write_members(text, definition);
    return json::parse(text + "}");
}

// Values that differ, by their places; where rows were added or taken out there is no place to write to.
void gather(const json::value& before, const json::value& after, const std::string& here, std::vector<pack::ValueChange>& changes) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) {
        for (auto& [name, value] : after.as_object()) gather(before.at(name), value, here + "/" + std::string{name}, changes);
        return;
    }
    auto is_table = [](const json::value& value) { return value.is_array() && !value.as_array().empty() && value.as_array().front().is_object(); };
    if (!is_table(before) && !is_table(after)) return changes.push_back({here, {json::serialize(after)}});
    if (before.as_array().size() != after.as_array().size()) throw invalid({{"#/definition" + here.substr(1), "rows_by_the_file"}});
    for (std::size_t i = 0; i < after.as_array().size(); ++i) gather(before.at(i), after.at(i), here + "/" + std::to_string(i), changes);
}

struct Drafted {
    pack::FileEntry entry;
    std::int64_t based_on{};
    std::string text;
    pack::Checked checked;
};

Drafted drafted(const View& view, const std::string& name, const IndexDefinition& changed) {
    auto ruling = load_index(view, name, view.today());
    auto entry = pack::load_file(view, ruling.path);
    pack::must_be_edited(view, entry);
    auto& packs = view.app.packs;
    auto& all = packs.at<IndexFile>(view, ruling.path, view.today())->indexes;
    auto at = std::find(all.begin(), all.end(), ruling.definition) - all.begin();
    std::vector<pack::ValueChange> changes;
    gather(as_json(*ruling.definition), as_json(changed), "#", changes);
    if (changes.empty()) throw invalid({{"#/definition", "nothing_changed"}});
    for (auto& each : changes) each.pointer = "#/index/" + std::to_string(at) + each.pointer.substr(1);
    auto number = packs.in_force(view, ruling.path, view.today()).number;
    auto text = pack::with_values(packs.text_of(view, ruling.path, number), changes);
    auto checked = packs.check(view, {{ruling.path, text}}, view.today());
    return {std::move(entry), number, std::move(text), std::move(checked)};
}

}  // namespace

void install_taking_over(App& app) {
    app.router.post("/api/v1/indexes/{name}/draft", {.operation = "index.take_over", .request = http::shape<TakingOver>(), .response = http::shape<PackVersion>()}, [](http::Call& call) {
        auto sent = call.body_as<TakingOver>();
        Faults faults;
        if (sent.definition.name != call.part(0)) faults.add("#/definition/name", "fixed");
        check(sent.definition, call.app.indicators, faults, "#/definition");
        faults.throw_if_any();
        auto made = call.app.read(call.actor, [&](const View& view) { return drafted(view, call.part(0), sent.definition); });
        return call.write([&](Transaction& t) {
            auto draft = pack::begin_draft(t, made.entry, made.based_on, made.text, sent.note);
            return http::created(pack::version_json(t, draft, call.language(), made.checked));
        });
    });
}

}  // namespace zhibu::evaluation
