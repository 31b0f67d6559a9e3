// The routes of requests for correction (更正申请): a member asks, a keeper of the record corrects it or says why not, the member takes note.
#include <fmt/format.h>

#include "kernel/pack/book.hpp"
#include "kernel/record/resource.hpp"
#include "organization/correction.hpp"
#include "organization/member_record.hpp"
#include "organization/routes.hpp"

namespace zhibu::organization {
namespace {

using Corrections = Resource<Correction, CorrectionPolicy>;
using Shared = std::shared_ptr<Corrections>;
constexpr std::string_view base = "/api/v1/corrections";

Correction loaded(const View& view, const http::Call& call) { return Store<Correction>{view}.load(call.id<Correction>(), CorrectionPolicy::visible_to(view)); }
std::string name_of(MemberField field) { return std::string{Codec<MemberField>::name(field)}; }

// What the roster says by now: as when it was asked, as asked, or something else.
std::string_view stands_as(const Correction& correction, const std::string& present) {
    if (present == correction.wanted.clear) return "wanted";
    return present == correction.former.clear ? "former" : "otherwise";
}
// Present value beside the wanted one, the reason and the answer: numbers in clear for the member alone.
std::string texts(const View& view, const Correction& correction, const std::string& present) {
    bool masked = is_hidden(correction.field) && !is_own(view, correction);
    auto value = [&](const std::string& clear) { return to_json(masked ? Protected{clear}.masked() : clear); };
    return fmt::format("{{\"present\":{},\"wanted\":{},\"former\":{},\"reason\":{},\"answer\":{}}}", value(present), value(correction.wanted.clear), value(correction.former.clear),
                       to_json(correction.reason.clear), to_json(correction.answer.clear));
}
std::string shown(const View& view, const Corrections& resource, const Correction& correction) {
    auto member = Store<Member>{view}.load(correction.member_id, everything());  // whoever sees the request sees whom it is about
    auto present = text_of(member, correction.field);
    auto out = resource.shown(view, correction);
    out.pop_back();
    return out + fmt::format(",\"hidden\":{},\"member_version\":{},\"stands_as\":\"{}\",\"texts\":", is_hidden(correction.field), member.version, stands_as(correction, present)) + texts(view, correction, present) +
           ",\"course\":" + procedure::drawing(view, case_of(correction), correction.due_on, view.actor.language) + "}";
}

// The wanted text as a keeper would write it; 422 at #/wanted where none could. Whether somebody else has the number is not for the member to know.
std::string fitting(const Member& member, MemberField field, const std::string& wanted) {
    auto changed = member;
    Faults found, faults;
    read_fields(json::object{{name_of(field), wanted}}, changed, found, "#", false);
    if (found.empty()) check_numbers(changed, &member, found);
    for (auto& each : found.list())
        if (each.pointer == "#/" + name_of(field)) faults.add("#/wanted", each.code, each.parameters);
    faults.throw_if_any();
    auto text = text_of(changed, field);
    if (text == text_of(member, field)) throw invalid({{"#/wanted", "stands_so_already"}});
    return text;
}

http::Response ask(http::Call& call, const Shared& resource) {
    auto sent = call.body_as<Correction>();
    return call.write([&](Transaction& t) {
        if (!t.actor.member) throw Problem{404, "no-own-record"};
        auto member = Store<Member>{t}.load(t.actor.member, where("id = ?", t.actor.member));
        auto correction = sent;
        correction.member_id = member.id, correction.organization_id = member.organization_id, correction.asked_on = t.today();
        correction.former.clear = text_of(member, sent.field), correction.wanted.clear = fitting(member, sent.field, sent.wanted.clear);
        if (t.session.integer("SELECT 1 FROM correction WHERE tenant_id = ? AND member_id = ? AND field = ? AND state = 'asked'", t.tenant(), member.id, name_of(sent.field))) throw conflict("correction-asked-already");
        correction.id = {t.session.next_id()};
        auto c = case_of(correction);
        correction.due_on = procedure::begin(t, c, "correction");
        correction.state = c.state, correction.procedure_version = c.version;
        Store<Correction>{t}.insert(correction);
        t.facts.add({"organization.correction_asked", correction.organization_id, member.id, t.today()}, {"correction", correction.id.value});
        t.record({"correction.asked", "correction", correction.id.value, correction.organization_id}, {json::serialize(json::object{{"field", name_of(sent.field)}})});
        return http::created(shown(t, *resource, correction));
    });
}

// The one button: what was asked for goes the way of every change of a member.
void apply(Transaction& t, const Correction& correction, const CorrectionStep& sent) {
    auto member = Store<Member>{t}.load(correction.member_id, MemberPolicy::visible_to(t));
    MemberPolicy::may_change(t, member).or_throw();
    if (!sent.member_version) throw invalid({{"#/member_version", "required"}});
    if (*sent.member_version != member.version) throw Problem{412, "stale"};
    change_member(t, member, json::object{{name_of(correction.field), correction.wanted.clear}});
}
// Nothing counts as corrected that stands as it stood; what was put right otherwise than asked needs a word.
void check_corrected(const View& view, const Correction& correction, const CorrectionStep& sent) {
    auto present = text_of(Store<Member>{view}.load(correction.member_id, MemberPolicy::visible_to(view)), correction.field);
    auto stands = stands_as(correction, present);
    if (stands == "former") throw conflict("correction-not-made");
    if (stands == "otherwise" && sent.note.empty()) throw invalid({{"#/note", "required"}});
}
void answer(Transaction& t, Correction& correction, const CorrectionStep& sent, bool late) {
    correction.answered_on = t.today(), correction.answer.clear = sent.note;
    t.facts.add({"organization.correction_answered", correction.organization_id, correction.member_id, t.today(), 1, late}, {"correction", correction.id.value});
}

http::Response step(http::Call& call, const Shared& resource) {
    auto sent = call.body_as<CorrectionStep>();
    auto verb = call.part(1);
    return call.write([&](Transaction& t) {
        auto correction = loaded(t, call);
        auto c = case_of(correction);
        auto& found = procedure::permitted(t, c, verb);
        call.must_match(correction.version);
        if (!found.required.empty() && sent.note.empty()) throw invalid({{"#/note", "required"}});
        if (verb == "apply") apply(t, correction, sent);
        if (verb == "correct") check_corrected(t, correction, sent);
        bool late = correction.due_on && *correction.due_on < t.today();
        correction.due_on = procedure::advance(t, c, verb);  // without the note: it is sealed with the request
        correction.state = c.state;
        if (verb == "acknowledge") correction.seen_on = t.today();
        else if (verb != "withdraw") answer(t, correction, sent, late);
        Store<Correction>{t}.update(correction);
        t.record({"correction." + verb, "correction", correction.id.value, correction.organization_id}, {json::serialize(json::object{{"field", name_of(correction.field)}})});
        return http::ok(shown(t, *resource, correction));
    });
}

// As on the roster: with a reason, told to the member among the looks at the own record, and not kept for a retry.
http::Response reveal(http::Call& call) {
    auto sent = call.body_as<CorrectionLook>();
    return call.app.write(call.actor, [&](Transaction& t) {
        auto correction = loaded(t, call);
        CorrectionPolicy::may_reveal(t, correction).or_throw();
        auto member = Store<Member>{t}.load(correction.member_id, MemberPolicy::visible_to(t));
        t.audit("member.revealed", "member", member.id.value, member.organization_id, {json::serialize(json::object{{"field", name_of(correction.field)}, {"reason", sent.reason}})});
        personal::note_reveal(t);
        return http::ok(fmt::format("{{\"present\":{},\"wanted\":{},\"former\":{}}}", to_json(text_of(member, correction.field)), to_json(correction.wanted.clear), to_json(correction.former.clear)));
    });
}

void load_procedure(App& app) {
    auto& all = app.procedures;
    auto of_case = [](const View& view, const procedure::Case& c) { return Store<Correction>{view}.load({c.id}, everything()); };
    all.party("correction_party", [](const View&, const std::string&) { return everything(); });  // who exactly, the conditions say
    all.condition("own_correction", [of_case](const View& view, const procedure::Case& c) { return allowed_if(is_own(view, of_case(view, c)), "not_your_correction"); });
    all.condition("others_correction", [of_case](const View& view, const procedure::Case& c) { return allowed_if(!is_own(view, of_case(view, c)), "own_request"); });
    all.condition("answer_unseen", [of_case](const View& view, const procedure::Case& c) { return allowed_if(!of_case(view, c).seen_on, "answer_is_seen"); });
    all.load(pack::embedded("standard/correction.toml"), {"note"});
    app.packs.fix("correction", "pack_fixed_procedure");
}

// An open request goes where the member goes: it waits for whoever keeps the record now.
void follow_members(Transaction& t, const Event&) {
    t.session.execute("UPDATE correction SET organization_id = (SELECT m.organization_id FROM member m WHERE m.tenant_id = correction.tenant_id AND m.id = correction.member_id) WHERE tenant_id = ? AND state = 'asked'", t.tenant());
}

void declare_names(App& app) {
    app.references.declare("correction", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<Correction>{view}.select(CorrectionPolicy::visible_to(view) && any_of("id", ids))) names[each.id.value] = view.app.words.text(view.actor.language, "member." + name_of(each.field));
        return names;
    });
    app.references.show_at("correction", "/corrections?open={id}");
}

}  // namespace

