#include "kernel/record/export_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kernel/access/separation.hpp"
#include "kernel/access/session.hpp"
#include "kernel/record/personal_data.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu {
namespace personal {

struct Consent {
    std::string note{};
};
struct Refusal {
    std::string note{};
};

}  // namespace personal

template <>
struct Schema<personal::Consent> {
    static constexpr std::string_view name = "export_consent";
    static constexpr auto fields = std::tuple{field<&personal::Consent::note>({.max = 200})};
};
template <>
struct Schema<personal::Refusal> {
    static constexpr std::string_view name = "export_refusal";
    static constexpr auto fields = std::tuple{field<&personal::Refusal::note>({.required = true, .min = 2, .max = 200})};
};

namespace personal {
namespace {

constexpr const char* setting_name = "export_rows_for_two";
constexpr std::int64_t good_seconds = 24 * 3600, waits_seconds = 7 * 24 * 3600, told_seconds = 3 * 24 * 3600;

// Who may consent to an export of this noun: somebody who may read the same; the security officer where the three are apart.
std::vector<Role> consenting(const View& view, std::string_view noun) {
    if (access::kept_apart(view)) return {Role::security_officer};
    return consent_roles(view, noun);
}
bool covers(const View& view, const std::vector<Role>& roles, Id<Organization> organization) {
    return std::any_of(roles.begin(), roles.end(), [&](Role role) { return view.covers({role}, organization); });
}

struct ExportRequestPolicy {
    // One's own, and those that one may answer or might have.
    static Where visible_to(const View& view) {
        auto scope = where("account_id = ?", view.actor.account);
        for (auto& noun : nouns_of_people(view)) {
            auto reach = nothing();
            for (auto role : consenting(view, noun)) reach = reach || view.within({role});
            if (reach.sql != "1=0") scope = scope || (where("noun = ?", noun) && reach);
        }
        return scope;
    }
    static Where matching(const View&, const std::string& words) { return where("(reason LIKE ? OR list LIKE ?)", "%" + words + "%", "%" + words + "%"); }
    static Verdict may_change(const View&, const ExportRequest&) { return denied("export_request_is_answered_not_changed"); }
    static Verdict may_answer(const View& view, const ExportRequest& request) {
        if (request.account_id == view.actor.account) return denied("consents_to_no_own_export");
        return allowed_if(covers(view, consenting(view, request.noun), request.organization_id), "consents_to_no_such_export");
    }
    static Verdict may_take(const View& view, const ExportRequest& request) {
        if (request.account_id != view.actor.account) return denied("takes_no_export_of_others");
        return allowed_if(request.state == ExportRequestState::consented && view.now < *request.good_until, "export_has_no_consent");
    }
};

// What makes an export the same list: its filter, columns and order, not its reason or page.
Json canonical_query(const http::Call& call) {
    std::vector<std::pair<std::string, std::string>> all;
    for (auto& [name, value] : call.parameters())
        if (!value.empty() && name != "reason" && name != "page" && name != "size" && name != "count") all.emplace_back(name, value);
    std::sort(all.begin(), all.end());
    json::object query;
    for (auto& [name, value] : all) query[name] = value;
    return {json::serialize(query)};
}
std::string path_of(const http::Call& call) {
    constexpr std::string_view base = "/api/v1";
    return call.request.path.starts_with(base) ? call.request.path.substr(base.size()) : call.request.path;
}

std::string list_in_words(const View& view, const std::string& noun) {
    auto& words = view.app.words;
    auto key = "export_request.noun_is." + noun;
    return std::string{words.text(view.actor.language, words.has(view.actor.language, key) ? key : noun + "._")};
}

std::string value_in_words(const View& view, const std::string& noun, const std::string& field, const std::string& value) {
    for (auto& key : {fmt::format("{}.{}_is.{}", noun, field, value), "export_request.in_words." + value})
        if (view.app.words.has(view.actor.language, key)) return std::string{view.app.words.text(view.actor.language, key)};
    std::int64_t number = 0;
    if (!field.ends_with("_id") || std::from_chars(value.data(), value.data() + value.size(), number).ptr != value.data() + value.size()) return value;
    auto names = view.app.references.within_reach(view, reference_stem(field), {number});  // a question names nobody that the asker may not see
    return names.empty() ? value : names.begin()->second;
}

// "党组织：市财政局机关党委（含下级）；状态：正常", or that nothing was left out.
std::string filter_in_words(const View& view, const http::Call& call, const std::string& noun) {
    auto& words = view.app.words;
    auto language = view.actor.language;
    auto word = [&](const std::string& key) { return std::string{words.text(language, "export_request.in_words." + key)}; };
    std::string out;
    for (auto& [name, value] : call.parameters()) {
        if (value.empty() || name == "format" || name == "reason" || name == "columns" || name == "page" || name == "size" || name == "sort" || name == "count") continue;
        std::string field = name, tail;
        for (auto [ending, stem] : {std::pair{"_within", "_id"}, {"_from", ""}, {"_to", ""}})
            if (name.ends_with(ending)) field = name.substr(0, name.size() - std::string_view{ending}.size()) + stem, tail = word(std::string{ending}.substr(1));
        auto key = noun + "." + field;
        auto label = name == "q" ? word("q") : words.has(language, "export_request.in_words." + field) ? word(field) : words.has(language, key) ? std::string{words.text(language, key)} : field;
        out += fmt::format("{}{}：{}{}", out.empty() ? "" : "；", label, value_in_words(view, noun, field, value), tail);
    }
    return out.empty() ? word("all") : out;
}

// Whose people leave: what was asked for, else as far as the actor's roles reach. Whoever consents must reach all of it.
Id<Organization> place_of(const View& view, const http::Call& call, const Leaving& leaving) {
    auto& tree = view.tree();
    Id<Organization> place = leaving.organization;
    for (auto name : {"organization_within", "organization_id"})
        if (auto asked = place ? std::nullopt : call.integer_parameter(name)) place = {*asked};
    if (!place || !tree.find(place)) {
        bool first = true;
        place = whole_office;
        for (auto& grant : view.actor.grants) {
            if (grant.role == Role::member) continue;
            if (first || tree.within(place, grant.organization)) place = grant.organization;
            else if (!tree.within(grant.organization, place)) place = whole_office;
            first = false;
        }
    }
    auto roots = tree.roots();
    return place == whole_office && roots.size() == 1 ? roots.front() : place;
}

bool somebody_could(const View& view, const std::vector<Role>& roles, Id<Organization> place) {
    auto rows = view.session.query("SELECT g.role, g.organization_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE g.tenant_id = ? AND a.state = 'active' AND a.id <> ?",
                                   view.tenant(), view.actor.account);
    bool found = false;
    while (rows.next()) {
        auto role = Codec<Role>::parse(rows.text(0));
        if (!role || std::find(roles.begin(), roles.end(), *role) == roles.end()) continue;
        Id<Organization> reach{rows.integer(1)};
        found = found || reach == whole_office || (place && view.tree().within(place, reach));
    }
    return found;
}

// The newest of this actor's requests for this very list.
std::optional<ExportRequest> asked_before(const View& view, const http::Call& call) {
    auto found = Store<ExportRequest>{view}.select(where("account_id = ? AND path = ? AND query = ?", view.actor.account, path_of(call), canonical_query(call).text), "ORDER BY id DESC", 1);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void answer(Transaction& t, ExportRequest& request, ExportRequestState state, const std::string& note) {
    if (request.state != ExportRequestState::waiting) throw conflict("export-request-answered");
    if (request.asked_at.plus_seconds(waits_seconds) <= t.now) throw conflict("export-request-lapsed");
    request.state = state, request.answered_by = t.actor.account, request.answered_at = t.now, request.note = note;
    if (state == ExportRequestState::consented) request.good_until = t.now.plus_seconds(good_seconds);
}

void inbox(const View& view, std::vector<InboxItem>& items) {
    auto recent = where("asked_at >= ? AND state <> 'taken'", view.now.plus_seconds(-waits_seconds - good_seconds)) && ExportRequestPolicy::visible_to(view);
    auto all = Store<ExportRequest>{view}.select(recent, "ORDER BY id", 200);
    auto names = [&](Id<Account> account) { return view.app.references.names(view, "account", {account.value})[account.value]; };
    auto say = [&](const std::string& key, const Parameters& parameters) { return view.app.words.sentence(view.actor.language, "inbox.export_request." + key, parameters); };
    for (auto& each : all) {
        auto link = fmt::format("/export-requests?open={}", each.id.value);
        Parameters said{{"list", each.list}, {"rows", std::to_string(each.row_count)}, {"reason", each.reason}, {"filter", each.filter}, {"note", each.note}};
        bool own = each.account_id == view.actor.account;
        if (each.state == ExportRequestState::waiting && view.now < each.asked_at.plus_seconds(waits_seconds) && ExportRequestPolicy::may_answer(view, each)) {
            said["name"] = names(each.account_id);
            items.push_back({"export_request.answer", say("waiting", said), say("waiting_reason", said), said["name"], each.asked_at.plus_seconds(waits_seconds).date(), link,
                             fmt::format("/m/export-requests/{}", each.id.value), say("answer", {})});
        } else if (own && ExportRequestPolicy::may_take(view, each)) {
            items.push_back({"export_request.take", say("consented", said), say("consented_reason", said), names(*each.answered_by), each.good_until->date(), link, "", say("take", {})});
        } else if (own && each.state == ExportRequestState::refused && view.now < each.answered_at->plus_seconds(told_seconds)) {
            items.push_back({"export_request.refused", say("refused", said), say("refused_reason", said), names(*each.answered_by), {}, link, fmt::format("/m/export-requests/{}", each.id.value), say("look", {})});
        }
    }
}

}  // namespace

std::int64_t rows_for_two(const View& view) {
    auto value = access::setting(view.session, view.tenant(), setting_name);
    return value ? std::stoll(*value) : 0;
}
void set_rows_for_two(Transaction& t, std::int64_t rows) { access::set_setting(t.session, t.tenant(), setting_name, std::to_string(rows)); }

std::optional<ExportRequest> take_consent(Transaction& t, const http::Call& call, const Leaving& leaving) {
    auto request = asked_before(t, call);
    // More rows than were consented to are another list.
    if (!request || !ExportRequestPolicy::may_take(t, *request) || leaving.rows > request->row_count) return std::nullopt;
    auto before = *request;
    request->state = ExportRequestState::taken, request->taken_at = t.now;
    Store<ExportRequest>{t}.update(*request);
    t.record({"export_request.taken", "export_request", request->id.value, request->organization_id}, differences(before, *request));
    return request;
}

void ask_for_consent(Transaction& t, const http::Call& call, const Leaving& leaving) {
    auto before = asked_before(t, call);
    if (before && before->state == ExportRequestState::waiting && t.now < before->asked_at.plus_seconds(waits_seconds) && leaving.rows <= before->row_count) return;
    ExportRequest request{.account_id = t.actor.account, .noun = leaving.noun, .path = path_of(call), .query = canonical_query(call), .row_count = leaving.rows, .reason = leaving.reason, .asked_at = t.now};
    request.organization_id = place_of(t, call, leaving);
    if (!somebody_could(t, consenting(t, leaving.noun), request.organization_id)) throw conflict("export-nobody-to-consent");
    request.list = list_in_words(t, leaving.noun), request.filter = filter_in_words(t, call, leaving.noun);
    Store<ExportRequest>{t}.insert(request);
    t.record({"export_request.asked", "export_request", request.id.value, request.organization_id}, differences(ExportRequest{}, request));
}

void install_export_requests(App& app) {
    app.inbox(inbox);
    Resource<ExportRequest, ExportRequestPolicy> requests{app, "/api/v1/export-requests"};
    requests.list().show().describe().offers("take", ExportRequestPolicy::may_take);
    requests.verb<Consent>("consent", "consented", ExportRequestPolicy::may_answer, [](Transaction& t, ExportRequest& request, const Consent& sent) { answer(t, request, ExportRequestState::consented, sent.note); });
    requests.verb<Refusal>("refusal", "refused", ExportRequestPolicy::may_answer, [](Transaction& t, ExportRequest& request, const Refusal& sent) { answer(t, request, ExportRequestState::refused, sent.note); });
}

}  // namespace personal
}  // namespace zhibu
