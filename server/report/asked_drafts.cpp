// Drafts that other modules ask for by an event: a template of the pack filled with an organisation's figures of a year, told back
// as sections of plain text.
#include "report/annual_report.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {
namespace {

const Template& template_named(App& app, const std::string& file) {
    static std::map<std::string, Template, std::less<>> kept;
    static std::mutex mutex;
    std::lock_guard lock{mutex};
    auto found = kept.find(file);
    if (found == kept.end()) found = kept.emplace(file, Template{pack::embedded(file), app.indicators}).first;
    return found->second;
}

std::string text_of(const ReportSection& section, const json::object& figures) {
    std::string out;
    for (auto& paragraph : section.paragraphs) {
        if (!out.empty()) out += '\n';
        for (auto& run : paragraph.runs) {
            auto* figure = run.figure.empty() ? nullptr : figures.if_contains(run.figure);
            out += run.figure.empty() ? run.text : figure ? std::string{figure->at("text").as_string()} : "—";
        }
    }
    return out;
}

// detail: organization_id, year, template.
void draft(Transaction& t, const Event& asked) {
    auto detail = json::parse(asked.detail.text).as_object();
    auto& text = template_named(t.app, std::string{detail.at("template").as_string()});
    auto computed = compute(t, text, {detail.at("organization_id").as_int64()}, int(detail.at("year").as_int64()), Language::chinese);
    json::array sections;
    for (auto& each : computed.sections) sections.push_back({{"key", each.key}, {"heading", each.heading}, {"text", text_of(each, computed.figures)}});
    json::object drafted{{"title", computed.title}, {"sections", std::move(sections)}};
    t.tell({"duty_report.drafted", asked.subject_kind, asked.subject, asked.organization, {json::serialize(drafted)}});
}

}  // namespace

void install_asked_drafts(App& app) {
    template_named(app, "standard/report_duty.toml");  // a broken template is refused when the program starts
    app.on("duty_report.draft_wanted", draft);
}

}  // namespace zhibu::report
