// The fields of a member that can be asked to be put right, read off the member's own description; who sees a request.
#include "organization/correction.hpp"

namespace zhibu {
namespace {

using organization::MemberField;

// f(field, its number) for every field of a member that a keeper may write.
template <class F>
void for_kept_fields(F f) {
    std::uint8_t number = 0;
    for_fields<Member>([&](const auto& each) {
        ++number;
        if (!each.rules.server_set && !each.rules.fixed) f(each, MemberField{number});
    });
}

}  // namespace

std::string_view Codec<MemberField>::name(E field) {
    std::string_view found;
    for_kept_fields([&](const auto& each, E number) {
        if (number == field) found = each.name;
    });
    return found;
}
std::optional<MemberField> Codec<MemberField>::parse(std::string_view text) {
    std::optional<E> found;
    for_kept_fields([&](const auto& each, E number) {
        if (each.name == text) found = number;
    });
    return found;
}
std::vector<std::string> Codec<MemberField>::names() {
    std::vector<std::string> all;
    for_kept_fields([&](const auto& each, E) { all.emplace_back(each.name); });
    return all;
}
bool Codec<MemberField>::read(const json::value& in, E& field, Faults& faults, const std::string& pointer) {
    auto* text = in.if_string();
    auto found = text ? parse(*text) : std::nullopt;
    if (!found) return faults.add(pointer, "not_one_of"), false;
    field = *found;
    return true;
}
MemberField Codec<MemberField>::fetch(db::Rows& row, int column) {
    if (auto found = parse(row.text(column))) return *found;
    throw db::Error{db::Error::Kind::broken, "a column names no field of a member: " + std::string{row.text(column)}};
}
json::object Codec<MemberField>::describe() {
    json::array list;
    for (auto& each : names()) list.emplace_back(each);
    return {{"type", "string"}, {"enum", std::move(list)}};
}

namespace organization {

std::string text_of(const Member& member, MemberField field) {
    std::string text;
    for_kept_fields([&](const auto& each, MemberField number) {
        if (number != field) return;
        auto& value = member.*std::remove_cvref_t<decltype(each)>::member;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, Protected>) text = value.clear;
        else if (auto sent = json::parse(to_json(value)); sent.is_string()) text = std::string{sent.as_string()};
    });
    return text;
}
bool is_hidden(MemberField field) {
    bool hidden = false;
    for_kept_fields([&](const auto& each, MemberField number) {
        using F = std::remove_cvref_t<decltype(each)>;
        if (number == field) hidden = std::is_same_v<typename F::Value, Protected>;
    });
    return hidden;
}

bool is_own(const View& view, const Correction& correction) { return view.actor.member && view.actor.member == correction.member_id; }

Where CorrectionPolicy::visible_to(const View& view) {
    if (view.actor.system) return everything();
    return (view.actor.member ? where("member_id = ?", view.actor.member) : nothing()) || view.within(keepers);
}
// As on the roster: by the member's name or a whole number.
Where CorrectionPolicy::matching(const View& view, const std::string& words) {
    auto member = MemberPolicy::matching(view, words);
    Where found{"member_id IN (SELECT id FROM member WHERE tenant_id = ? AND " + member.sql + ")", {db::to_value(view.tenant())}};
    found.arguments.insert(found.arguments.end(), member.arguments.begin(), member.arguments.end());
    return found;
}
Verdict CorrectionPolicy::may_reveal(const View& view, const Correction& correction) {
    if (!is_hidden(correction.field) || is_own(view, correction)) return denied("nothing_is_hidden");
    return allowed_if(view.covers(keepers, correction.organization_id), "reveals_nothing");
}

procedure::Case case_of(const Correction& correction) { return {"correction", correction.id.value, correction.organization_id, "correction", correction.procedure_version, correction.state}; }

}  // namespace organization
}  // namespace zhibu
