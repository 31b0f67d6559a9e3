// Reads members out of a sheet: finds every fault of a row, whom it means, and what it changes.
#include <algorithm>
#include <memory_resource>
#include <unordered_set>

#include "kernel/record/resource.hpp"
#include "kernel/sheet/reader.hpp"
#include "kernel/values/text.hpp"
#include "organization/import.hpp"
#include "organization/member_record.hpp"
#include "organization/roster_words.hpp"
#include "organization/rules.hpp"

namespace zhibu::organization {
namespace {

constexpr Date no_day{};

// A sheet's row after it was found sound, small enough to keep 100,000 of: the texts lie in the batch's arena.
struct MemberLine {
    std::uint32_t row{};
    RowAction action{RowAction::faulty};
    Gender gender{Gender::unknown};
    std::optional<MemberStage> stage{};
    Date birth{}, joined{}, regular{};
    Id<Organization> branch{};
    Id<Member> target{};
    std::int64_t target_version{};
    std::string_view name{}, id_number{}, id_index{}, phone{}, nationality{}, education{}, degree{}, post{}, code{}, note{};
};

class Arena {
public:
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        auto* place = static_cast<char*>(memory_.allocate(text.size(), 1));
        std::copy(text.begin(), text.end(), place);
        return {place, text.size()};
    }
    // For what is said again and again: 汉族, 大学本科.
    std::string_view keep_once(std::string_view text) {
        if (auto known = often_.find(text); known != often_.end()) return *known;
        return often_.size() < 10000 ? *often_.insert(keep(text)).first : keep(text);
    }

private:
    std::pmr::monotonic_buffer_resource memory_{1 << 16};
    std::unordered_set<std::string_view> often_;
};

struct MemberLines {
    Arena arena;
    std::vector<MemberLine> all;
};

// The organisations that a sheet may name, of those that the actor keeps.
class Branches {
public:
    explicit Branches(const View& view) {
        auto scope = view.within(keepers, "id");
        scope.arguments.insert(scope.arguments.begin(), db::to_value(view.tenant()));
        auto rows = view.session.query_with("SELECT id, code, name, short_name, kind FROM organization WHERE tenant_id = ? AND ended_on IS NULL AND " + scope.sql, scope.arguments);
        while (rows.next()) {
            Entry entry{{rows.integer(0)}, is_branch(Codec<OrganizationKind>::parse(rows.text(4)).value_or(OrganizationKind::branch)), false};
            if (!rows.is_null(1)) by_code_.emplace(rows.text(1), entry);
            std::set<std::string> names{key_of(rows.text(2)), key_of(rows.text(3))};
            for (auto& name : names)
                if (auto [known, fresh] = by_name_.emplace(name, entry); !fresh) known->second.several = true;
        }
    }
    struct Entry {
        Id<Organization> id{};
        bool branch{}, several{};
    };
    const Entry* by_code(std::string_view code) const { return found(by_code_, std::string{code}); }
    const Entry* by_name(std::string_view name) const { return found(by_name_, key_of(name)); }
    bool empty() const { return by_name_.empty(); }

private:
    // Compared without blanks, half width, and without the party's name in front.
    static std::string key_of(std::string_view name) {
        auto half = to_half_width(name);
        std::string key;
        for (std::size_t at = 0; at < half.size();)
            if (auto point = next_code_point(half, at); !is_blank(point)) append_code_point(key, point);
        for (std::string_view prefix : {"中国共产党", "中共"})
            if (key.starts_with(prefix)) return key.substr(prefix.size());
        return key;
    }
    static const Entry* found(const std::unordered_map<std::string, Entry>& in, const std::string& key) {
        auto at = in.find(key);
        return at == in.end() ? nullptr : &at->second;
    }
    std::unordered_map<std::string, Entry> by_code_, by_name_;
};

// A month within which a known day lies is no other date, only a less exact one.
bool says_more(Date fresh, const std::optional<Date>& known) {
    if (fresh.empty()) return false;
    if (!known || known->empty()) return true;
    if (fresh == *known) return false;
    bool within = fresh.year() == known->year() && (fresh.month() == 0 || (fresh.month() == known->month() && fresh.day() == 0));
    return !within;
}

MemberStage stage_of(const MemberLine& line, bool has_regular_column, Date today) {
    if (line.stage) return *line.stage;
    if (!line.regular.empty()) return line.regular.first_day() <= today ? MemberStage::formal : MemberStage::probationary;
    if (line.joined.empty()) return MemberStage::formal;
    // Without a date of regularisation: within the probation (which may be prolonged once) he is likely a probationary member.
    auto months = rule("probation_months").value * (has_regular_column ? 2 : 1);
    return line.joined.first_day().plus_months(static_cast<int>(months)) > today ? MemberStage::probationary : MemberStage::formal;
}

// Lays what the sheet says over the record; a blank cell takes nothing away.
void overlay(Member& record, const MemberLine& line, bool has_regular_column, Date today) {
    auto text = [](auto& into, std::string_view from) {
        if (!from.empty()) into = std::string{from};
    };
    bool fresh = !record.id;
    text(record.name, line.name), text(record.nationality, line.nationality), text(record.education, line.education), text(record.degree, line.degree);
    text(record.post, line.post), text(record.note, line.note), text(record.code, line.code);
    text(record.id_number.clear, line.id_number), text(record.phone.clear, line.phone);
    if (line.gender != Gender::unknown) record.gender = line.gender;
    if (says_more(line.birth, record.birth_date)) record.birth_date = line.birth;
    if (says_more(line.joined, record.joined_on)) record.joined_on = line.joined;
    bool regular_changed = says_more(line.regular, record.regular_on);
    if (regular_changed) record.regular_on = line.regular;
    if (fresh || line.stage || regular_changed) record.stage = stage_of(line, has_regular_column, today);
    record.organization_id = line.branch;
}

class MemberSheet {
public:
    enum class Keep { nothing, lines };
    MemberSheet(const View& view, const Form& form, Keep keep)
        : view_{view}, form_{form}, words_{roster_words()}, branches_{view}, sorter_{form.mapping}, keep_{keep},
          roster_is_empty_{!view.session.integer("SELECT 1 FROM member WHERE tenant_id = ? LIMIT 1", view.tenant())} {
        has_regular_column_ = form.column_of("regular_date") >= 0;
        checked.preview.show_clear(form, {"branch_code"});
    }

