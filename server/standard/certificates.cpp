// The certificate of a grade: its paper with number and code, and what anybody in the office finds when asking for the code.
#include <fmt/format.h>

#include "kernel/document/pdf.hpp"
#include "kernel/document/qr.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

std::string standing_of(const View& view, const StandardCertificate& paper) {
    if (paper.withdrawn_on) return "withdrawn";
    return paper.valid_until < view.today() ? "expired" : "valid";
}

document::Document paper_of(const View& view, const StandardCertificate& certificate, const StandardRound& round, const StandardSheet& sheet) {
    document::Document paper;
    auto issuer = Store<Organization>{view}.load(round.organization_id, everything()).name, branch = Store<Organization>{view}.load(certificate.organization_id, everything()).name;
    // Without a red head: number, grade, code and signature stand on one page.
    paper.title = "达标证书";
    paper.body.push_back(document::Paragraph{{document::plain(certificate.number)}, document::Alignment::right, document::Paragraph::Indent::none});
    paper.body.push_back(document::paragraph(fmt::format("{}：", branch)));
    paper.body.push_back(document::paragraph(fmt::format("经按《{}》（{}）自查、审核{}，得{}分，评定为：", certificate.standard_title, round.period.chinese(), sheet.visited ? "、现场抽验" : "", sheet.points)));
    paper.body.push_back(document::Paragraph{{document::bold(certificate.grade_title)}, document::Alignment::centre, document::Paragraph::Indent::none});
    paper.body.push_back(document::paragraph(fmt::format("有效期自{}至{}。", certificate.issued_on.chinese(), certificate.valid_until.chinese())));
    paper.body.push_back(document::paragraph(fmt::format("核验码：{}。在平台“达标名册”页输入核验码，可查证书是否有效；二维码中是同样的编号和核验码。", certificate.code)));
    paper.body.push_back(document::qr_image(fmt::format("{} {} {}", certificate.number, branch, certificate.code), 28));
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
        paper = paper_of(view, *certificate, round_of(view, sheet), sheet);
        return true;
    });
    auto bytes = document::to_pdf(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("standard_certificate.exported", "standard_sheet", sheet.id.value, sheet.organization_id); });
    return http::attachment(std::move(bytes), "application/pdf", "达标证书 " + number + ".pdf");
}

// Whoever holds the paper holds the code: it opens to everybody who is logged in what stands on the paper, and whether it still holds.
http::Response verify(http::Call& call) {
    return call.read([&](const View& view) {
        auto code = call.part(0);
        auto found = Store<StandardCertificate>{view}.select(where("code = ?", code), "", 1);
        if (found.empty()) throw not_found();
        auto& paper = found.front();
        json::object out{{"number", paper.number}, {"organization_name", Store<Organization>{view}.load(paper.organization_id, everything()).name}, {"standard_title", paper.standard_title},
                         {"grade_title", paper.grade_title}, {"issued_on", paper.issued_on.iso()}, {"valid_until", paper.valid_until.iso()}, {"standing", standing_of(view, paper)}, {"withdrawn_on", nullptr}};
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
    app.router.get("/api/v1/standard-certificates/{code}", {.operation = "standard_certificate.verify", .response = {{{"type", "object"}}, {}}}, verify);
}

}  // namespace zhibu::standard
