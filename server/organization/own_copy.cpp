// A member's own data as a paper to take along: what is kept, where the membership was, every fact, who looked.
#include <fmt/format.h>

#include "kernel/document/pdf.hpp"
#include "kernel/record/resource.hpp"
#include "organization/member_record.hpp"
#include "organization/routes.hpp"

namespace zhibu::organization {
namespace {

constexpr int most_facts = 2000;

std::string moment_words(std::int64_t milliseconds) {
    auto iso = Instant::from_milliseconds(milliseconds).iso();
    return iso.substr(0, 10) + " " + iso.substr(11, 5);
}

document::Particulars particulars(const View& view, const Member& own) {
    document::Particulars out;
    auto& words = view.app.words;
    auto add = [&](const char* field, const std::string& value) {
        if (!value.empty()) out.lines.push_back({std::string{words.text(view.actor.language, std::string{"member."} + field)}, {document::plain(value)}});
    };
    auto day = [](const std::optional<Date>& date) { return date ? date->iso() : std::string{}; };
    auto one_of = [&](const char* field, std::string_view value) { return std::string{words.text(view.actor.language, fmt::format("member.{}_is.{}", field, value))}; };
    auto* home = view.tree().find(own.organization_id);
    add("name", own.name), add("code", own.code.value_or("")), add("gender", one_of("gender", Codec<Gender>::name(own.gender)));
    add("id_number", own.id_number.clear), add("phone", own.phone.clear), add("birth_date", day(own.birth_date));
    add("nationality", own.nationality), add("education", own.education), add("degree", own.degree), add("post", own.post);
    add("stage", one_of("stage", Codec<MemberStage>::name(own.stage))), add("organization_id", home ? home->name : "");
    add("joined_on", day(own.joined_on)), add("regular_on", day(own.regular_on));
    add("exempt_reason", own.exempt_reason), add("exempt_from", day(own.exempt_from)), add("exempt_until", day(own.exempt_until));
    add("left_on", day(own.left_on)), add("left_why", own.left_why), add("note", own.note);
    return out;
}

document::Table facts(const View& view, Id<Member> member) {
    document::Table table{.caption = "", .columns = {{"日期", 2}, {"事项", 4}, {"组织", 5}, {"数量", 1, document::Alignment::right}}, .rows = {}, .points = 10.5};
    auto rows = view.session.query(
        "SELECT k.name, f.organization_id, f.happened_on, f.amount FROM fact f JOIN fact_kind k ON k.tenant_id = f.tenant_id AND k.number = f.kind WHERE f.tenant_id = ? AND f.member_id = ? AND "
        "f.member_id <> 0 AND f.sign = 1 AND NOT EXISTS (SELECT 1 FROM fact v WHERE v.tenant_id = f.tenant_id AND v.source_id = f.source_id AND v.source_kind = f.source_kind AND v.voids = f.id) "
        "ORDER BY f.happened_on DESC, f.id LIMIT ?", view.tenant(), member, most_facts);
    while (rows.next()) {
        auto key = "fact_kind." + std::string{rows.text(0)};
        auto* organization = view.tree().find({rows.integer(1)});
        table.rows.push_back({document::cell(Date::from_number(rows.integer(2)).iso()),
                              document::cell(view.app.words.has(view.actor.language, key) ? std::string{view.app.words.text(view.actor.language, key)} : std::string{rows.text(0)}),
                              document::cell(organization ? organization->name : ""), document::cell(std::to_string(rows.integer(3)))});
    }
    return table;
}

document::Table homes(const View& view, Id<Member> member) {
    document::Table table{.caption = "", .columns = {{"起", 2}, {"止", 2}, {"组织", 6}}, .rows = {}, .points = 10.5};
    auto all = json::parse(memberships(view, member));
    for (auto& each : all.as_array()) {
        auto text = [&](const char* name) { return each.at(name).is_string() ? std::string{each.at(name).as_string()} : std::string{}; };
        table.rows.push_back({document::cell(text("from")), document::cell(text("to")), document::cell(text("organization_name"))});
    }
    return table;
}

document::Table looks(const View& view, Id<Member> member) {
    document::Table table{.caption = "", .columns = {{"时间", 3}, {"查看人", 3}, {"内容", 2}, {"理由", 4}}, .rows = {}, .points = 10.5};
    auto rows = view.session.query("SELECT at, actor, detail FROM audit WHERE tenant_id = ? AND subject_kind = 'member' AND subject_id = ? AND action = 'member.revealed' ORDER BY at DESC", view.tenant(), member);
    while (rows.next()) {
        json::object detail = json::parse(std::string{rows.text(2)}).as_object();
        auto text = [&](const char* name) { return detail.contains(name) && detail.at(name).is_string() ? std::string{detail.at(name).as_string()} : std::string{}; };
        auto field = text("field");
        table.rows.push_back({document::cell(moment_words(rows.integer(0))), document::cell(std::string{rows.text(1)}),
                              document::cell(field.empty() ? "" : std::string{view.app.words.text(view.actor.language, "member." + field)}), document::cell(text("reason"))});
    }
    return table;
}

document::Document paper(const View& view, const Member& own) {
    document::Document out;
    out.title = "平台保存的本人信息";
    out.body.push_back(particulars(view, own));
    auto part = [&](const char* title, document::Table table) {
        out.body.push_back(document::Heading{1, title});
        if (table.rows.empty()) out.body.push_back(document::paragraph("没有。"));
        else out.body.push_back(std::move(table));
    };
    part("一、所在组织", homes(view, own.id));
    part("二、参加的会议、活动等记录", facts(view, own.id));
    part("三、谁查看过号码", looks(view, own.id));
    out.note = "由本人取出，信息有误可在“我的党员信息”中申请更正";
    out.author = view.actor.name, out.created = view.now;
    out.watermark = view.actor.name + " " + view.now.iso().substr(0, 10) + " " + view.now.iso().substr(11, 5);
    return out;
}

// Only one's own: whoever has no record here finds nothing.
http::Response copy(http::Call& call) {
    document::Document made;
    call.app.write(call.actor, [&](Transaction& t) {
        if (!t.actor.member) throw Problem{404, "no-own-record"};
        auto own = Store<Member>{t}.load(t.actor.member, where("id = ?", t.actor.member));
        made = paper(t, own);
        t.audit("member.own_copied", "member", own.id.value, own.organization_id);
    });
    return http::attachment(document::to_pdf(made), "application/pdf", "本人信息.pdf");
}

}  // namespace

void install_own_copy(App& app) {
    app.router.get("/api/v1/members/me/copy", {.operation = "member.own_copy", .rate = http::Rate::exporting}, copy);
}

}  // namespace zhibu::organization