    void read(const sheet::Source& source) {
        sheet::ReadOptions options;
        options.sheet = form_.sheet;
        refuse_unreadable(sheet::read_any(source, options, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
            if (sorter_.kind_of(row, cells) == sheet::RowKind::data) take(row, cells);
            return sheet::Flow::go_on;
        }));
    }

    Checked checked;
    std::shared_ptr<MemberLines> lines = std::make_shared<MemberLines>();
    bool has_regular_column() const { return has_regular_column_; }

private:
    void take(std::uint32_t row, std::span<const sheet::Cell> cells) {
        std::vector<ImportFault> faults;
        RowReader reader{form_, row, cells, faults};
        MemberLine line;
        line.row = row;
        read_person(reader, line);
        read_branch(reader, line);
        Json difference;
        if (reader.sound()) decide(reader, line, difference);
        if (!reader.sound()) line.action = RowAction::faulty;
        if (keep_ == Keep::lines && (line.action == RowAction::created || line.action == RowAction::updated)) lines->all.push_back(kept(line));
        keep_row(checked, row, line.action, cells, std::move(faults), difference);
    }

    void read_person(RowReader& row, MemberLine& line) {
        name_ = tidy_name(row.text("name", 40));
        if (name_.empty()) row.fault("name", "required");
        read_id_number(row, line);
        auto gender = row.word("gender", words_.genders, "gender_unknown");
        if (gender && *gender != Gender::unknown && sex_of_id_ && *gender != *sex_of_id_) row.fault("gender", "gender_differs_from_id");
        line.gender = gender.value_or(Gender::unknown) != Gender::unknown ? *gender : sex_of_id_.value_or(Gender::unknown);
        auto birth = row.date("birth_date");
        if (birth && !birth_of_id_.empty() && says_more(*birth, birth_of_id_)) row.fault("birth_date", "birth_differs_from_id");
        line.birth = !birth_of_id_.empty() ? birth_of_id_ : birth.value_or(no_day);
        line.joined = row.date("join_date").value_or(no_day);
        line.regular = row.date("regular_date").value_or(no_day);
        check_dates(row, line);
        if (auto* cell = row.cell("phone")) {
            auto phone = read_phone(cell->text);
            if (phone) phone_ = phone->normal;
            else row.fault("phone", "phone_invalid");
        }
        if (auto stage = row.word("stage", words_.stages, "stage_unknown")) line.stage = *stage;
        nationality_ = row.text("nationality", 20), education_ = row.text("education", 20), degree_ = row.text("degree", 20), post_ = row.text("post", 60);
        code_ = row.text("code", 60), note_ = row.text("note", 2000);
        if (!code_.empty() && !codes_.insert(code_).second) row.fault("code", "duplicate_in_file");
        line.name = name_, line.id_number = id_number_, line.id_index = id_index_, line.phone = phone_, line.nationality = nationality_, line.education = education_;
        line.degree = degree_, line.post = post_, line.code = code_, line.note = note_;
    }

