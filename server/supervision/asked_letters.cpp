// Letters that other modules ask for by an event: a draft with their words, to be read, changed and issued like any other.
#include "supervision/letter_policy.hpp"
#include "supervision/standard.hpp"

namespace zhibu::supervision {
namespace {

// detail: issuer_id, organization_id, title, opening, source_kind, source_id. The number of the draft is told back.
void draft(Transaction& t, const Event& asked) {
    auto detail = json::parse(asked.detail.text).as_object();
    auto text = [&](const char* name) { return std::string{detail.at(name).as_string()}; };
    Letter letter;
    letter.kind = LetterKind::reminder;
    letter.issuer_id = {detail.at("issuer_id").as_int64()}, letter.organization_id = {detail.at("organization_id").as_int64()};
    LetterPolicy::may_create(t, letter).or_throw();
    auto templates = letter_templates_on(t, t.today());
    auto& words = templates->of(letter.kind);
    letter.title = text("title"), letter.opening = text("opening"), letter.closing = words.closing, letter.reply_days = words.reply_days;
    letter.id = {t.session.next_id()};
    auto c = case_of(letter);
    letter.due_on = procedure::begin(t, c, "letter");
    letter.state = c.state, letter.procedure_version = c.version;
    Store<Letter>{t}.insert(letter);
    json::object drafted{{"source_kind", text("source_kind")}, {"source_id", detail.at("source_id")}};
    t.record({"letter.drafted_for", "letter", letter.id.value, letter.organization_id}, {json::serialize(drafted)});
}

}  // namespace

void install_asked_letters(App& app) { app.on("term.reminder_wanted", draft); }

}  // namespace zhibu::supervision
