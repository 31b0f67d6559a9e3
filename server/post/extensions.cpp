// Extensions of a term: asked for with a reason, decided by the superior; the course is data of the pack.
#include "post/described.hpp"
#include "post/post_policy.hpp"

namespace zhibu::post {

procedure::Case case_of(const TermExtension& extension) {
    return {"term_extension", extension.id.value, extension.organization_id, "term_extension", extension.procedure_version, extension.state};
}

namespace {

using Extensions = Resource<TermExtension, ExtensionPolicy>;

std::string shown(const View& view, const Extensions& resource, const TermExtension& extension) {
    auto out = resource.shown(view, extension);
    out.pop_back();
    return out + ",\"course\":" + procedure::drawing(view, case_of(extension), extension.due_on, view.actor.language) + "}";
}

void check(const View& view, const TermExtension& extension, const Term& term) {
    Faults faults;
    auto most = rules_today(view)->extension.most_months;
    auto latest = term.planned_on.plus_months(int(most));
    if (!extension.until.whole()) faults.add("#/until", "not_a_date");
    else if (extension.until <= term.due_on) faults.add("#/until", "before_the_end_of_the_term", {{"day", term.due_on.chinese()}});
    else if (extension.until > latest) faults.add("#/until", "longer_than_usual", {{"day", latest.chinese()}, {"months", std::to_string(most)}});
    faults.throw_if_any();
    if (view.session.integer("SELECT id FROM term_extension WHERE tenant_id = ? AND term_id = ? AND state = 'requested'", view.tenant(), term.id)) throw conflict("extension-already-asked");
}

http::Response create(const std::shared_ptr<Extensions>& resource, http::Call& call) {
    auto sent = call.body_as<TermExtension>();
    return call.write([&](Transaction& t) {
        auto term = Store<Term>{t}.find(sent.term_id, TermPolicy::visible_to(t));
        if (!term) throw invalid({{"#/term_id", "unknown_reference"}});
        TermPolicy::may_extend(t, *term).or_throw();
        auto record = sent;
        check(t, record, *term);
        record.organization_id = term->organization_id, record.requested_on = t.today(), record.requested_by = t.actor.account;
        record.id = {t.session.next_id()};
        auto c = case_of(record);
        procedure::begin(t, c, "term_extension");
        record.due_on = procedure::advance(t, c, "request", record.reason);
        record.state = c.state, record.procedure_version = c.version;
        Store<TermExtension>{t}.insert(record);
        t.record({"term_extension.requested", "term_extension", record.id.value, record.organization_id}, differences(TermExtension{}, record));
        return http::created(shown(t, *resource, record));
    });
}

void decide(Transaction& t, TermExtension& record, std::string_view verb, const std::string& note) {
    auto c = case_of(record);
    auto& step = procedure::permitted(t, c, verb);
    if (!step.required.empty() && note.empty()) throw invalid({{"#/note", "required"}});
    record.due_on = procedure::advance(t, c, verb, note);
    record.state = c.state, record.decided_on = t.today(), record.decision = note;
    if (verb != "approve") return;
    auto term = Store<Term>{t}.load(record.term_id, everything());
    if (term.ended_on) throw conflict("term-has-ended");
    term.due_on = record.until;
    Store<Term>{t}.update(term);
    t.facts.add({"post.term_extended", term.organization_id, {}, t.today()}, {"term_extension", record.id.value});
    t.tell({"term.extended", "term", term.id.value, term.organization_id});
}

void step(App& app, const std::shared_ptr<Extensions>& resource, const std::string& path, std::string verb, const std::string& past) {
    app.router.post("/api/v1/term-extensions/{id}/" + path, {.operation = "term_extension." + past, .request = http::shape<Note>(), .response = http::shown_of<TermExtension>()},
                    [resource, verb, past](http::Call& call) {
                        auto sent = call.body_as<Note>();
                        return call.write([&](Transaction& t) {
                            auto record = Store<TermExtension>{t}.load(call.id<TermExtension>(), ExtensionPolicy::visible_to(t));
                            auto before = record;
                            procedure::permitted(t, case_of(record), verb);
                            call.must_match(record.version);
                            decide(t, record, verb, sent.note);
                            Store<TermExtension>{t}.update(record);
                            t.record({"term_extension." + past, "term_extension", record.id.value, record.organization_id}, differences(before, record));
                            return http::ok(shown(t, *resource, record));
                        });
                    });
}

}  // namespace

void install_extensions(App& app) {
    auto extensions = std::make_shared<Extensions>(app, "/api/v1/term-extensions");
    extensions->list();
    app.router.post("/api/v1/term-extensions", {.operation = "term_extension.request", .request = http::shape<TermExtension>(), .response = http::shown_of<TermExtension>()},
                    [extensions](http::Call& call) { return create(extensions, call); });
    app.router.get("/api/v1/term-extensions/{id}", {.operation = "term_extension.show", .response = http::shown_of<TermExtension>()}, [extensions](http::Call& call) {
        return call.read([&](const View& view) {
            return http::ok(shown(view, *extensions, Store<TermExtension>{view}.load(call.id<TermExtension>(), ExtensionPolicy::visible_to(view))));
        });
    });
    step(app, extensions, "approval", "approve", "approved");
    step(app, extensions, "refusal", "refuse", "refused");
    step(app, extensions, "withdrawal", "withdraw", "withdrawn");
    app.router.get("/api/v1/descriptions/term_extension", {.operation = "term_extension.describe"}, [](http::Call& call) {
        auto& course = call.app.procedures.on("term_extension", call.app.clock.today());
        return http::ok(with_choices(description_of<TermExtension>(call.app.words, call.language()), {{"state", states_of(course, call.language())}}));
    });
}

}  // namespace zhibu::post
