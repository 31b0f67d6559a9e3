#include "evaluation/classification.hpp"

#include <fmt/format.h>

#include "kernel/record/list_query.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::evaluation {

struct Confirmation {
    std::string note{};
};

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::Confirmation> {
    static constexpr std::string_view name = "classification_note";
    static constexpr auto fields = std::tuple{field<&evaluation::Confirmation::note>({.max = 500})};
};
}  // namespace zhibu

namespace zhibu::evaluation {
namespace {

using Classifications = Resource<Classification, ClassificationPolicy>;
using Resources = std::shared_ptr<Classifications>;

std::optional<Class> class_named(db::Rows& rows, int column) { return Codec<Class>::parse(rows.text(column)); }
std::string name_of(const std::optional<Class>& grade) { return grade ? std::string{Codec<Class>::name(*grade)} : std::string{}; }
json::value json_of(const std::optional<Class>& grade) { return grade ? json::value(name_of(grade)) : json::value(nullptr); }

Classification loaded(const View& view, std::int64_t id) { return Store<Classification>{view}.load({id}, ClassificationPolicy::visible_to(view)); }

std::optional<Ruling> ruling_of(const View& view, const Classification& record) { return find_index(view, record.index_name, ruling_day(view, record.period)); }

// What the rule says today of every organisation below; read before the write, which must not wait for it.
struct ByRule {
    std::vector<Classified> lines;
    Date from;  // of the rule
};
ByRule by_rule(const View& view, const Shared& shelf, const Classification& record) {
    auto ruling = ruling_of(view, record);
    if (!ruling || ruling->definition->classes.empty()) throw invalid({{"#/index_name", "without_classes"}});
    auto& definition = ruling->definition;
    auto composite = shelf->composites.of(view, definition, record.period);
    std::vector<Classified> lines;
    for (auto row : readable_rows(view, *composite, record.organization_id)) {
        Classified line{composite->place(row).id, composite->total[row], composite->class_of(row), composite->class_of(row), {}, {}, {}};
        for (std::size_t v = 0; v < definition->vetoes.size(); ++v)
            if (composite->vetoes[row] & (1u << v)) line.vetoes += (line.vetoes.empty() ? "" : "；") + definition->vetoes[v].reason;
        lines.push_back(std::move(line));
    }
    return {std::move(lines), ruling->from};
}

void write_line(Transaction& t, Id<Classification> id, const Classified& line) {
    t.session.execute("INSERT INTO classified (tenant_id, classification_id, organization_id, points, by_rule, class, vetoes, reason, changed_by) VALUES (?,?,?,?,?,?,?,?,?)", t.tenant(), id, line.organization_id,
                      line.points, name_of(line.by_rule), name_of(line.now), line.vetoes, line.reason, line.changed_by);
}

std::string shown_whole(const View& view, const Classifications& resource, const Classification& record) {
    auto out = resource.shown(view, record);
    out.pop_back();
    json::object counts{{"advanced", 0}, {"middle", 0}, {"weak", 0}, {"none", 0}, {"changed_by_hand", 0}};
    for (auto& line : lines_of(view, record.id, view.within(organization::readers))) {
        auto& count = counts[line.now ? name_of(line.now) : "none"];
        count = count.as_int64() + 1;
        if (line.now != line.by_rule) counts["changed_by_hand"] = counts["changed_by_hand"].as_int64() + 1;
    }
    auto ruling = ruling_of(view, record);
    auto definition = ruling ? ruling->definition : nullptr;
    json::object titles;
    if (definition)
        for (auto& rule : definition->classes) titles[Codec<Class>::name(rule.name)] = said(view.actor.language, rule.title, rule.title_english);
    return out + ",\"index_title\":" + to_json(definition ? said(view.actor.language, definition->title, definition->title_english) : record.index_name) + ",\"class_titles\":" + json::serialize(titles) +
           ",\"counts\":" + json::serialize(counts) + "}";
}

http::Response compute_classes(http::Call& call, const Shared& shelf, const Resources& resource) {
    auto sent = call.body_as<Classification>();
    auto rule = call.app.read(call.actor, [&](const View& view) {
        organization::load(view, sent.organization_id);
        ClassificationPolicy::may_create(view, sent).or_throw();
        if (sent.period.first_day() > view.today()) throw invalid({{"#/period", "not_begun"}});
        return by_rule(view, shelf, sent);
    });
    return call.write([&](Transaction& t) {
        auto record = sent;
        ClassificationPolicy::may_create(t, record).or_throw();
        if (rule.lines.empty()) throw conflict("nothing-to-classify");
        if (t.session.integer("SELECT 1 FROM classification WHERE tenant_id = ? AND index_name = ? AND organization_id = ? AND period = ?", t.tenant(), record.index_name, record.organization_id, record.period))
            throw invalid({{"#/period", "taken"}});
        record.rule_from = rule.from, record.computed_at = t.now, record.computed_by = t.actor.account;
        Store<Classification>{t}.insert(record);
        for (auto& line : rule.lines) write_line(t, record.id, line);
        t.record({"classification.computed", "classification", record.id.value, record.organization_id}, differences(Classification{}, record));
        return http::created(shown_whole(t, *resource, record));
    });
}

// Computed anew while it is a draft; what was changed by hand stays, with its reason.
http::Response compute_again(http::Call& call, const Shared& shelf, const Resources& resource) {
    auto rule = call.app.read(call.actor, [&](const View& view) {
        auto record = loaded(view, call.number(0));
        ClassificationPolicy::may_change(view, record).or_throw();
        return by_rule(view, shelf, record);
    });
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call.number(0));
        ClassificationPolicy::may_change(t, record).or_throw();
        call.must_match(record.version);
        std::map<Id<Organization>, Classified> changed;
        for (auto& line : lines_of(t, record.id, everything()))
            if (!line.reason.empty()) changed[line.organization_id] = line;
        t.session.execute("DELETE FROM classified WHERE tenant_id = ? AND classification_id = ?", t.tenant(), record.id);
        for (auto line : rule.lines) {
            if (auto found = changed.find(line.organization_id); found != changed.end()) line.now = found->second.now, line.reason = found->second.reason, line.changed_by = found->second.changed_by;
            write_line(t, record.id, line);
        }
        record.rule_from = rule.from, record.computed_at = t.now, record.computed_by = t.actor.account;
        Store<Classification>{t}.update(record);
        t.record({"classification.computed_again", "classification", record.id.value, record.organization_id});
        return http::ok(shown_whole(t, *resource, record));
    });
}

