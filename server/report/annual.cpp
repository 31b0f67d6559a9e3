// The annual report as it writes itself: computed figures, the template's text, and the paper.
#include <stdexcept>

#include "kernel/pack/book.hpp"

#include "report/annual_report.hpp"
#include "report/report.hpp"

namespace zhibu::report {
namespace {

document::Runs runs_of(const ReportParagraph& paragraph, const json::object& figures) {
    document::Runs runs;
    for (auto& run : paragraph.runs) {
        if (run.figure.empty()) {
            runs.push_back(document::plain(run.text));
            continue;
        }
        auto* figure = figures.if_contains(run.figure);
        auto text = figure ? std::string{figure->at("text").as_string()} : "—";
        auto* page = figure ? figure->at("page").if_string() : nullptr;
        runs.push_back(page ? document::link(text, std::string{*page}) : document::plain(text));
    }
    return runs;
}

constexpr const char* numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
std::string numbered(std::size_t index, const std::string& heading) {
    auto number = index < 10 ? std::string{numerals[index]} : index < 19 ? std::string{"十"} + numerals[index - 10] : std::to_string(index + 1);
    return number + "、" + heading;
}

// Each figure of the text once, with what it counts: so that a printed report can be checked too.
document::Table figures_table(const std::vector<ReportSection>& sections, const json::object& figures) {
    document::Table table{"数据一览", {{"指标", 2}, {"数值", 1, document::Alignment::right}, {"统计口径", 5}}, {}, 10.5};
    std::set<std::string> seen;
    for (auto& section : sections)
        for (auto& paragraph : section.paragraphs)
            for (auto& run : paragraph.runs) {
                auto* figure = run.figure.empty() || !seen.insert(run.figure).second ? nullptr : figures.if_contains(run.figure);
                if (!figure) continue;
                auto text = [&](const char* name) { return std::string{figure->at(name).as_string()}; };
                auto* page = figure->at("page").if_string();
                table.rows.push_back({document::cell(text("title")), {{page ? document::link(text("text"), std::string{*page}) : document::plain(text("text"))}}, document::cell(text("explanation"))});
            }
    return table;
}

}  // namespace

Computed compute(const View& view, Id<Organization> organization, int year, Language language) {
    auto text = view.app.packs.at<Template>(view, template_file, view.today());
    auto record = Store<Organization>{view}.load(organization, everything());  // the caller asked the policy
    Gauge gauge{view, view.app.indicators, organization, year};
    Readings readings;
    Computed out;
    for (auto& indicator : view.app.indicators.all()) {
        auto reading = gauge.read(indicator, Period::whole_year(year));
        out.figures[indicator.name] = to_json(gauge, reading, view.app.words, language);
        readings.emplace(indicator.name, std::move(reading));
    }
    out.organization = record.short_name.empty() ? record.name : record.short_name;
    out.title = text->title(out.organization, year);
    out.sections = text->write(out.organization, level_of(record.kind), year, readings);
    return out;
}

document::Document paper(const std::string& title, const std::vector<ReportSection>& sections, const json::object& figures, const std::string& issuer, Date date,
                         const std::string& base_address) {
    document::Document paper;
    paper.title = title, paper.base_address = base_address, paper.author = issuer;
    paper.created = Instant::at(date);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        paper.body.push_back(document::Heading{1, numbered(i, sections[i].heading)});
        for (auto& each : sections[i].paragraphs) paper.body.push_back(document::Paragraph{runs_of(each, figures)});
    }
    paper.signature = document::Signature{issuer, date};
    auto table = figures_table(sections, figures);
    if (!table.rows.empty()) paper.attachments = {table.caption}, paper.body.push_back(document::PageBreak{}), paper.body.push_back(std::move(table));
    return paper;
}

Written annual(const View& view, Id<Organization> organization, int year, const std::string& base_address) {
    auto computed = compute(view, organization, year, Language::chinese);
    Written out;
    out.document = paper(computed.title, computed.sections, computed.figures, computed.organization, view.today(), base_address);
    json::array sections;
    for (auto& section : computed.sections) {
        json::array paragraphs;
        for (auto& paragraph : section.paragraphs) {
            std::string whole;
            json::array runs;
            for (auto& run : paragraph.runs) {
                auto words = run.figure.empty() ? run.text : std::string{computed.figures.at(run.figure).at("text").as_string()};
                whole += words;
                json::object part{{"text", words}};
                if (!run.figure.empty()) part["figure"] = run.figure;
                runs.push_back(std::move(part));
            }
            paragraphs.push_back({{"key", paragraph.key}, {"text", whole}, {"runs", std::move(runs)}});
        }
        sections.push_back({{"key", section.key}, {"heading", section.heading}, {"paragraphs", std::move(paragraphs)}});
    }
    out.json = pretty(json::object{{"title", computed.title}, {"organization_id", organization.value}, {"organization", computed.organization}, {"year", year},
                                   {"computed_at", view.now.iso()}, {"figures", std::move(computed.figures)}, {"sections", std::move(sections)}});
    return out;
}

Id<Organization> named(const View& view, const std::string& text) {
    std::vector<Id<Organization>> found;
    for (auto& each : Store<Organization>{view}.select(where("name = ? OR short_name = ? OR code = ? OR number = ?", text, text, text, text), "ORDER BY id")) found.push_back(each.id);
    bool digits = !text.empty() && text.size() < 17 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (found.empty() && digits)
        if (auto one = Store<Organization>{view}.find({std::stoll(text)}, everything())) found.push_back(one->id);
    if (found.empty()) throw std::invalid_argument{"没有这个组织：" + text + " / no such organisation"};
    if (found.size() > 1) {
        std::string numbers;
        for (auto id : found) numbers += (numbers.empty() ? "" : ", ") + std::to_string(id.value);
        throw std::invalid_argument{"有几个组织叫“" + text + "”，请用编号指明 / several organisations have this name, give one of: " + numbers};
    }
    return found.front();
}

}  // namespace zhibu::report
