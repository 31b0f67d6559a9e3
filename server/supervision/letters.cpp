// The routes of letters: drafting, issuing with a number and a look at the burden, receipt, reply, closing, the paper itself.
#include <fmt/format.h>

#include "kernel/document/docx.hpp"
#include "kernel/document/pdf.hpp"
#include "kernel/record/recycle_bin.hpp"
#include "kernel/record/resource.hpp"
#include "supervision/burden.hpp"
#include "supervision/letter_policy.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"

namespace zhibu::supervision {

struct Issue {
    std::int64_t burden_seen{-1};  // what the sender was shown that the unit was asked this month already
};
struct Reply {
    std::string reply{};
    bool pledge{false};            // as a 承诺书, numbered and signed
};
struct Remark {
    std::string note{};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::Issue> {
    static constexpr std::string_view name = "letter_issue";
    static constexpr auto fields = std::tuple{field<&supervision::Issue::burden_seen>({.min = -1, .max = 100000})};
};
template <>
struct Schema<supervision::Reply> {
    using T = supervision::Reply;
    static constexpr std::string_view name = "letter_reply";
    static constexpr auto fields = std::tuple{field<&T::reply>({.required = true, .long_text = true, .min = 4, .max = 4000}), field<&T::pledge>()};
};
template <>
struct Schema<supervision::Remark> {
    static constexpr std::string_view name = "remark";
    static constexpr auto fields = std::tuple{field<&supervision::Remark::note>({.max = 2000})};
};
}  // namespace zhibu

namespace zhibu::supervision {
namespace {

using Letters = Resource<Letter, LetterPolicy>;

Event event(std::string name, const Letter& letter) { return {std::move(name), "letter", letter.id.value, letter.organization_id}; }
Letter loaded(const View& view, const http::Call& call) { return Store<Letter>{view}.load(call.id<Letter>(), LetterPolicy::visible_to(view)); }

// What fields alone cannot say; empty words are the template's.
void complete(const View& view, Letter& letter) {
    Faults faults;
    if (letter.kind == LetterKind::pledge) faults.add("#/kind", "not_one_of");  // made by replying
    auto& tree = view.tree();
    bool below = tree.find(letter.organization_id) && letter.organization_id != letter.issuer_id && tree.within(letter.organization_id, letter.issuer_id);
    if (!below) faults.add("#/organization_id", "not_below_issuer");
    auto ids = numbers_of(letter.problem_ids);
    if (json_of(ids).text != letter.problem_ids.text) faults.add("#/problem_ids", "not_a_list");
    if (ids.size() > 200) faults.add("#/problem_ids", "too_many", {{"max", "200"}});
    else
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto problem = Store<LedgerProblem>{view}.find({ids[i]}, ProblemPolicy::visible_to(view));
            bool fits = problem && problem->state != "withdrawn" && tree.within(problem->organization_id, letter.organization_id);
            if (!fits) faults.add("#/problem_ids/" + std::to_string(i), "unknown_reference");
        }
    faults.throw_if_any();
    auto templates = letter_templates_on(view, view.today());
    auto& words = templates->of(letter.kind);
    if (letter.title.empty()) letter.title = fill(words.title, {{"topic", words.topic}});
    if (letter.opening.empty()) letter.opening = words.opening;
    if (letter.closing.empty()) letter.closing = words.closing;
    if (letter.reply_days == 0) letter.reply_days = words.reply_days;
}

std::string shown(const View& view, const Letters& resource, const Letter& letter, Language language) {
    auto out = resource.shown(view, letter);
    out.pop_back();
    out += ",\"course\":" + procedure::drawing(view, case_of(letter), letter.due_on, language) + ",\"problems\":[";
    bool first = true;
    for (auto id : numbers_of(letter.problem_ids)) {
        auto problem = Store<LedgerProblem>{view}.find({id}, ProblemPolicy::visible_to(view));
        if (!problem) continue;
        out += first ? "" : ",";
        first = false;
        write_json(out, *problem);
    }
    auto pledge = view.session.integer("SELECT id FROM letter WHERE tenant_id = ? AND replies_to = ?", view.tenant(), letter.id);
    return out + "],\"pledge_id\":" + (pledge ? std::to_string(*pledge) : "null") + ",\"burden\":" +
           std::to_string(asked_of(view, letter.organization_id, Period::month_of(view.today()))) + "}";
}

// The next number of the year and kind, taken in the transaction that issues: an issue that fails leaves no gap.
void number(Transaction& t, Letter& letter) {
    letter.year = t.today().year();
    auto rows = t.session.query(
        "INSERT INTO letter_sequence (tenant_id, issuer_id, kind, year, last) VALUES (?,?,?,?,1) ON CONFLICT (tenant_id, issuer_id, kind, year) DO UPDATE SET "
        "last = letter_sequence.last + 1 RETURNING last", t.tenant(), letter.issuer_id, Codec<LetterKind>::name(letter.kind), letter.year);
    rows.next();
    letter.sequence = rows.integer(0);
    letter.number = document::document_number(letter_templates_on(t, t.today())->of(letter.kind).code, int(letter.year), int(letter.sequence));
}

void advance(Transaction& t, Letter& letter, std::string_view verb, const std::string& note = {}) {
    auto c = case_of(letter);
    letter.due_on = procedure::advance(t, c, verb, note);
    letter.state = c.state;
}

void issue(Transaction& t, Letter& letter, const Issue& sent) {
    auto asked = asked_of(t, letter.organization_id, Period::month_of(t.today()));
    // The sender has looked at the meter: what stands there now, not what stood there when somebody else had not yet sent.
    if (sent.burden_seen < 0) throw invalid({{"#/burden_seen", "burden_not_confirmed"}});
    if (sent.burden_seen < asked) throw conflict("burden-changed", {{"count", std::to_string(asked)}});
    advance(t, letter, "issue");
    number(t, letter);
    letter.issued_on = t.today(), letter.reply_due_on = t.app.working_days.plus_working_days(t.today(), int(letter.reply_days));
    Source source{"letter", letter.id.value};
    t.facts.add({"supervision.letter_sent", letter.organization_id, {}, t.today()}, source);
    t.facts.add({"burden.asked.letter", letter.organization_id, {}, t.today()}, source);
    for (auto id : numbers_of(letter.problem_ids)) {
        auto problem = Store<LedgerProblem>{t}.find({id}, ProblemPolicy::visible_to(t));
        if (!problem || problem->state == "withdrawn") continue;
        problem->letter_id = letter.id;
        if (problem->state == "raised") take_step(t, *problem, "feed_back", {});
        else Store<LedgerProblem>{t}.update(*problem);
    }
}

void reply(Transaction& t, Letter& letter, const Reply& sent) {
    advance(t, letter, "reply");
    letter.reply = sent.reply, letter.replied_on = t.today();
    if (!sent.pledge) return;
    auto templates = letter_templates_on(t, t.today());
    auto& words = templates->of(LetterKind::pledge);
    Letter pledge;
    pledge.id = {t.session.next_id()};
    pledge.kind = LetterKind::pledge, pledge.issuer_id = letter.organization_id, pledge.organization_id = letter.issuer_id;
    pledge.title = words.title, pledge.opening = words.opening, pledge.closing = words.closing, pledge.reply = sent.reply;
    pledge.problem_ids = letter.problem_ids, pledge.reply_days = words.reply_days, pledge.replies_to = letter.id;
    auto c = case_of(pledge);
    procedure::begin(t, c, "letter");
    pledge.state = c.state, pledge.procedure_version = c.version;
    Store<Letter>{t}.insert(pledge);
    advance(t, pledge, "issue");
    number(t, pledge);
    pledge.issued_on = t.today();
    Store<Letter>{t}.update(pledge);
    t.record(event("letter.pledged", pledge), {"{\"number\":" + to_json(pledge.number) + "}"});
}

template <class Body, class Act>
void step(App& app, const std::shared_ptr<Letters>& letters, const std::string& path, std::string verb, std::string past, Act act) {
    app.router.post("/api/v1/letters/{id}/" + path, {.operation = "letter." + past, .request = http::shape<Body>(), .response = http::shape<Letter>()},
                    [letters, verb, past, act](http::Call& call) {
                        auto sent = call.body_as<Body>();
                        return call.write([&](Transaction& t) {
                            auto letter = loaded(t, call);
                            auto before = letter;
                            procedure::permitted(t, case_of(letter), verb);
                            call.must_match(letter.version);
                            act(t, letter, sent);
                            Store<Letter>{t}.update(letter);
                            t.record(event("letter." + past, letter), differences(before, letter));
                            return http::ok(shown(t, *letters, letter, call.language()));
                        });
                    });
}

std::string paper_json(const document::Document& paper, const Letter& letter) {
    json::array paragraphs;
    for (auto& block : paper.body)
        if (auto* each = std::get_if<document::Paragraph>(&block)) {
            std::string text;
            for (auto& run : each->runs) text += run.text;
            paragraphs.emplace_back(text);
        }
    return json::serialize(json::object{{"mark", paper.letterhead->mark}, {"number", paper.letterhead->number}, {"title", paper.title}, {"receiver", paper.receiver},
                                        {"paragraphs", std::move(paragraphs)}, {"issuer", paper.signature->issuer}, {"date", paper.signature->date.chinese()},
                                        {"kind", Codec<LetterKind>::name(letter.kind)}, {"draft", letter.number.empty()}});
}

// The paper is set outside the transaction: Pango takes its time.
http::Response show_paper(http::Call& call) {
    Letter letter;
    auto paper = call.app.read(call.actor, [&](const View& view) {
        letter = loaded(view, call);
        return paper_of(view, letter);
    });
    auto format = call.parameter("format").value_or("json");
    if (format == "json") return http::ok(paper_json(paper, letter));
    if (format != "pdf" && format != "docx") throw invalid({{"?format", "not_one_of"}});
    auto name = (letter.number.empty() ? "草稿 " : letter.number + " ") + letter.title + "." + format;
    auto bytes = format == "pdf" ? document::to_pdf(paper) : document::to_docx(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("letter.exported", "letter", letter.id.value, letter.organization_id, {"{\"format\":" + to_json(format) + "}"}); });
    return http::attachment(std::move(bytes), format == "pdf" ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document", name);
}

http::Response preview(http::Call& call) {
    auto sent = call.body_as<Letter>();
    return call.read([&](const View& view) {
        LetterPolicy::may_create(view, sent).or_throw();
        complete(view, sent);
        return http::ok(paper_json(paper_of(view, sent), sent));
    });
}

http::Response discard(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto letter = loaded(t, call);
        LetterPolicy::may_change(t, letter).or_throw();
        call.must_match(letter.version);
        auto kept = recycle::put(t, {"letter", letter.id.value, letter.issuer_id, letter.title, "letter.write", fmt::format("/letters/{}", letter.id.value), {{"letter", "id"}}});
        t.record(event("letter.discarded", letter));
        return http::ok(json::serialize(json::object{{"recycled", kept}}));
    });
}

}  // namespace