http::Response change_line(http::Call& call, const Resources& resource) {
    auto sent = call.body_as<ClassChange>();
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call.number(0));
        auto lines = lines_of(t, record.id, where("organization_id = ?", call.number(1)));
        if (lines.empty()) throw not_found();
        ClassificationPolicy::may_change(t, record).or_throw();
        call.must_match(record.version);
        if (lines.front().now == sent.to) throw invalid({{"#/to", "already_there"}});
        t.session.execute("UPDATE classified SET class = ?, reason = ?, changed_by = ? WHERE tenant_id = ? AND classification_id = ? AND organization_id = ?", std::string{Codec<Class>::name(sent.to)}, sent.reason,
                          t.actor.account, t.tenant(), record.id, call.number(1));
        Store<Classification>{t}.update(record);
        json::object detail{{"organization_id", call.number(1)}, {"from", json_of(lines.front().now)}, {"to", Codec<Class>::name(sent.to)}, {"reason", sent.reason}};
        t.record({"classification.class_changed", "classification", record.id.value, {call.number(1)}}, {json::serialize(detail)});
        return http::ok(shown_whole(t, *resource, record));
    });
}

void confirm(Transaction& t, Classification& record, const Confirmation&) {
    record.state = ClassificationState::confirmed, record.confirmed_at = t.now, record.confirmed_by = t.actor.account;
    auto day = std::min(record.period.last_day(), t.today());
    for (auto& line : lines_of(t, record.id, everything()))
        if (line.now) t.facts.add({"evaluation.classified." + name_of(line.now), line.organization_id, {}, day}, {"classification", record.id.value});
}

http::Response list_lines(http::Call& call) {
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
    auto wanted = call.parameter("class").value_or("");
    if (!wanted.empty() && !Codec<Class>::parse(wanted)) throw invalid({{"?class", "not_one_of"}});
    return call.read([&](const View& view) {
        auto record = loaded(view, call.number(0));
        auto scope = view.within(organization::readers);
        if (!wanted.empty()) scope = scope && where("class = ?", wanted);
        if (call.parameter("changed") == "true") scope = scope && Where{"class <> by_rule"};
        auto lines = lines_of(view, record.id, scope);
        ReferenceList names;
        for (auto& line : lines) names.add("organization", line.organization_id.value), names.add("account", line.changed_by.value);
        names.load(view);
        auto name = [&](std::string_view kind, std::int64_t id) {
            auto* found = names.name(kind, id);
            return found ? json::value(*found) : json::value(nullptr);
        };
        json::array items;
        for (auto at = std::size_t((page - 1) * size); at < std::min(lines.size(), std::size_t(page * size)); ++at) {
            auto& line = lines[at];
            auto plan = view.session.integer("SELECT id FROM lift_plan WHERE tenant_id = ? AND classification_id = ? AND organization_id = ?", view.tenant(), record.id, line.organization_id);
            items.push_back({{"organization_id", line.organization_id.value}, {"organization_name", name("organization", line.organization_id.value)}, {"points", line.points == no_points ? json::value(nullptr) : json::value(double(line.points) / 100)},
                             {"by_rule", json_of(line.by_rule)}, {"class", json_of(line.now)}, {"vetoes", line.vetoes}, {"reason", line.reason}, {"changed_by_name", name("account", line.changed_by.value)},
                             {"lift_plan_id", plan ? json::value(*plan) : json::value(nullptr)}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(items)}, {"total", lines.size()}, {"page", page}, {"size", size}}));
    });
}

