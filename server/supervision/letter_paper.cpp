// A letter as an official paper: red head, number, the problems one by one, the day of the reply, signature and date.
#include "supervision/letter_policy.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"

namespace zhibu::supervision {

document::Document paper_of(const View& view, const Letter& letter) {
    Store<Organization> organizations{view};
    // Names of the two sides stand on the paper whoever reads it.
    auto issuer = organizations.load(letter.issuer_id, everything()), receiver = organizations.load(letter.organization_id, everything());
    auto issued = letter.issued_on.value_or(view.today());
    auto due = letter.reply_due_on.value_or(view.app.working_days.plus_working_days(issued, int(letter.reply_days)));
    Parameters words{{"due", due.chinese()}, {"unit", receiver.short_name}, {"issuer", issuer.name}};
    document::Document paper;
    bool draft = letter.state == "draft" || letter.state.empty();
    paper.letterhead = document::Letterhead{issuer.name, letter.number};
    paper.title = letter.title;
    paper.receiver = receiver.name;
    paper.body.push_back(document::paragraph(fill(letter.opening, words)));
    int number = 0;
    for (auto id : numbers_of(letter.problem_ids)) {
        auto problem = Store<LedgerProblem>{view}.find({id}, everything());
        if (!problem) continue;
        auto* node = view.tree().find(problem->organization_id);
        std::string text = std::to_string(++number) + ". ";
        if (node && problem->organization_id != letter.organization_id && letter.kind != LetterKind::pledge) text += node->name + ":";
        text += problem->description;
        if (!problem->description.ends_with("。") && !problem->description.ends_with(".")) text += "。";
        if (!problem->clause.empty() && letter.kind != LetterKind::pledge) text += "(依据:" + problem->clause + ")";
        paper.body.push_back(document::paragraph(text));
    }
    if (letter.kind == LetterKind::pledge && !letter.reply.empty()) paper.body.push_back(document::paragraph(letter.reply));
    if (!letter.closing.empty()) paper.body.push_back(document::paragraph(fill(letter.closing, words)));
    paper.signature = document::Signature{issuer.name, issued};
    paper.imprint = document::Imprint{"", issuer.name, issued};
    if (draft) paper.watermark = "草稿 " + view.actor.name + " " + view.today().iso();
    paper.author = issuer.name;
    paper.created = draft ? view.now : Instant::at(issued);
    return paper;
}

}  // namespace zhibu::supervision
