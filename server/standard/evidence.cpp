// Files beside an item: pictures, cleaned of what a camera writes into them, and PDF; the branch's own, and what inspectors took on site.
#include <fmt/format.h>

#include "kernel/file/photo.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

constexpr std::size_t most_megabytes = 10, most_files = 9;  // of one item and purpose

struct Cleaned {
    std::string content, type, extension;
};
std::optional<Cleaned> cleaned(const std::string& bytes) {
    if (bytes.size() > most_megabytes << 20) return {};
    if (bytes.starts_with("%PDF-")) return Cleaned{bytes, "application/pdf", "pdf"};
    try {
        auto picture = file::cleaned_photo(bytes);
        bool png = picture.starts_with("\x89PNG");
        return Cleaned{std::move(picture), png ? "image/png" : "image/jpeg", png ? "png" : "jpg"};
    } catch (const std::invalid_argument&) {
        return {};
    }
}
Problem refused() { return {422, "evidence-refused", {{"megabytes", std::to_string(most_megabytes)}}}; }

// The branch adds while it checks itself, inspectors while they are there.
std::string purpose_for(const View& view, const StandardSheet& sheet) {
    if (SheetPolicy::may_claim(view, sheet)) return "claim";
    if (SheetPolicy::may_mark_on_site(view, sheet)) return "on_site";
    (sheet.state == SheetState::on_site ? SheetPolicy::may_mark_on_site(view, sheet) : SheetPolicy::may_claim(view, sheet)).or_throw();
    return "";
}

http::Response receive(http::Call& call) {
    auto item = call.part(1);
    call.app.read(call.actor, [&](const View& view) {
        auto sheet = load_sheet(view, call.id<StandardSheet>());
        purpose_for(view, sheet);
        return true;
    });
    std::vector<http::UploadedFile> parts;
    try {
        parts = http::parse_multipart(call.request);
    } catch (const std::invalid_argument&) {
        throw refused();
    }
    const http::UploadedFile* sent = nullptr;
    for (auto& part : parts)
        if (!part.name.empty()) sent = &part;
    auto clean = sent ? cleaned(sent->content) : std::nullopt;
    if (!clean) throw refused();
    auto digest = call.app.files.put(clean->content);
    auto name = sent->name.substr(0, sent->name.rfind('.')) + "." + clean->extension;
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        auto purpose = purpose_for(t, sheet);
        auto* known = kept(t, round_of(t, sheet).digest)->item(item);
        if (!known) throw not_found();
        auto there = t.session.integer("SELECT COUNT(*) FROM standard_evidence WHERE tenant_id = ? AND sheet_id = ? AND item = ? AND purpose = ?", t.tenant(), sheet.id, item, purpose).value_or(0);
        if (there >= std::int64_t(most_files)) throw conflict("evidence-too-many", {{"max", std::to_string(most_files)}});
        auto file = t.app.files.keep(t.session, t.tenant(), name, clean->type, std::int64_t(clean->content.size()), digest, t.now);
        t.session.execute("INSERT INTO standard_evidence (tenant_id, sheet_id, file_id, item, purpose, account_id) VALUES (?,?,?,?,?,?)", t.tenant(), sheet.id, file, item, purpose, t.actor.account);
        t.record({"standard_sheet.evidence_added", "standard_sheet", sheet.id.value, sheet.organization_id}, {fmt::format("{{\"file_id\":{},\"item\":{}}}", file, to_json(item))});
        return http::created(shown(t, sheet));
    });
}

http::Response take_away(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        auto purpose = purpose_for(t, sheet);
        if (!t.session.execute("DELETE FROM standard_evidence WHERE tenant_id = ? AND sheet_id = ? AND file_id = ? AND purpose = ?", t.tenant(), sheet.id, call.number(1), purpose)) throw not_found();
        t.record({"standard_sheet.evidence_removed", "standard_sheet", sheet.id.value, sheet.organization_id}, {fmt::format("{{\"file_id\":{}}}", call.number(1))});
        return http::ok(shown(t, sheet));
    });
}

http::Response show(http::Call& call) {
    std::optional<file::StoredFile> stored;
    call.app.read(call.actor, [&](const View& view) {
        auto sheet = load_sheet(view, call.id<StandardSheet>());
        for (auto& each : evidence_of(view, sheet.id))
            if (each.file_id == call.number(1)) stored = view.app.files.find(view.session, view.tenant(), each.file_id);
        if (!stored) throw not_found();
        return true;
    });
    auto content = call.app.files.get(stored->digest);
    if (!content) throw not_found();
    auto answer = http::attachment(std::move(*content), stored->content_type, stored->name);
    answer.set("x-content-type-options", "nosniff");
    return answer;
}

}  // namespace

std::vector<Evidence> evidence_of(const View& view, Id<StandardSheet> sheet) {
    std::vector<Evidence> all;
    auto rows = view.session.query("SELECT file_id, item, purpose FROM standard_evidence WHERE tenant_id = ? AND sheet_id = ? ORDER BY file_id", view.tenant(), sheet);
    while (rows.next()) all.push_back({rows.integer(0), std::string{rows.text(1)}, "", std::string{rows.text(2)}, ""});
    for (auto& each : all)
        if (auto stored = view.app.files.find(view.session, view.tenant(), each.file_id)) each.name = stored->name, each.content_type = stored->content_type;
    return all;
}

void install_evidence(App& app) {
    auto& r = app.router;
    r.post("/api/v1/standard-sheets/{id}/items/{item}/evidence", {.operation = "standard_sheet.add_evidence", .request = {{{"type", "object"}}, {}}, .response = http::shape<StandardSheet>(), .upload = true}, receive);
    r.get("/api/v1/standard-sheets/{id}/evidence/{file_id}", {.operation = "standard_sheet.show_evidence", .response = http::file_shape("image/*")}, show);
    r.remove("/api/v1/standard-sheets/{id}/evidence/{file_id}", {.operation = "standard_sheet.remove_evidence", .response = http::shape<StandardSheet>()}, take_away);
}

}  // namespace zhibu::standard