// From one period to another: how many went from which class to which, and who moved.
http::Response transitions(http::Call& call) {
    auto from = call.integer_parameter("from"), to = call.integer_parameter("to");
    if (!from || !to) throw invalid({{from ? "?to" : "?from", "required"}});
    return call.read([&](const View& view) {
        auto before = loaded(view, *from), after = loaded(view, *to);
        if (before.index_name != after.index_name) throw invalid({{"?to", "another_index"}});
        std::map<Id<Organization>, std::optional<Class>> was;
        for (auto& line : lines_of(view, before.id, view.within(organization::readers))) was[line.organization_id] = line.now;
        std::map<std::string, std::int64_t> counts;
        json::array moved;
        for (auto& line : lines_of(view, after.id, view.within(organization::readers))) {
            auto found = was.find(line.organization_id);
            auto old = found == was.end() ? std::nullopt : found->second;
            ++counts[(old ? name_of(old) : "none") + ">" + (line.now ? name_of(line.now) : "none")];
            if (old == line.now) continue;
            auto* node = view.tree().find(line.organization_id);
            moved.push_back({{"organization_id", line.organization_id.value}, {"organization_name", node ? node->name : ""}, {"from", json_of(old)}, {"to", json_of(line.now)}, {"reason", line.reason}});
        }
        json::array table;
        for (auto& row : {"advanced", "middle", "weak", "none"})
            for (auto& column : {"advanced", "middle", "weak", "none"}) table.push_back({{"from", row}, {"to", column}, {"count", counts[std::string{row} + ">" + column]}});
        return http::ok(json::serialize(json::object{{"from", before.period.iso()}, {"to", after.period.iso()}, {"counts", std::move(table)}, {"moved", std::move(moved)}}));
    });
}

// Organisations whose class of the newest confirmed classification is lower than that of the one before, of the same index and length
// of period.
Column fallen(const View& view, const Axis& axis) {
    std::map<std::pair<std::string, std::int64_t>, std::vector<std::int64_t>> newest;  // at most two, the newer first
    auto all = view.session.query("SELECT index_name, organization_id, period, id FROM classification WHERE tenant_id = ? AND state = 'confirmed' ORDER BY period DESC, id DESC", view.tenant());
    std::map<std::pair<std::string, std::int64_t>, Period> periods;
    while (all.next()) {
        std::pair key{std::string{all.text(0)}, all.integer(1)};
        auto period = Period::from_number(all.integer(2));
        auto [first, fresh] = periods.emplace(key, period);
        bool alike = fresh || (first->second.is_year() == period.is_year() && first->second.is_quarter() == period.is_quarter());
        if (auto& two = newest[key]; alike && two.size() < 2) two.push_back(all.integer(3));
    }
    Column own(axis.size());
    for (auto& [key, two] : newest) {
        if (two.size() < 2) continue;
        auto rows = view.session.query("SELECT n.organization_id, n.class, b.class FROM classified n JOIN classified b ON b.tenant_id = n.tenant_id AND b.classification_id = ? AND b.organization_id = n.organization_id WHERE n.tenant_id = ? AND "
                                       "n.classification_id = ? AND n.class <> b.class", two[1], view.tenant(), two[0]);
        while (rows.next()) {
            auto now = class_named(rows, 1), before = class_named(rows, 2);
            auto place = axis.find({rows.integer(0)});
            if (place && now && before && *now > *before) own[*place] = 1;
        }
    }
    return axis.with_all_below(own);
}