    void read_id_number(RowReader& row, MemberLine& line) {
        id_number_.clear(), id_index_.clear(), phone_.clear(), birth_of_id_ = no_day, sex_of_id_.reset();
        auto* cell = row.cell("id_number");
        if (!cell) return;
        // Excel keeps 15 digits of a number: the rest of an ID number typed so is lost and reads as zeros.
        if (cell->kind == sheet::CellKind::number && cell->text.size() > 15) return row.fault("id_number", "id_typed_as_number");
        auto read = zhibu::read_id_number(cell->text);
        if (!read.right()) return row.fault("id_number", fault_of(read.verdict));
        id_number_ = read.normal;
        id_index_ = view_.app.keys.blind(read.normal, "member.id_number");
        birth_of_id_ = read.birth;
        if (read.sex) sex_of_id_ = *read.sex == Sex::male ? Gender::male : Gender::female;
        auto [first, fresh] = id_rows_.emplace(id_index_, line.row);
        if (!fresh) row.fault("id_number", "duplicate_in_file", {{"row", std::to_string(first->second)}});
    }

    void check_dates(RowReader& row, const MemberLine& line) {
        if (!line.birth.empty() && !line.joined.empty()) {
            // Known to the month only: the last day of it counts for the person.
            auto joined = line.joined.whole() ? line.joined : line.joined.month() ? line.joined.first_day().plus_months(1).plus_days(-1) : Date::of(line.joined.year(), 12, 31);
            if (line.birth.first_day().age_at(joined) < rule("age_to_join").value) row.fault("join_date", "under_18_at_joining");
        }
        // Compared as far as the less exact of the two is known.
        if (!line.regular.empty() && !line.joined.empty() && line.regular < line.joined && says_more(line.regular, line.joined) && says_more(line.joined, line.regular))
            row.fault("regular_date", "regular_before_joining");
    }

    void read_branch(RowReader& row, MemberLine& line) {
        auto code = row.text("branch_code", 60), name = row.text("branch", 120);
        auto field = row.cell("branch") || form_.column_of("branch") >= 0 ? std::string_view{"branch"} : std::string_view{"branch_code"};
        if (code.empty() && name.empty()) return row.fault(field, "required");
        auto* found = code.empty() ? nullptr : branches_.by_code(code);
        if (!found && !name.empty()) found = branches_.by_name(name);
        if (!found) return row.fault(field, "branch_unknown", {{"name", name.empty() ? code : masked_numbers(name)}});
        if (found->several) return row.fault(field, "branch_ambiguous", {{"name", masked_numbers(name)}});
        if (!found->branch) return row.fault(field, "branch_not_a_branch");
        line.branch = found->id;
    }

    // Whom the row means: by ID number, by the national code, by name and birth within the branch.
    std::optional<Member> target_of(RowReader& row, const MemberLine& line) {
        if (roster_is_empty_) return {};
        Store<Member> store{view_};
        auto one = [&](const Where& condition) -> std::optional<Member> {
            auto rows = store.select(condition, "", 2);
            if (rows.size() != 1) return {};
            return std::move(rows.front());
        };
        if (!id_index_.empty())
            if (auto found = one(where("id_number_index = ?", id_index_))) return found;
        if (!code_.empty())
            if (auto found = one(where("code = ?", code_))) {
                if (found->id_number.empty() || id_number_.empty() || found->id_number.clear == id_number_) return found;
                row.fault("code", "code_of_another");
                return {};
            }
        if (line.birth.empty()) return {};
        auto found = one(where("name = ? AND organization_id = ? AND birth_date = ? AND left_on IS NULL", name_, line.branch, line.birth));
        if (!found) return {};
        bool other_number = !found->id_number.empty() && !id_number_.empty();
        bool other_code = found->code && !code_.empty() && *found->code != code_;
        row.warn("name", other_number || other_code ? "same_name_and_birth" : "matched_by_name");
        if (other_number || other_code) return {};
        return found;
    }

