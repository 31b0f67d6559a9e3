// The routes of members: lists and details, where they belong, protected fields in clear, exemptions.
#include <fmt/format.h>

#include "kernel/record/resource.hpp"
#include "organization/member_policy.hpp"
#include "organization/member_record.hpp"
#include "organization/organization_policy.hpp"
#include "organization/regularisation.hpp"
#include "organization/routes.hpp"

namespace zhibu {
namespace organization {
namespace {

struct Transfer {
    Id<Organization> organization_id{};
    Date effective_on{};
    std::string reason{};
};
struct Departure {
    Date effective_on{};
    std::string reason{};
};
struct Exemption {
    std::string reason{};  // empty takes it back
    std::optional<Date> exempt_from{}, exempt_until{};
};
enum class ProtectedField { id_number, phone };
BOOST_DESCRIBE_ENUM(ProtectedField, id_number, phone)
struct Look {
    ProtectedField field{ProtectedField::phone};
    std::string reason{};
};

}  // namespace
}  // namespace organization

template <>
struct Schema<organization::Transfer> {
    using T = organization::Transfer;
    static constexpr std::string_view name = "member_transfer";
    static constexpr auto fields = std::tuple{field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::effective_on>({.required = true}),
                                              field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Departure> {
    using T = organization::Departure;
    static constexpr std::string_view name = "member_departure";
    static constexpr auto fields = std::tuple{field<&T::effective_on>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Exemption> {
    static constexpr std::string_view name = "member_exemption";
    using T = organization::Exemption;
    static constexpr auto fields = std::tuple{field<&T::reason>({.max = 200}), field<&T::exempt_from>(), field<&T::exempt_until>()};
};
template <>
struct Schema<organization::Look> {
    using T = organization::Look;
    static constexpr std::string_view name = "member_look";
    static constexpr auto fields = std::tuple{field<&T::field>({.required = true}), field<&T::reason>({.required = true, .min = 2, .max = 200})};
};

namespace organization {

void check_numbers(Member& record, const Member* before, Faults& faults) {
    auto typed = [&](const Protected& value, const Protected* was, const char* name) {
        if (value.empty() || (was && value == *was)) return false;
        // The masked text that was read must not be written back over the number.
        if (value.clear.find('*') != std::string::npos) return faults.add(std::string{"#/"} + name, "is_masked"), false;
        return true;
    };
    if (typed(record.id_number, before ? &before->id_number : nullptr, "id_number")) {
        auto read = read_id_number(record.id_number.clear);
        if (!read.right()) faults.add("#/id_number", std::string{fault_of(read.verdict)});
        else {
            record.id_number.clear = read.normal;
            if (!record.birth_date) record.birth_date = read.birth;
            if (record.gender == Gender::unknown && read.sex) record.gender = *read.sex == Sex::male ? Gender::male : Gender::female;
        }
    }
    if (typed(record.phone, before ? &before->phone : nullptr, "phone")) {
        auto read = read_phone(record.phone.clear);
        if (!read) faults.add("#/phone", "phone_invalid");
        else record.phone.clear = read->normal;
    }
}

void check_member(const View& view, Member& record, const Member* before) {
    Faults faults;
    check_numbers(record, before, faults);
    auto of_another = [&](std::optional<std::int64_t> holder) { return holder && *holder != record.id.value; };
    if (read_id_number(record.id_number.clear).right() && !(before && record.id_number == before->id_number)) {
        auto index = view.app.keys.blind(record.id_number.clear, "member.id_number");
        if (of_another(view.session.integer("SELECT id FROM member WHERE tenant_id = ? AND id_number_index = ?", view.tenant(), index))) faults.add("#/id_number", "taken");
    }
    if (record.code && record.code->empty()) record.code.reset();
    if (record.code && of_another(view.session.integer("SELECT id FROM member WHERE tenant_id = ? AND code = ?", view.tenant(), *record.code))) faults.add("#/code", "taken");
    if (record.joined_on && record.regular_on && record.regular_on->first_day() < record.joined_on->first_day()) faults.add("#/regular_on", "regular_before_joining");
    faults.throw_if_any();
}

std::string_view fault_of(IdNumber::Verdict verdict) {
    switch (verdict) {
        case IdNumber::Verdict::right: return "";
        case IdNumber::Verdict::fifteen_digits: return "id_fifteen_digits";
        case IdNumber::Verdict::wrong_length: return "id_length";
        case IdNumber::Verdict::wrong_character: return "id_character";
        case IdNumber::Verdict::unreal_birth_date: return "id_birth_date";
        case IdNumber::Verdict::wrong_check_digit: return "id_checksum";
    }
    return "id_length";
}

void change_member(Transaction& t, Member& record, const json::value& sent) {
    auto before = record;
    Faults faults;
    read_fields(sent, record, faults, "#", false);
    faults.throw_if_any();
    check_member(t, record, &before);
    derive(t.app.keys, record);
    Store<Member>{t}.update(record);
    // Regularised by hand, or that taken back: the fact goes with it.
    if (before.stage == MemberStage::probationary && record.stage == MemberStage::formal) add_regularised(t, record);
    if (before.stage == MemberStage::formal && record.stage != MemberStage::formal) t.facts.take_back({"member", record.id.value}, "organization.regularised");
    t.record({"member.changed", "member", record.id.value, record.organization_id}, differences(before, record));
}

std::string year_figures(const View& view, Id<Member> member, int year) {
    auto attended = rollup::of_member(view, "life.attended.*", member, year);
    return fmt::format("{{\"year\":{},\"attended\":{},\"study_minutes\":{}}}", year, attended.count, attended.amount);
}

std::string memberships(const View& view, Id<Member> member) {
    std::string out = "[";
    auto rows = view.session.query("SELECT valid_from, valid_to, organization_id, why FROM membership WHERE tenant_id = ? AND member_id = ? ORDER BY valid_from", view.tenant(), member);
    while (rows.next()) {
        if (out.size() > 1) out += ',';
        auto name = view.session.text("SELECT short_name FROM organization WHERE tenant_id = ? AND id = ?", view.tenant(), rows.integer(2)).value_or("");
        auto to = Date::from_number(rows.integer(1));
        out += "{\"from\":" + to_json(Date::from_number(rows.integer(0))) + ",\"to\":" + (to == never_ends ? "null" : to_json(to)) + ",\"organization_id\":" +
               std::to_string(rows.integer(2)) + ",\"organization_name\":" + to_json(name) + ",\"why\":" + to_json(std::string{rows.text(3)}) + "}";
    }
    return out + "]";
}

namespace {

using Members = Resource<Member, MemberPolicy>;
constexpr std::string_view base = "/api/v1/members";

std::string shown(const Members& resource, const View& view, const Member& record) {
    auto out = resource.shown(view, record);
    out.pop_back();
    out += ",\"memberships\":" + memberships(view, record.id);
    out += ",\"year\":" + year_figures(view, record.id, view.today().year());
    return out + "}";
}

Member loaded(const View& view, const http::Call& call) { return Store<Member>{view}.load(call.id<Member>(), MemberPolicy::visible_to(view)); }

// The branch that a member is to belong to: 422 where it cannot be seen or holds no members, 403 where the actor's rights end.
void check_branch(const View& view, Id<Organization> branch, const std::string& pointer) {
    auto found = Store<Organization>{view}.find(branch, OrganizationPolicy::visible_to(view));
    if (!found || found->ended_on) throw invalid({{pointer, "unknown_reference"}});
    if (!found->is_branch()) throw invalid({{pointer, "branch_not_a_branch"}});
    if (!view.covers(keepers, branch)) throw forbidden("keeps_no_members");
}
void check_day(const View& view, const Member& record, Date day) {
    if (day > view.today()) throw invalid({{"#/effective_on", "in_the_future"}});
    if (record.joined_on && day < record.joined_on->first_day()) throw invalid({{"#/effective_on", "before_joining"}});
    auto last = view.session.integer("SELECT MAX(valid_from) FROM membership WHERE tenant_id = ? AND member_id = ?", view.tenant(), record.id);
    if (last && day < Date::from_number(*last)) throw invalid({{"#/effective_on", "before_last_change", {{"date", Date::from_number(*last).iso()}}}});
}

http::Response create(const Members& resource, http::Call& call) {
    auto sent = call.body_as<Member>();
    return call.write([&](Transaction& t) {
        auto record = sent;
        check_branch(t, record.organization_id, "#/organization_id");
        check_member(t, record, nullptr);
        admit(t, record);
        return http::created(shown(resource, t, record));
    });
}

http::Response change(const Members& resource, http::Call& call) {
    call.body();
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        MemberPolicy::may_change(t, record).or_throw();
        call.must_match(record.version);
        change_member(t, record, call.body());
        return http::ok(shown(resource, t, record));
    });
}

template <class Body, class F>
void deed(App& app, std::shared_ptr<Members> resource, const std::string& path, const std::string& past, Members::May may, F act) {
    resource->offers(path, may);
    app.router.post(fmt::format("{}/{{id}}/{}", base, path), {.operation = "member." + past, .request = http::shape<Body>(), .response = http::shape<Member>()},
                    [resource, may, act](http::Call& call) {
                        auto sent = call.body_as<Body>();
                        return call.write([&](Transaction& t) {
                            auto record = loaded(t, call);
                            may(t, record).or_throw();
                            call.must_match(record.version);
                            act(t, record, sent);
                            return http::ok(shown(*resource, t, record));
                        });
                    });
}

// In clear, with a reason in the audit. Not through Call::write: what it answers must not be kept for a retry.
http::Response reveal(http::Call& call) {
    auto sent = call.body_as<Look>();
    return call.app.write(call.actor, [&](Transaction& t) {
        auto record = loaded(t, call);
        MemberPolicy::may_reveal(t, record).or_throw();
        std::string field{Codec<ProtectedField>::name(sent.field)};
        t.audit("member.revealed", "member", record.id.value, record.organization_id, {"{\"field\":\"" + field + "\",\"reason\":" + to_json(sent.reason) + "}"});
        personal::note_reveal(t);
        auto& value = sent.field == ProtectedField::phone ? record.phone : record.id_number;
        return http::ok("{\"field\":\"" + field + "\",\"value\":" + to_json(value.clear) + "}");
    });
}

}  // namespace

void install_members(App& app) {
    app.references.declare("member", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        auto condition = any_of("id", ids);
        condition.arguments.insert(condition.arguments.begin(), db::to_value(view.tenant()));
        auto rows = view.session.query_with("SELECT id, name FROM member WHERE tenant_id = ? AND " + condition.sql, condition.arguments);
        while (rows.next()) names[rows.integer(0)] = rows.text(1);
        return names;
    }, [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& member : Store<Member>{view}.select(MemberPolicy::visible_to(view) && any_of("id", ids))) names[member.id.value] = member.name;
        return names;
    });
    auto resource = std::make_shared<Members>(app, std::string{base});
    auto path = std::string{base};
    auto& r = app.router;
    resource->offers("reveal", MemberPolicy::may_reveal);
    resource->list().describe();
    r.get(path + "/{id}", {.operation = "member.show", .response = http::shape<Member>()}, [resource](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(*resource, view, loaded(view, call))); });
    });
    r.post(path, {.operation = "member.create", .request = http::shape<Member>(), .response = http::shape<Member>()}, [resource](http::Call& call) { return create(*resource, call); });
    r.patch(path + "/{id}", {.operation = "member.change", .request = http::shape<Member>(), .response = http::shape<Member>()},
            [resource](http::Call& call) { return change(*resource, call); });
    r.post(path + "/{id}/reveal", {.operation = "member.reveal", .request = http::shape<Look>()}, reveal);
    deed<Transfer>(app, resource, "transfer", "transfer", MemberPolicy::may_transfer, [](Transaction& t, Member& record, const Transfer& sent) {
        check_branch(t, sent.organization_id, "#/organization_id");
        if (sent.organization_id == record.organization_id) throw invalid({{"#/organization_id", "already_there"}});
        check_day(t, record, sent.effective_on);
        transfer(t, record, sent.organization_id, sent.effective_on, sent.reason);
    });
    deed<Departure>(app, resource, "departure", "leave", MemberPolicy::may_transfer, [](Transaction& t, Member& record, const Departure& sent) {
        check_day(t, record, sent.effective_on);
        leave(t, record, sent.effective_on, sent.reason);
    });
    deed<Transfer>(app, resource, "readmission", "readmit", MemberPolicy::may_readmit, [](Transaction& t, Member& record, const Transfer& sent) {
        check_branch(t, sent.organization_id, "#/organization_id");
        check_day(t, record, sent.effective_on);
        readmit(t, record, sent.organization_id, sent.effective_on, sent.reason);
    });
    deed<Exemption>(app, resource, "exemption", "exempt", MemberPolicy::may_transfer, [](Transaction& t, Member& record, const Exemption& sent) {
        auto before = record;
        Faults faults;
        if (sent.reason.empty() && (sent.exempt_from || sent.exempt_until)) faults.add("#/reason", "required");
        if (sent.exempt_from && !sent.exempt_from->whole()) faults.add("#/exempt_from", "not_a_day");
        if (sent.exempt_until && (!sent.exempt_until->whole() || *sent.exempt_until < sent.exempt_from.value_or(*sent.exempt_until))) faults.add("#/exempt_until", "ends_before_it_begins");
        faults.throw_if_any();
        record.exempt_reason = sent.reason, record.exempt_from = sent.exempt_from, record.exempt_until = sent.exempt_until;
        Store<Member>{t}.update(record);
        t.record({"member.exempted", "member", record.id.value, record.organization_id}, differences(before, record));
    });
}

}  // namespace organization
}  // namespace zhibu
