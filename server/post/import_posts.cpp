// Posts with their terms out of an office's own sheet: who held what from when, term by term, also of years gone by.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "organization/import_sheet.hpp"
#include "post/post_policy.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

using namespace organization;

using TermKey = std::pair<std::int64_t, Date>;  // the organisation, the first day
// A term that a row brings along; holdings name it by its place in the list until it is written.
struct FreshTerm {
    Term term;
    std::uint32_t row{};
};
using FreshTerms = std::vector<FreshTerm>;
Id<Term> placeholder(std::size_t place) { return {-std::int64_t(place) - 1}; }

const ColumnNames columns{{"post", "post"}, {"member_id", "name"}, {"stand_in_id", "stand_in"}, {"valid_from", "valid_from"}};

class PostSheet {
public:
    PostSheet(const View& view, const Form& form)
        : view_{view}, form_{form}, places_{view}, people_{view}, rules_{rules_today(view)}, ways_{words_of<HoldingWay>(view, "post_holding.way_is")} {}

    SheetOf<PostHolding> read(const sheet::Source& source) {
        read_terms(source);
        SheetOf<PostHolding> sheet;
        sheet.read(source, form_, [&](RowReader& reader, PostHolding& holding) { return take(reader, holding); }, [&](const PostHolding& said) { return find(said); },
                   [&](RowReader& reader, PostHolding& holding, const PostHolding& said) { overlay(reader, holding, said); });
        return sheet;
    }
    const FreshTerms& terms() const { return fresh_; }

private:
    // The first days of all terms that the sheet names: a term ends on the day before the next one.
    void read_terms(const sheet::Source& source) {
        if (form_.column_of("term_began_on") < 0) return;
        sheet::RowSorter sorter{form_.mapping};
        sheet::ReadOptions options;
        options.sheet = form_.sheet;
        refuse_unreadable(sheet::read_any(source, options, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
            if (sorter.kind_of(row, cells) != sheet::RowKind::data) return sheet::Flow::go_on;
            std::vector<ImportFault> told_later;
            RowReader reader{form_, row, cells, told_later};
            auto place = places_.find(reader, "organization");
            auto began = whole_day(reader, "term_began_on");
            if (place && began && *began <= view_.today()) began_[place->value].insert(*began);
            return sheet::Flow::go_on;
        }));
    }
    const std::vector<Term>& kept_terms(Id<Organization> organization) {
        auto [place, fresh] = kept_.try_emplace(organization.value);
        if (fresh) place->second = Store<Term>{view_}.select(where("organization_id = ?", organization), "ORDER BY began_on");
        return place->second;
    }
    const Organization& organization_of(Id<Organization> id) {
        auto found = organizations_.find(id.value);
        return found == organizations_.end() ? organizations_.emplace(id.value, Store<Organization>{view_}.load(id, everything())).first->second : found->second;
    }
    // "书记", "支部书记" and the key mean one post of that kind of organisation.
    const Post* post_of(const std::string& words, OrganizationKind kind) const {
        auto said = sheet::heading_key(words);
        for (auto& each : rules_->posts) {
            if (!each.exists_in(kind)) continue;
            auto label = sheet::heading_key(each.label);
            if (said == label || said == sheet::heading_key(each.english) || said == each.key || said == "支部" + label || said == "党支部" + label || said == "党委" + label || said == "总支" + label) return &each;
        }
        return nullptr;
    }

    std::string take(RowReader& reader, PostHolding& holding) {
        term_ = {}, post_ = nullptr;
        auto place = places_.find(reader, "organization");
        if (!place) {
            if (!reader.cell("organization")) reader.fault("organization", "required");
            return "";
        }
        holding.organization_id = *place;
        if (!keeps_posts(view_, *place)) return reader.fault("organization", "organization_elsewhere"), "";
        auto& organization = organization_of(*place);
        auto words = reader.text("post", 40);
        if (words.empty()) reader.fault("post", "required");
        else if ((post_ = post_of(words, organization.kind))) holding.post = post_->key;
        else reader.fault("post", "no_such_post_here");
        term(reader, holding, organization);
        auto from = whole_day(reader, "valid_from");
        if (!from && reader.sound() && term_) from = term_->began_on;
        if (!from && reader.sound()) reader.fault("valid_from", "required");
        holding.valid_from = from.value_or(Date{});
        if (from && *from > view_.today()) reader.fault("valid_from", "in_the_future");
        if (term_ && from && *from < term_->began_on) reader.fault("valid_from", "before_its_term");
        if (post_) person(reader, holding, organization);
        return fmt::format("{}|{}|{}|{}", holding.organization_id.value, holding.post, holding.member_id.value, holding.valid_from.iso());
    }
    void person(RowReader& reader, PostHolding& holding, const Organization& organization) {
        auto home = home_of_holders(view_, organization.id, post_->from);
        if (auto member = people_.find(reader, "name", "id_number", home)) holding.member_id = *member;
        else if (!reader.cell("name")) reader.fault("name", "required");
        if (auto member = people_.find(reader, "stand_in", "", home)) holding.stand_in_id = *member;
    }

    // The term that the row names: one on record, one of a row before, or a new one.
    void term(RowReader& reader, PostHolding& holding, const Organization& organization) {
        auto began = whole_day(reader, "term_began_on");
        auto number = reader.text("term_number", 20);
        if (!began) {
            if (!number.empty() && !reader.cell("term_began_on")) reader.fault("term_began_on", "required");
            return;
        }
        if (*began > view_.today()) return reader.fault("term_began_on", "in_the_future");
        for (auto& each : kept_terms(organization.id))
            if (each.began_on == *began) return holding.term_id = each.id, void(term_ = each);
        for (std::size_t i = 0; i < fresh_.size(); ++i)
            if (auto& each = fresh_[i].term; each.organization_id == organization.id && each.began_on == *began) return holding.term_id = placeholder(i), void(term_ = each);
        auto rules = rules_on(view_, *began);
        auto* body = rules->body_of(organization.kind);
        auto* kind = body ? rules->term(body->term) : nullptr;
        if (!kind) return reader.fault("organization", "has_no_term");
        if (number.empty()) reader.fault("term_number", "required");
        // A change of term ends the posts of the one before: that is done on its page, with everybody elected.
        for (auto& each : kept_terms(organization.id))
            if (!each.ended_on && each.began_on < *began) reader.fault("term_began_on", "newer_than_the_running_term");
        auto decided = reader.text("decided_by", 200);
        if (decided.empty()) reader.fault("decided_by", "required");
        if (!reader.sound()) return;
        Term made;
        made.organization_id = organization.id, made.number = number, made.kind = kind->key, made.began_on = *began, made.decided_by = decided, made.approval = reader.text("approval", 120);
        made.planned_on = made.due_on = began->plus_months(int(kind->years) * 12).plus_days(-1);
        if (auto next = next_after(organization.id, *began)) made.ended_on = next->plus_days(-1);
        holding.term_id = placeholder(fresh_.size()), term_ = made;
        fresh_.push_back({made, reader.row()});
    }
    std::optional<Date> next_after(Id<Organization> organization, Date began) {
        std::set<Date> all;
        if (auto named = began_.find(organization.value); named != began_.end()) all = named->second;
        for (auto& each : kept_terms(organization)) all.insert(each.began_on);
        auto next = all.upper_bound(began);
        return next == all.end() ? std::nullopt : std::optional{*next};
    }

    std::optional<PostHolding> find(const PostHolding& said) const {
        auto found = Store<PostHolding>{view_}.select(where("organization_id = ? AND post = ? AND member_id = ? AND valid_from = ?", said.organization_id, said.post, said.member_id, said.valid_from), "ORDER BY id", 1);
        if (found.empty()) return {};
        return std::move(found.front());
    }

    // Lays what the row says over the record; a blank cell takes nothing away.
    void overlay(RowReader& reader, PostHolding& holding, const PostHolding& said) {
        bool fresh = holding.id.value == 0;
        if (auto way = reader.word("way", ways_, "way_unknown")) holding.way = *way;
        else if (fresh && post_ && !post_->elected) holding.way = HoldingWay::appointed;
        if (auto approval = reader.text("approval", 120); !approval.empty()) holding.basis = approval;
        if (said.stand_in_id) holding.stand_in_id = said.stand_in_id;
        last_day(reader, holding);
        if (fresh && !holding.term_id && post_ && post_->elected)
            if (auto running = term_of(view_, holding.organization_id, holding.valid_from)) holding.term_id = running->id;
        if (!reader.sound() || !fresh) return;
        Faults faults;
        check_holding(view_, holding, organization_of(holding.organization_id), faults, "#");
        tell_faults(reader, faults.list(), columns);
        if (reader.sound()) take_a_place(reader, holding);
    }
    // An elected post ends with its term; a last day on record is not moved by a sheet.
    void last_day(RowReader& reader, PostHolding& holding) {
        auto said = whole_day(reader, "valid_to");
        if (said && *said < holding.valid_from) return reader.fault("valid_to", "before_its_first_day");
        if (said && *said > view_.today()) return reader.fault("valid_to", "in_the_future");
        if (holding.valid_to) {
            if (said && *said != *holding.valid_to) reader.fault("valid_to", "post_has_ended_already", {{"day", holding.valid_to->chinese()}});
            return;
        }
        auto ended = said;
        if (!ended && post_ && post_->elected && term_ && term_->ended_on) ended = std::max(*term_->ended_on, holding.valid_from);
        if (!ended) return;
        holding.valid_to = ended, holding.ended_why = view_.app.words.text(Language::chinese, said ? "post.ended_by_sheet" : "post.ended_by_change");
    }
    // As many holders at one time as the post may have, with those of the rows before.
    void take_a_place(RowReader& reader, const PostHolding& holding) {
        auto rules = rules_on(view_, holding.valid_from);
        auto* post = rules->post(holding.post);
        if (!post || post->at_most == 0) return;
        auto last = holding.valid_to.value_or(never_ends);
        auto& beside = beside_[{holding.organization_id.value, holding.post}];
        auto held = std::count_if(beside.begin(), beside.end(), [&](auto& each) { return each.first <= last && each.second >= holding.valid_from; });
        held += view_.session.integer("SELECT COUNT(*) FROM post_holding WHERE tenant_id = ? AND organization_id = ? AND post = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", view_.tenant(),
                                      holding.organization_id, holding.post, last, holding.valid_from).value_or(0);
        if (held >= post->at_most) return reader.fault("post", "post_has_too_many", {{"post", post->label}, {"max", std::to_string(post->at_most)}});
        beside.emplace_back(holding.valid_from, last);
    }

    const View& view_;
    const Form& form_;
    PlaceNames places_;
    PersonNames people_;
    std::shared_ptr<const Rules> rules_;
    std::map<std::string, HoldingWay> ways_;
    std::map<std::int64_t, std::set<Date>> began_;
    std::map<std::int64_t, std::vector<Term>> kept_;
    std::map<std::int64_t, Organization> organizations_;
    std::map<std::pair<std::int64_t, std::string>, std::vector<std::pair<Date, Date>>> beside_;  // of the rows before
    FreshTerms fresh_;
    std::optional<Term> term_{};  // of this row
    const Post* post_{};
};

