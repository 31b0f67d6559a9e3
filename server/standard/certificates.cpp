// The certificate of a grade: its paper with number, code and QR, and what anybody finds who asks for the code: a stranger too.
#include <fmt/format.h>

#include "kernel/document/pdf.hpp"
#include "kernel/document/qr.hpp"
#include "kernel/http/base_address.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

std::string standing_of(const View& view, const StandardCertificate& paper) {
    if (paper.withdrawn_on) return "withdrawn";
    return paper.valid_until < view.today() ? "expired" : "valid";
}

// Where a stranger asks: the code stands behind the '#', which browsers keep from servers and their logs.
std::string page_of(const std::string& base_address, const std::string& code) { return base_address + "/certificate#" + code; }

document::Document paper_of(const View& view, const StandardCertificate& certificate, const StandardRound& round, const StandardSheet& sheet, const std::string& base_address) {
    document::Document paper;
    auto issuer = Store<Organization>{view}.load(round.organization_id, everything()).name, branch = Store<Organization>{view}.load(certificate.organization_id, everything()).name;
    // Without a red head: number, grade, code and signature stand on one page.
    paper.title = "达标证书";
    paper.body.push_back(document::Paragraph{{document::plain(certificate.number)}, document::Alignment::right, document::Paragraph::Indent::none});
    paper.body.push_back(document::Paragraph{{document::plain(branch + "：")}, document::Alignment::left, document::Paragraph::Indent::none});
    paper.body.push_back(document::paragraph(fmt::format("经按《{}》（{}）自查、审核{}，得{}分，评定为：", certificate.standard_title, round.period.chinese(), sheet.visited ? "、现场抽验" : "", sheet.points)));
    paper.body.push_back(document::Spacing{0.5});
    paper.body.push_back(document::Paragraph{{document::bold(certificate.grade_title)}, document::Alignment::centre, document::Paragraph::Indent::none});
    paper.body.push_back(document::Spacing{0.5});
    paper.body.push_back(document::paragraph(fmt::format("有效期自{}至{}。", certificate.issued_on.chinese(), certificate.valid_until.chinese())));
    paper.body.push_back(document::paragraph(fmt::format("核验码：{}。扫描二维码，或在浏览器打开 {}/certificate 后输入核验码，可查证书是否有效，无需登录。", certificate.code, base_address)));
    paper.body.push_back(document::qr_image(page_of(base_address, certificate.code), 28));
    paper.signature = document::Signature{issuer, certificate.issued_on};
    if (certificate.withdrawn_on) paper.watermark = "已撤销 " + certificate.withdrawn_on->iso();
    else if (certificate.valid_until < view.today()) paper.watermark = "已过期 " + certificate.valid_until.iso();
    paper.author = issuer, paper.created = Instant::at(certificate.issued_on);
    return paper;
}

http::Response pdf(http::Call& call) {
    document::Document paper;
    StandardSheet sheet;
    std::string number;
    call.app.read(call.actor, [&](const View& view) {
        sheet = load_sheet(view, call.id<StandardSheet>());
        auto certificate = certificate_of(view, sheet.id);
        if (!certificate) throw not_found();
        number = certificate->number;
        paper = paper_of(view, *certificate, round_of(view, sheet), sheet, http::base_address(call.request));
        return true;
    });
    auto bytes = document::to_pdf(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("standard_certificate.exported", "standard_sheet", sheet.id.value, sheet.organization_id); });
    return http::attachment(std::move(bytes), "application/pdf", "达标证书 " + number + ".pdf");
}

// Whoever holds the paper holds the code: it opens to anybody what stands on the paper, and whether it still holds; nothing else.
// One statement, whatever was asked, so that a code that there is takes as long as one that there is not.
http::Response verify(http::Call& call) {
    auto stranger = Actor::job(TenantId{1}, "certificate");
    stranger.system = false;
    return call.app.read(stranger, [&](const View& view) {
        auto rows = view.session.query("SELECT c.number, o.name, i.name, c.standard_title, c.grade_title, c.issued_on, c.valid_until, c.withdrawn_on FROM standard_certificate c "
                                       "JOIN standard_sheet s ON s.tenant_id = c.tenant_id AND s.id = c.sheet_id JOIN standard_round r ON r.tenant_id = s.tenant_id AND r.id = s.round_id "
                                       "JOIN organization o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id JOIN organization i ON i.tenant_id = r.tenant_id AND i.id = r.organization_id "
                                       "WHERE c.tenant_id = ? AND c.code = ?", view.tenant(), call.part(0));
        if (!rows.next()) throw Problem{404, "no-such-certificate"};
        StandardCertificate paper{.valid_until = Date::from_number(rows.integer(6)), .withdrawn_on = rows.is_null(7) ? std::nullopt : std::optional{Date::from_number(rows.integer(7))}};
        json::object out{{"number", rows.text(0)}, {"organization_name", rows.text(1)}, {"issuer_name", rows.text(2)}, {"standard_title", rows.text(3)}, {"grade_title", rows.text(4)},
                         {"issued_on", Date::from_number(rows.integer(5)).iso()}, {"valid_until", paper.valid_until.iso()}, {"standing", standing_of(view, paper)}, {"withdrawn_on", nullptr}};
        if (paper.withdrawn_on) out["withdrawn_on"] = paper.withdrawn_on->iso();
        return http::ok(json::serialize(out));
    });
}

}  // namespace

std::optional<StandardCertificate> certificate_of(const View& view, Id<StandardSheet> sheet) {
    auto all = Store<StandardCertificate>{view}.select(where("sheet_id = ?", sheet), "ORDER BY id DESC", 1);
    return all.empty() ? std::nullopt : std::optional{all.front()};
}

void install_certificates(App& app) {
    app.router.get("/api/v1/standard-sheets/{id}/certificate", {.operation = "standard_certificate.show", .response = http::file_shape("application/pdf")}, pdf);
    app.router.get("/api/v1/standard-certificates/{code}", {.operation = "standard_certificate.verify", .response = {{{"type", "object"}}, {}}, .gate = http::Gate::open}, verify);
}

}  // namespace zhibu::standard
