// The paper on the phone: what a voter scores, and the way of it into the boxes. Not through Call::write: what it answers, and
// what was sent, must be remembered nowhere.
#include <algorithm>

#include "duty/session.hpp"

namespace zhibu::duty {
namespace {

DutySession scored(const View& view, const http::Call& call) {
    auto session = Store<DutySession>{view}.load(call.id<DutySession>(), SessionPolicy::visible_to(view));
    if (session.state == DutyState::preparing) throw conflict("duty-scoring-not-open");
    return session;
}
// The reports that this person scores: all but the own one.
std::vector<DutyReport> own_papers(const View& view, const DutySession& session) {
    auto all = reports_of(view, session.id);
    std::erase_if(all, [&](auto& each) { return !each.box_id || !ballot_box::standing(view, *each.box_id, view.actor.account.value); });
    if (all.empty()) throw forbidden("not_entitled_to_vote");
    return all;
}

http::Response paper(http::Call& call) {
    return call.read([&](const View& view) {
        auto session = scored(view, call);
        bool chinese = view.actor.language == Language::chinese, returned = true;
        auto label = [&](auto& each) { return chinese ? each.label : each.english; };
        json::array reports, items, choices;
        for (auto& each : own_papers(view, session)) {
            returned = returned && ballot_box::standing(view, *each.box_id, view.actor.account.value)->returned;
            auto* node = view.tree().find(each.organization_id);
            auto name = view.app.references.names(view, "account", {each.account_id.value})[each.account_id.value];
            reports.push_back({{"id", each.id.value}, {"name", name}, {"organization_name", node ? node->name : ""}, {"readable", each.state == DutyReportState::submitted}});
        }
        auto rules = rules_of(view, session);
        for (auto& each : rules->items) items.push_back({{"key", each.key}, {"label", label(each)}, {"points", each.points}});
        for (auto& each : rules->choices) choices.push_back({{"key", each.key}, {"label", label(each)}, {"percent", each.percent}});
        return http::ok(json::serialize(json::object{{"session_id", session.id.value}, {"title", session.title}, {"open", session.state == DutyState::scoring}, {"returned", returned},
                                                     {"reports", std::move(reports)}, {"items", std::move(items)}, {"choices", std::move(choices)}}));
    });
}

std::string content_of(const Rules& rules, const Marks& marks, Faults& faults, const std::string& place) {
    std::string content;
    auto& choices = rules.choices;
    for (std::size_t i = 0; i < marks.choices.size(); ++i) {
        auto found = std::find_if(choices.begin(), choices.end(), [&](auto& each) { return each.key == marks.choices[i]; });
        if (found == choices.end()) faults.add(place + "/choices/" + std::to_string(i), "not_one_of");
        else content += char('0' + (found - choices.begin()));
    }
    if (marks.choices.size() != rules.items.size()) faults.add(place + "/choices", "score_every_item");
    return content;
}

http::Response put_in(http::Call& call) {
    auto sent = call.body_as<SentPaper>();
    return call.app.write(call.actor, [&](Transaction& t) {
        auto session = scored(t, call);
        auto reports = own_papers(t, session);
        Faults faults;
        std::map<std::int64_t, std::string> contents;
        auto rules = rules_of(t, session);
        for (std::size_t i = 0; i < sent.marks.size(); ++i) {
            auto place = "#/marks/" + std::to_string(i);
            auto id = sent.marks[i].report_id.value;
            if (std::none_of(reports.begin(), reports.end(), [&](auto& each) { return each.id.value == id; })) faults.add(place + "/report_id", "unknown_reference");
            else contents[id] = content_of(*rules, sent.marks[i], faults, place);
        }
        if (contents.size() != reports.size()) faults.add("#/marks", "score_everybody");
        faults.throw_if_any();
        bool again = true;
        for (std::size_t i = 0; i < reports.size(); ++i) {
            // A box of its own for each, a word of its own for each: no two receipts hang together.
            auto receipt = ballot_box::put_in(t, *reports[i].box_id, t.actor.account.value, sent.secret.substr(0, 40) + "-" + std::to_string(i), contents[reports[i].id.value]);
            again = again && receipt.again;
        }
        return http::ok(again ? "{\"returned\":true,\"again\":true}" : "{\"returned\":true,\"again\":false}");
    });
}

}  // namespace

void install_scoring(App& app) {
    app.router.get("/api/v1/duty-sessions/{id}/paper", {.operation = "duty_session.paper", .response = {{{"type", "object"}}, {}}}, paper);
    app.router.post("/api/v1/duty-sessions/{id}/paper", {.operation = "duty_session.score", .request = http::shape<SentPaper>(), .response = {{{"type", "object"}}, {}}}, put_in);
}

}  // namespace zhibu::duty