void settle(Transaction& t, PostHolding& holding) {
    if (holding.recorded_by == Id<Account>{} && holding.recorded_at == Instant{}) holding.recorded_at = t.now, holding.recorded_by = t.actor.account;
    t.facts.take_back({"post_holding", holding.id.value});
    t.facts.add({"post.appointed", holding.organization_id, holding.member_id, holding.valid_from}, {"post_holding", holding.id.value});
    renew_of_holding(t, holding);
}

// The terms first, then the holdings that name them.
Plan plan(const View& view, const sheet::Source& source, const Form& form) {
    PostSheet reader{view, form};
    auto sheet = reader.read(source);
    std::set<std::int64_t> wanted;  // of rows that are written
    for (auto& line : sheet.lines)
        if (line.action == RowAction::created && line.record.term_id && line.record.term_id->value < 0) wanted.insert(line.record.term_id->value);
    auto terms = reader.terms();
    auto made = std::make_shared<std::map<std::int64_t, Id<Term>>>();
    auto first = [terms, wanted, made](Transaction& t, Id<RosterImport> batch) {
        made->clear();
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (!wanted.contains(placeholder(i).value)) continue;
            auto term = terms[i].term;
            term.recorded_at = t.now, term.recorded_by = t.actor.account;
            Store<Term>{t}.insert(term);
            t.facts.add({"post.term_changed", term.organization_id, {}, term.began_on}, {"term", term.id.value});
            t.tell({"term.began", "term", term.id.value, term.organization_id});
            keep_import_change(t, batch, -std::int64_t(terms[i].row), "term", term.id.value, RowAction::created, term.version, "");
            made->emplace(placeholder(i).value, term.id);
        }
    };
    auto settle_holding = [made](Transaction& t, PostHolding& holding) {
        if (holding.term_id && holding.term_id->value < 0) holding.term_id = made->at(holding.term_id->value);
        settle(t, holding);
    };
    return plan_of(std::move(sheet), settle_holding, first);
}