void install_corrections(App& app) {
    load_procedure(app);
    declare_names(app);
    for (auto name : {"organization.correction_asked", "organization.correction_answered"}) app.fact_kinds.declare({name, FactKind::Unit::times});
    for (auto event : {"member.transferred", "member.readmitted", "roster_import.applied", "roster_import.undone"}) app.on(event, follow_members);
    app.inbox(add_corrections);
    auto resource = std::make_shared<Corrections>(app, std::string{base});
    resource->offers("reveal", CorrectionPolicy::may_reveal);
    resource->list().describe();
    auto path = std::string{base};
    auto& r = app.router;
    r.get(path + "/{id}", {.operation = "correction.show", .response = http::shown_of<Correction>()}, [resource](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, *resource, loaded(view, call))); });
    });
    r.post(path, {.operation = "correction.ask", .request = http::shape<Correction>(), .response = http::shown_of<Correction>()}, [resource](http::Call& call) { return ask(call, resource); });
    r.post(path + "/{id}/steps/{verb}", {.operation = "correction.step", .request = http::shape<CorrectionStep>(), .response = http::shown_of<Correction>()}, [resource](http::Call& call) { return step(call, resource); });
    r.post(path + "/{id}/reveal", {.operation = "correction.reveal", .request = http::shape<CorrectionLook>()}, reveal);
}

}  // namespace zhibu::organization
