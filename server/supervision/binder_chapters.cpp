// Problems with their rectification, and letters, as chapters of the archive binder: a ledger in front, then each with its course.
#include <fmt/format.h>

#include "supervision/letter_policy.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"

namespace zhibu::supervision {
namespace {

using document::Block;
using document::cell;

document::Runs runs(std::string text) { return {document::plain(std::move(text))}; }
std::string text_of(const std::optional<Date>& day) { return day ? day->chinese() : ""; }
std::string iso_of(const std::optional<Date>& day) { return day ? day->iso() : ""; }
std::string label(const View& view, const std::string& key) { return std::string{view.app.words.text(Language::chinese, key)}; }

Where of_year(std::string_view column, int year) { return where(std::string{column} + " >= ? AND " + std::string{column} + " <= ?", Date::of(year, 1, 1), Date::of(year, 12, 31)); }

std::string state_words(const View& view, const procedure::Case& c) {
    for (auto& each : view.app.procedures.of(c).states)
        if (each.name == c.state) return each.label;
    return c.state;
}
std::string verb_words(const View& view, const procedure::Case& c, const std::string& verb) {
    for (auto& each : view.app.procedures.of(c).steps)
        if (each.verb == verb) return each.label;
    return verb;
}

// Who did what, when: the course as the procedure kept it.
void write_course(const View& view, const procedure::Case& c, std::vector<Block>& out) {
    document::Table course{"", {{"时间", 2.6}, {"办理", 2}, {"办理人", 2}, {"说明", 5}}, {}, 10.5};
    for (auto& passed : procedure::history(view, c.kind, c.id))
        course.rows.push_back({cell(passed.at.date().iso()), cell(passed.verb.empty() ? state_words(view, {c.kind, c.id, c.organization, c.procedure, c.version, passed.to}) : verb_words(view, c, passed.verb)),
                               cell(passed.actor), cell(passed.note)});
    if (course.rows.empty()) return;
    out.push_back(document::Heading{2, "办理过程"});
    out.push_back(std::move(course));
}

void write_problem(const View& view, const LedgerProblem& problem, std::size_t number, std::vector<Block>& out) {
    auto c = case_of(problem);
    auto* category = standard().category(problem.category);
    out.push_back(document::Heading{1, fmt::format("问题{}　{}", number, category ? category->label : problem.category)});
    document::Particulars lines;
    auto line = [&](const char* name, std::string text) {
        if (!text.empty()) lines.lines.emplace_back(label(view, std::string{"problem."} + name), runs(std::move(text)));
    };
    line("description", problem.description);
    line("severity", label(view, "problem.severity_is." + std::string{Codec<Severity>::name(problem.severity)}));
    line("clause", problem.clause);
    line("found_on", problem.found_on.chinese());
    line("measures", problem.measures);
    line("owner", problem.owner);
    line("promised_on", text_of(problem.promised_on));
    line("rectification", problem.rectification);
    line("unfixable_reason", problem.unfixable_reason);
    line("closed_on", text_of(problem.closed_on));
    line("state", state_words(view, c));
    out.push_back(std::move(lines));
    write_course(view, c, out);
    if (auto photos = photos_of(view, "problem", problem.id.value); !photos.empty()) out.push_back(document::paragraph(fmt::format("另有佐证照片{}张，存于问题台账。", photos.size())));
}

std::vector<Block> problems_chapter(const View& view, Id<Organization> organization, int year) {
    auto problems = Store<LedgerProblem>{view}.select(ProblemPolicy::visible_to(view) && where("organization_id = ? AND state <> 'withdrawn'", organization) && of_year("found_on", year), "ORDER BY found_on, id");
    if (problems.empty()) return {};
    document::Table ledger{"", {{"序号", 1, document::Alignment::centre}, {"问题表现", 5}, {"发现时间", 2.4}, {"责任人", 1.8}, {"整改时限", 2.4}, {"销号时间", 2.4}, {"状态", 2}}, {}, 10.5};
    for (auto& problem : problems)
        ledger.rows.push_back({cell(std::to_string(ledger.rows.size() + 1)), cell(problem.description), cell(problem.found_on.iso()), cell(problem.owner), cell(iso_of(problem.promised_on)),
                               cell(iso_of(problem.closed_on)), cell(state_words(view, case_of(problem)))});
    std::vector<Block> out{document::Heading{1, fmt::format("{}年问题整改台账", year)}, std::move(ledger)};
    for (std::size_t i = 0; i < problems.size(); ++i) write_problem(view, problems[i], i + 1, out);
    return out;
}

// What was received and what was answered; one's own pledges stand among the letters sent.
std::vector<Block> letters_chapter(const View& view, Id<Organization> organization, int year) {
    auto letters = Store<Letter>{view}.select(LetterPolicy::visible_to(view) && where("(organization_id = ? OR issuer_id = ?) AND state <> 'draft'", organization, organization) && of_year("issued_on", year),
                                              "ORDER BY issued_on, id");
    std::vector<Block> out;
    for (auto& letter : letters) {
        auto paper = paper_of(view, letter);
        out.push_back(document::Heading{1, letter.number.empty() ? letter.title : letter.number + "　" + letter.title});
        document::Particulars lines;
        auto line = [&](const char* name, std::string text) {
            if (!text.empty()) lines.lines.emplace_back(label(view, std::string{"letter."} + name), runs(std::move(text)));
        };
        line("issuer_id", paper.signature->issuer);
        line("organization_id", paper.receiver);
        line("issued_on", text_of(letter.issued_on));
        line("received_on", text_of(letter.received_on));
        line("reply_due_on", text_of(letter.reply_due_on));
        line("replied_on", text_of(letter.replied_on));
        line("state", state_words(view, case_of(letter)));
        out.push_back(std::move(lines));
        out.push_back(document::Heading{2, "正文"});
        for (auto& block : paper.body) out.push_back(std::move(block));
        if (!letter.reply.empty() && letter.kind != LetterKind::pledge) out.push_back(document::Heading{2, "回复"}), out.push_back(document::paragraph(letter.reply));
        write_course(view, case_of(letter), out);
    }
    return out;
}

}  // namespace

void install_binder_chapters(App& app) {
    app.binder.chapter(500, "binder.problems", problems_chapter);
    app.binder.chapter(600, "binder.letters", letters_chapter);
}

}  // namespace zhibu::supervision