// Holdings of a batch go before their terms: they were written after them.
void undo(Transaction& t, const ImportChange& change) {
    if (change.kind == "post_holding") return undo_row<PostHolding>(t, change, [](Transaction& t2, PostHolding& holding) { settle(t2, holding); }, [](Transaction& t2, PostHolding& gone) {
        gone.valid_to = gone.valid_from.plus_days(-1);  // stood in for by nobody any more
        renew_of_holding(t2, gone);
    });
    auto term = Store<Term>{t}.load({change.subject}, everything());
    for (auto question : {"SELECT 1 FROM post_holding WHERE tenant_id = ? AND term_id = ? LIMIT 1", "SELECT 1 FROM term_extension WHERE tenant_id = ? AND term_id = ? LIMIT 1"})
        if (t.session.integer(question, t.tenant(), term.id)) throw Problem{409, "import-built-upon", {}, {{"#/rows/" + std::to_string(-change.row), "term_in_use"}}};
    t.facts.take_back({"term", term.id.value});
    Store<Term>{t}.remove(term);
    t.tell({"term.taken_back", "term", term.id.value, term.organization_id});
}

}  // namespace

void declare_post_import(App& app) {
    ImportType type;
    type.headings = heading_words(pack::embedded("standard/record_sheet.toml"), "post_holding");
    type.needed = {{"organization"}, {"post"}, {"name"}, {"valid_from", "term_began_on"}};
    type.labels = "import.post_holding_field.", type.title = "import.template_posts";
    std::set<std::string> labels;
    for (auto& post : pack::embedded("standard/post.toml").rows<Post>("post"))
        if (labels.insert(post.label).second) type.choices["post"].emplace_back(post.label);
    for (auto& name : Codec<HoldingWay>::names()) type.choices["way"].emplace_back(app.words.text(Language::chinese, "post_holding.way_is." + name));
    type.check = [](const View& view, const sheet::Source& source, const Form& form) { return PostSheet{view, form}.read(source).checked; };
    type.plan = plan;
    type.undo = undo;
    declare_import(ImportKind::posts, std::move(type));
}

}  // namespace zhibu::post