    void decide(RowReader& row, MemberLine& line, Json& difference) {
        auto target = target_of(row, line);
        if (!row.sound()) return;
        line.action = RowAction::created;
        if (!target) return;
        if (!view_.covers(keepers, target->organization_id)) return row.fault(id_index_.empty() ? "name" : "id_number", "member_elsewhere");
        if (target->left_on) return row.fault("name", "member_has_left_before");
        if (!matched_.insert(target->id.value).second) return row.fault("name", "duplicate_in_file", {{"row", std::to_string(line.row)}});
        auto after = *target;
        overlay(after, line, has_regular_column_, view_.today());
        derive(view_.app.keys, after);
        after.pinyin = target->name == after.name ? target->pinyin : after.pinyin;
        line.target = target->id, line.target_version = target->version;
        difference = differences(*target, after);
        line.action = difference.text == "{}" ? RowAction::unchanged : RowAction::updated;
    }

    MemberLine kept(MemberLine line) {
        line.name = lines->arena.keep(line.name), line.id_number = lines->arena.keep(line.id_number), line.id_index = lines->arena.keep(line.id_index), line.phone = lines->arena.keep(line.phone);
        line.nationality = lines->arena.keep_once(line.nationality), line.education = lines->arena.keep_once(line.education), line.degree = lines->arena.keep_once(line.degree);
        line.post = lines->arena.keep_once(line.post), line.code = lines->arena.keep(line.code), line.note = lines->arena.keep_once(line.note);
        return line;
    }

    const View& view_;
    const Form& form_;
    const RosterWords& words_;
    Branches branches_;
    sheet::RowSorter sorter_;
    Keep keep_;
    bool roster_is_empty_;
    bool has_regular_column_ = false;
    std::unordered_map<std::string, std::uint32_t> id_rows_;
    std::unordered_set<std::string> codes_;
    std::unordered_set<std::int64_t> matched_;
    // Of the row in hand.
    std::string name_, id_number_, id_index_, phone_, nationality_, education_, degree_, post_, code_, note_;
    Date birth_of_id_{};
    std::optional<Gender> sex_of_id_{};
};

void write_line(Transaction& t, Id<RosterImport> batch, const MemberLine& line, bool has_regular_column, ImportCounts& counts) {
    counts.count(line.action);
    if (line.action == RowAction::created) {
        Member record;
        overlay(record, line, has_regular_column, t.today());
        enter(t, record);
        return keep_import_change(t, batch, line.row, "member", record.id.value, line.action, record.version, "");
    }
    Store<Member> store{t};
    auto record = store.find(line.target, where("version = ?", line.target_version));
    if (!record) throw conflict("import-outdated");
    auto former = whole_json(*record);
    auto branch_before = record->organization_id;
    overlay(*record, line, has_regular_column, t.today());
    derive(t.app.keys, *record);
    store.update(*record);
    if (record->organization_id != branch_before) keep_membership(t, record->id, record->organization_id, t.today(), "import");
    t.tell({record->organization_id != branch_before ? "member.transferred" : "member.changed", "member", record->id.value, record->organization_id});
    keep_import_change(t, batch, line.row, "member", record->id.value, line.action, record->version, former);
}

}  // namespace

Checked check_members(const View& view, const sheet::Source& source, const Form& form) {
    MemberSheet sheet{view, form, MemberSheet::Keep::nothing};
    sheet.read(source);
    return std::move(sheet.checked);
}

Plan plan_members(const View& view, const sheet::Source& source, const Form& form) {
    MemberSheet sheet{view, form, MemberSheet::Keep::lines};
    sheet.read(source);
    Plan plan{std::move(sheet.checked), {}};
    plan.write = [lines = sheet.lines, tree = view.tree().version(), has_regular_column = sheet.has_regular_column(), planned = plan.checked.counts](Transaction& t, Id<RosterImport> batch) {
        if (t.tree().version() != tree) throw conflict("import-outdated");
        ImportCounts written;
        for (auto& line : lines->all) write_line(t, batch, line, has_regular_column, written);
        auto counts = planned;
        counts.created = written.created, counts.updated = written.updated;
        return counts;
    };
    return plan;
}

}  // namespace zhibu::organization