// Which organisations an index calls weak in its newest confirmed classification, where that is of the year: what has been put in order
// since is weak no longer, whatever stood there before. Each for itself: a weak branch does not make its organ weak.
struct Weak {
    Id<Organization> organization{};
    std::int64_t classification{};
};
std::vector<Weak> weak(const View& view, Period year, const Where& scope) {
    auto condition = where("n.tenant_id = ? AND c.state = 'confirmed'", view.tenant()) && scope;
    auto rows = view.session.query_with("SELECT n.organization_id, c.index_name, c.period, n.class, c.id FROM classified n JOIN classification c ON c.tenant_id = n.tenant_id AND c.id = n.classification_id WHERE " + condition.sql +
                                            " ORDER BY c.period DESC, c.id DESC",
                                        condition.arguments);
    std::set<std::pair<std::int64_t, std::string>> seen;
    std::vector<Weak> all;
    while (rows.next())
        if (seen.emplace(rows.integer(0), rows.text(1)).second && class_named(rows, 3) == Class::weak && Period::from_number(rows.integer(2)).year() == year.year()) all.push_back({{rows.integer(0)}, rows.integer(4)});
    return all;
}

}  // namespace

std::vector<Classified> lines_of(const View& view, Id<Classification> classification, const Where& scope) {
    auto condition = where("tenant_id = ? AND classification_id = ?", view.tenant(), classification) && scope;
    auto rows = view.session.query_with("SELECT organization_id, points, by_rule, class, vetoes, reason, changed_by FROM classified WHERE " + condition.sql + " ORDER BY organization_id", condition.arguments);
    std::vector<Classified> all;
    while (rows.next())
        all.push_back({{rows.integer(0)}, rows.integer(1), class_named(rows, 2), class_named(rows, 3), std::string{rows.text(4)}, std::string{rows.text(5)}, {rows.integer(6)}});
    return all;
}

void install_classifications(App& app, const Shared& shelf) {
    for (auto& name : Codec<Class>::names()) app.fact_kinds.declare({"evaluation.classified." + name, FactKind::Unit::times});
    app.measures.declare("evaluation.class_fallen", [](const View& view, Id<Organization> organization, Period period) {
        auto axis = Axis::on(view, std::min(period.last_day(), view.today()));
        auto place = axis.find(organization);
        return Measured{place ? fallen(view, axis)[*place] : 0, "/api/v1/classifications?state=confirmed", "/classes"};
    }, [](const View& view, const Axis& axis, Period) { return fallen(view, axis); });
    app.measures.declare("evaluation.class_weak", [](const View& view, Id<Organization> organization, Period period) {
        auto found = weak(view, period, where("n.organization_id = ?", organization));
        auto which = found.empty() ? std::string{} : fmt::format("/{}", found.front().classification);
        return Measured{found.empty() ? 0 : 1, "/api/v1/classifications" + which, "/classes" + which};
    }, [](const View& view, const Axis& axis, Period period) {
        Column own(axis.size());
        for (auto& each : weak(view, period, everything()))
            if (auto place = axis.find(each.organization)) own[*place] = 1;
        return own;
    });
    auto resource = std::make_shared<Classifications>(app, "/api/v1/classifications");
    resource->list().describe().verb<Confirmation>("confirmation", "confirmed", &ClassificationPolicy::may_change, confirm);
    json::object integer{{"type", "integer"}};
    auto& r = app.router;
    r.get("/api/v1/classifications/{id}", {.operation = "classification.show", .response = http::shown_of<Classification>()}, [resource](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown_whole(view, *resource, loaded(view, call.number(0)))); });
    });
    r.post("/api/v1/classifications", {.operation = "classification.compute", .request = http::shape<Classification>(), .response = http::shown_of<Classification>()},
           [shelf, resource](http::Call& call) { return compute_classes(call, shelf, resource); });
    r.post("/api/v1/classifications/{id}/recomputation", {.operation = "classification.compute_again", .response = http::shown_of<Classification>()},
           [shelf, resource](http::Call& call) { return compute_again(call, shelf, resource); });
    r.get("/api/v1/classifications/{id}/lines", {.operation = "classification.lines", .response = {{{"type", "object"}}, {}}, .query = {{"class", "advanced, middle or weak"}, {"changed", "true: by hand"}, {"page", "from 1", integer}, {"size", "rows a page", integer}}},
          list_lines);
    r.post("/api/v1/classifications/{id}/lines/{organization_id}", {.operation = "classification.change_class", .request = http::shape<ClassChange>(), .response = http::shown_of<Classification>()},
           [resource](http::Call& call) { return change_line(call, resource); });
    r.get("/api/v1/classifications/transitions", {.operation = "classification.transitions", .response = {{{"type", "object"}}, {}}, .query = {{"from", "a classification", integer}, {"to", "a later one of the same index", integer}}}, transitions);
}

}  // namespace zhibu::evaluation