void install_letters(App& app) {
    auto letters = std::make_shared<Letters>(app, "/api/v1/letters");
    letters->list()
        .create([](Transaction& t, Letter& letter) {
            complete(t, letter);
            letter.id = {t.session.next_id()};
            auto c = case_of(letter);
            letter.due_on = procedure::begin(t, c, "letter");
            letter.state = c.state, letter.procedure_version = c.version;
        })
        .change([](Transaction& t, const Letter&, Letter& letter) { complete(t, letter); });
    auto& r = app.router;
    r.get("/api/v1/descriptions/letter", {.operation = "letter.describe"}, [](http::Call& call) {
        auto description = json::parse(description_of<Letter>(call.app.words, call.language())).as_object();
        json::array states;
        for (auto& each : call.app.procedures.on("letter", call.app.clock.today()).states)
            states.push_back({{"value", each.name}, {"label", call.language() == Language::chinese ? each.label : each.english}});
        for (auto& field : description["fields"].as_array())
            if (field.as_object()["name"] == "state") field.as_object()["kind"] = "enum", field.as_object()["options"] = states;
        return http::ok(json::serialize(description));
    });
    r.get("/api/v1/letters/{id}", {.operation = "letter.show", .response = http::shape<Letter>()}, [letters](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, *letters, loaded(view, call), call.language())); });
    });
    r.remove("/api/v1/letters/{id}", {.operation = "letter.discard"}, discard);
    r.post("/api/v1/letters/preview", {.operation = "letter.preview", .request = http::shape<Letter>()}, preview);
    r.get("/api/v1/letters/{id}/document", {.operation = "letter.document", .response = http::file_shape("application/pdf"), .query = {{"format", "json, pdf or docx"}}}, show_paper);
    step<Issue>(app, letters, "issue", "issue", "issued", [](Transaction& t, Letter& letter, const Issue& sent) { issue(t, letter, sent); });
    step<Remark>(app, letters, "receipt", "receive", "received", [](Transaction& t, Letter& letter, const Remark& sent) {
        advance(t, letter, "receive", sent.note);
        letter.received_on = t.today();
        if (letter.reply_due_on) letter.due_on = letter.reply_due_on;  // the day on the paper holds
    });
    step<Reply>(app, letters, "reply", "reply", "replied", [](Transaction& t, Letter& letter, const Reply& sent) { reply(t, letter, sent); });
    step<Remark>(app, letters, "closure", "close", "closed", [](Transaction& t, Letter& letter, const Remark& sent) {
        advance(t, letter, "close", sent.note);
        letter.closed_on = t.today();
    });
}

}  // namespace zhibu::supervision
