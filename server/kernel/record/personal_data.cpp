#include "kernel/record/personal_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "kernel/access/separation.hpp"
#include "kernel/app.hpp"
#include "kernel/pack/book.hpp"
#include "kernel/record/export_request.hpp"
#include "kernel/values/text.hpp"

namespace zhibu {
namespace personal {

struct ExportRule {
    std::string noun{};
    std::vector<std::string> consent{};  // roles that may read the same
    std::string source{};
};
struct BulkRule {
    std::int64_t minutes{}, exported_rows{}, listed_rows{}, revealed{};
    std::string source{};
};
struct Check {
    std::string note{};
};

}  // namespace personal

template <>
struct Schema<personal::ExportRule> {
    using T = personal::ExportRule;
    static constexpr std::string_view name = "export_rule";
    static constexpr auto fields = std::tuple{field<&T::noun>({.required = true}), field<&T::consent>({.max = 10}), field<&T::source>({.required = true})};
};
template <>
struct Schema<personal::BulkRule> {
    using T = personal::BulkRule;
    static constexpr std::string_view name = "bulk_rule";
    static constexpr auto fields = std::tuple{field<&T::minutes>({.required = true, .min = 1}), field<&T::exported_rows>({.required = true, .min = 1}),
                                              field<&T::listed_rows>({.required = true, .min = 1}), field<&T::revealed>({.required = true, .min = 1}), field<&T::source>({.required = true})};
};
template <>
struct Schema<personal::Check> {
    using T = personal::Check;
    static constexpr std::string_view name = "personal_data_check";
    static constexpr auto fields = std::tuple{field<&T::note>({.required = true, .min = 2, .max = 200})};
};

namespace personal {
namespace {

constexpr Roles usual_consent{Role::administrator, Role::committee_clerk, Role::organ_clerk};
constexpr std::int64_t chain_width = 1'000'000'000'000;  // an entry's number, as the audit's list gives it
constexpr int days_in_inbox = 30;

struct Rules {
    std::vector<ExportRule> exports;
    BulkRule bulk;
};
constexpr const char* rules_file = "standard/protection.toml";

// An office tightens and loosens its limits and adds lists; those that come with the program go out with a reason always.
Rules read_rules(const pack::File& file) {
    auto bulk = file.rows<BulkRule>("bulk");
    Rules read{file.rows<ExportRule>("export"), bulk.empty() ? BulkRule{} : bulk.front()};
    Faults faults;
    if (bulk.size() != 1) faults.add("#/bulk", "required");
    for (std::size_t i = 0; i < read.exports.size(); ++i)
        for (auto& role : read.exports[i].consent)
            if (!Codec<Role>::parse(role)) faults.add(fmt::format("#/export/{}/consent", i), "not_one_of");
    static const auto shipped = pack::embedded(rules_file);
    for (auto& each : shipped.rows<ExportRule>("export"))
        if (std::none_of(read.exports.begin(), read.exports.end(), [&](auto& rule) { return rule.noun == each.noun; })) faults.add("#/export", "pack_names_of_program", {{"names", each.noun}});
    file.refuse(faults);
    return read;
}
std::shared_ptr<const Rules> rules_today(const View& view) { return view.app.packs.at<Rules>(view, rules_file, view.today()); }
std::shared_ptr<const Rules> rules_today(const http::Call& call) {
    return call.app.read(call.actor, [](const View& view) { return rules_today(view); });
}
bool names_people(const Rules& rules, std::string_view noun) {
    return std::any_of(rules.exports.begin(), rules.exports.end(), [&](auto& rule) { return rule.noun == noun; });
}
Instant window_begins(const Rules& rules, Instant now) { return Instant::from_milliseconds(now.milliseconds() - rules.bulk.minutes * 60'000); }

// What the account took within the stretch, as the audit knows it.
struct Taken {
    std::int64_t rows{}, alone{}, looks{};  // alone: of the rows those that nobody else consented to
    bool told{};
};
Taken taken(const View& view, const Rules& rules) {
    Taken sum;
    auto found = view.session.query("SELECT action, detail FROM audit WHERE tenant_id = ? AND account_id = ? AND at >= ?", view.tenant(), view.actor.account, window_begins(rules, view.now));
    while (found.next()) {
        std::string action{found.text(0)};
        auto dot = action.rfind('.');
        auto noun = action.substr(0, dot), verb = dot == action.npos ? "" : action.substr(dot + 1);
        if (action == bulk_action) sum.told = true;
        else if (verb == "revealed") ++sum.looks;
        else if (verb == "exported" && names_people(rules, noun)) {
            auto detail = json::parse(std::string{found.text(1)});
            auto* counted = detail.as_object().if_contains("rows");
            auto rows = counted ? counted->to_number<std::int64_t>() : 0;
            sum.rows += rows;
            if (!detail.as_object().contains("consent")) sum.alone += rows;
        }
    }
    return sum;
}

// Under the organisation of the account, so that its own auditors see it.
void tell(Transaction& t, std::string_view way, std::int64_t count) {
    auto home = t.actor.grants.empty() ? Id<Organization>{} : t.actor.grants.front().organization;
    t.audit(bulk_action, "account", t.actor.account.value, home, {fmt::format("{{\"way\":\"{}\",\"rows\":{},\"minutes\":{}}}", way, count, rules_today(t)->bulk.minutes)});
}

struct Alarm {
    std::int64_t id{}, rows{}, minutes{};
    Instant at{};
    std::string actor{}, way{};
};
std::vector<Alarm> unchecked(const View& view) {
    auto scope = view.within(access::audit_readers(view), "a.organization_id");
    auto arguments = scope.arguments;
    arguments.insert(arguments.begin(), {db::to_value(view.tenant()), db::to_value(Instant::from_milliseconds(view.now.milliseconds() - days_in_inbox * 86'400'000LL)), db::to_value(std::string{bulk_action})});
    auto rows = view.session.query_with("SELECT a.chain, a.sequence, a.at, a.actor, a.detail FROM audit a WHERE a.tenant_id = ? AND a.at >= ? AND a.action = ? AND a.account_id <> 0 AND " + scope.sql +
                                            " AND NOT EXISTS (SELECT 1 FROM audit c WHERE c.tenant_id = a.tenant_id AND c.subject_kind = 'audit' AND c.action = 'personal_data.checked' AND "
                                            "c.subject_id = a.chain * 1000000000000 + a.sequence) ORDER BY a.at",
                                        arguments);
    std::vector<Alarm> all;
    while (rows.next()) {
        auto detail = json::parse(std::string{rows.text(4)});
        all.push_back({rows.integer(0) * chain_width + rows.integer(1), detail.at("rows").to_number<std::int64_t>(), detail.at("minutes").to_number<std::int64_t>(),
                       Instant::from_milliseconds(rows.integer(2)), std::string{rows.text(3)}, std::string{detail.at("way").as_string()}});
    }
    return all;
}

// An alarm about oneself is for somebody else to look at.
bool is_ones_own(const View& view, const Alarm& alarm) {
    return view.session.integer("SELECT account_id FROM audit WHERE tenant_id = ? AND chain = ? AND sequence = ?", view.tenant(), alarm.id / chain_width, alarm.id % chain_width) == view.actor.account.value;
}

std::optional<Alarm> alarm_of(const View& view, std::int64_t entry) {
    for (auto& alarm : unchecked(view))
        if (alarm.id == entry) return alarm;
    return std::nullopt;
}

void inbox(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is_any(access::audit_readers(view))) return;
    auto& words = view.app.words;
    auto language = view.actor.language;
    for (auto& alarm : unchecked(view)) {
        if (is_ones_own(view, alarm)) continue;
        auto parameters = Parameters{{"name", alarm.actor}, {"rows", std::to_string(alarm.rows)}, {"minutes", std::to_string(alarm.minutes)}};
        items.push_back({"audit.bulk", words.sentence(language, "inbox.bulk_read." + alarm.way, parameters), std::string{words.text(language, "inbox.bulk_read.reason")}, alarm.actor, alarm.at.date(),
                         fmt::format("/audit?open={}", alarm.id), "", std::string{words.text(language, "inbox.bulk_read.action")}});
    }
}

http::Response check(http::Call& call) {
    auto sent = call.body_as<Check>();
    return call.write([&](Transaction& t) {
        auto entry = call.number(0);
        if (!t.actor.is_any(access::audit_readers(t))) throw forbidden("reads_no_audit");
        if (!alarm_of(t, entry)) throw not_found();
        may_check(t, entry).or_throw();
        auto organization = t.session.integer("SELECT organization_id FROM audit WHERE tenant_id = ? AND chain = ? AND sequence = ?", t.tenant(), entry / chain_width, entry % chain_width);
        t.audit(checked_action, "audit", entry, {organization.value_or(0)}, {"{\"note\":" + to_json(sent.note) + "}"});
        return http::ok(fmt::format("{{\"id\":{}}}", entry));
    });
}

}  // namespace

Verdict may_check(const View& view, std::int64_t entry) {
    if (!view.actor.is_any(access::audit_readers(view))) return denied("reads_no_audit");
    auto alarm = alarm_of(view, entry);
    if (!alarm) return denied("no_open_alarm");
    return allowed_if(!is_ones_own(view, *alarm), "checks_no_own_alarm");
}

std::string export_reason(const http::Call& call, std::string_view noun) {
    auto reason = std::string{trimmed(call.parameter("reason").value_or(""))};
    if (reason.empty() && names_people(*rules_today(call), noun)) throw invalid({{"#/reason", "export_needs_a_reason"}});
    return std::string{first_code_points(reason, 200)};
}

void note_export(const http::Call& call, const std::string& noun, Id<Organization> organization, std::size_t rows, const std::string& reason) {
    Leaving leaving{noun, reason, organization, std::int64_t(rows)};
    auto waits = call.app.write(call.actor, [&](Transaction& t) {
        auto rules = rules_today(t);
        bool people = names_people(*rules, noun);
        auto before = people ? taken(t, *rules) : Taken{.told = true};
        auto limit = people && leaving.rows >= least_for_two ? rows_for_two(t) : 0;
        std::optional<ExportRequest> consent;
        if (limit && before.alone + leaving.rows > limit) {
            consent = take_consent(t, call, leaving);
            if (!consent) return ask_for_consent(t, call, leaving), limit;
        }
        json::object detail{{"rows", leaving.rows}};
        if (!reason.empty()) detail["reason"] = reason;
        if (consent) detail["consent"] = t.app.references.names(t, "account", {consent->answered_by->value})[consent->answered_by->value];
        t.audit(noun + ".exported", noun, 0, organization, {json::serialize(detail)});
        if (auto sum = before.rows + leaving.rows; !before.told && sum > rules->bulk.exported_rows) tell(t, "exported", sum);
        return std::int64_t{};
    });
    if (waits) throw conflict("export-waits-for-consent", {{"rows", std::to_string(rows)}, {"limit", std::to_string(waits)}});
}

std::vector<std::string> nouns_of_people(const View& view) {
    std::vector<std::string> all;
    for (auto& rule : rules_today(view)->exports) all.push_back(rule.noun);
    return all;
}
std::vector<Role> consent_roles(const View& view, std::string_view noun) {
    std::vector<Role> roles;
    auto rules = rules_today(view);
    for (auto& rule : rules->exports)
        if (rule.noun == noun)
            for (auto& name : rule.consent) roles.push_back(*Codec<Role>::parse(name));
    if (roles.empty()) roles = usual_consent;
    return roles;
}

void note_reveal(Transaction& t) {
    auto rules = rules_today(t);
    if (auto now = taken(t, *rules); !now.told && now.looks > rules->bulk.revealed) tell(t, "revealed", now.looks);
}

std::shared_ptr<const void> PagesRead::rules(const http::Call& call) {
    auto tenant = call.actor.tenant.value;
    {
        std::lock_guard lock{mutex_};
        if (auto& kept = rules_[tenant]; kept.holds(call.app.database->changes())) return kept.value();
    }
    return call.app.read(call.actor, [&](const View& view) -> std::shared_ptr<const void> {
        view.session.watch_reads();
        auto fresh = rules_today(view);
        if (!view.session.marks()) return fresh;
        std::lock_guard lock{mutex_};
        rules_[tenant] = {fresh, view.session, view.session.tables_seen()};
        return fresh;
    });
}

void PagesRead::note(const http::Call& call) {
    auto rows = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 200), sum = std::int64_t{};
    auto rules = std::static_pointer_cast<const Rules>(this->rules(call));
    {
        std::lock_guard lock{mutex_};
        auto now = call.app.clock.now();
        auto& reader = readers_[call.actor.account.value];
        if (reader.since < window_begins(*rules, now)) reader = {now, 0, false};
        reader.rows += rows;
        if (reader.told || reader.rows <= rules->bulk.listed_rows) return;
        reader.told = true, sum = reader.rows;
    }
    call.app.write(call.actor, [&](Transaction& t) { tell(t, "listed", sum); });
}

void install(App& app) {
    app.packs.declare<Rules>("protection", read_rules);
    app.inbox(inbox);
    install_export_requests(app);
    app.router.post("/api/v1/audit/{id}/check", {.operation = "audit.check", .request = http::shape<Check>()}, check);
}

}  // namespace personal
}  // namespace zhibu
