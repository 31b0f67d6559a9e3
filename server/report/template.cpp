// Reads the template, writes it for an organisation, and joins a new writing with what people changed.
#include "report/template.hpp"

#include <algorithm>

namespace zhibu::report {
namespace {

// Cuts "共发现问题{problems_found}个" into text and names.
std::vector<ReportRun> cut(std::string_view text) {
    std::vector<ReportRun> runs;
    for (std::size_t at = 0; at < text.size();) {
        auto open = std::min(text.find('{', at), text.size());
        if (open > at) runs.push_back({std::string{text.substr(at, open - at)}, ""});
        if (open == text.size()) break;
        auto close = std::min(text.find('}', open), text.size());
        runs.push_back({"", std::string{text.substr(open + 1, close - open - 1)}});
        at = close + 1;
    }
    return runs;
}
bool is_own_word(std::string_view name) { return name == "organization" || name == "year"; }

bool applies(const std::vector<Level>& levels, Level level) { return levels.empty() || std::find(levels.begin(), levels.end(), level) != levels.end(); }

bool has_value(const Readings& readings, const std::string& name) {
    auto found = readings.find(name);
    return found != readings.end() && found->second.value.has_value();
}
std::int64_t value(const Readings& readings, const std::string& name) { return has_value(readings, name) ? *readings.find(name)->second.value : 0; }

bool stands(const TemplateSentence& sentence, const Readings& readings) {
    auto above_zero = [&](auto& name) { return value(readings, name) > 0; };
    auto full = [&](auto& name) { return value(readings, name) >= 1000; };
    return std::all_of(sentence.needs.begin(), sentence.needs.end(), above_zero) && std::none_of(sentence.none.begin(), sentence.none.end(), above_zero) &&
           std::all_of(sentence.full.begin(), sentence.full.end(), full) && std::none_of(sentence.partial.begin(), sentence.partial.end(), full);
}
// A sentence whose figure has no value would have a hole.
bool complete(const std::vector<ReportRun>& runs, const Readings& readings) {
    return std::all_of(runs.begin(), runs.end(), [&](auto& run) { return run.figure.empty() || is_own_word(run.figure) || has_value(readings, run.figure); });
}

void append(std::vector<ReportRun>& into, const std::vector<ReportRun>& runs, const std::string& organization, int year) {
    for (auto& run : runs) {
        bool own = is_own_word(run.figure);
        if (!run.figure.empty() && !own) {
            into.push_back(run);
            continue;
        }
        auto text = own ? (run.figure == "year" ? std::to_string(year) : organization) : run.text;
        if (!into.empty() && into.back().figure.empty()) into.back().text += text;
        else into.push_back({text, ""});
    }
}

const ReportSection* find(const std::vector<ReportSection>& all, const std::string& key) {
    auto found = std::find_if(all.begin(), all.end(), [&](auto& each) { return !key.empty() && each.key == key; });
    return found == all.end() ? nullptr : &*found;
}
const ReportParagraph* find(const ReportSection* section, const std::string& key) {
    if (!section || key.empty()) return nullptr;
    auto found = std::find_if(section->paragraphs.begin(), section->paragraphs.end(), [&](auto& each) { return each.key == key; });
    return found == section->paragraphs.end() ? nullptr : &*found;
}
// Behind the nearest earlier sibling of the new writing that is there, else in front.
template <class T>
std::size_t place(const std::vector<T>& into, const std::vector<T>& order, std::size_t index) {
    while (index-- > 0)
        for (std::size_t i = 0; i < into.size(); ++i)
            if (into[i].key == order[index].key) return i + 1;
    return 0;
}

void refresh_section(ReportSection& section, const ReportSection* before, const ReportSection* now) {
    if (before && now && section.heading == before->heading) section.heading = now->heading;
    std::vector<ReportParagraph> kept;
    for (auto& each : section.paragraphs) {
        auto* old = find(before, each.key);
        bool by_hand = !old || old->runs != each.runs;
        if (by_hand) kept.push_back(each);
        else if (auto* fresh = find(now, each.key)) kept.push_back(*fresh);
    }
    for (std::size_t i = 0; now && i < now->paragraphs.size(); ++i) {
        auto& fresh = now->paragraphs[i];
        bool there = std::any_of(kept.begin(), kept.end(), [&](auto& each) { return each.key == fresh.key; });
        if (!there && !find(before, fresh.key)) kept.insert(kept.begin() + std::ptrdiff_t(place(kept, now->paragraphs, i)), fresh);
    }
    section.paragraphs = std::move(kept);
}

}  // namespace

Level level_of(OrganizationKind kind) {
    using K = OrganizationKind;
    if (kind == K::working_committee) return Level::committee;
    if (kind == K::leading_group || kind == K::organ_committee || kind == K::discipline_committee || kind == K::general_branch) return Level::organ;
    return Level::branch;
}

Template::Template(const pack::File& file, const Indicators& indicators) : sections_{file.rows<TemplateSection>("section")}, sentences_{file.rows<TemplateSentence>("sentence")} {
    Faults faults;
    auto known = [&](const std::string& pointer, const std::string& name) {
        if (!indicators.find(name)) faults.add(pointer, "unknown_figure", {{"name", name}});
    };
    auto check = [&](const std::string& pointer, const std::string& text) {
        for (auto& run : cut(text))
            if (!run.figure.empty() && !is_own_word(run.figure)) known(pointer, run.figure);
    };
    for (auto& [name, content] : file.content())
        if (name != "title" && name != "source" && name != "section" && name != "sentence") faults.add("#/" + std::string{name}, "unknown_field");
    title_ = file.text("title");
    if (title_.empty()) faults.add("#/title", "required");
    check("#/title", title_);
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
        auto& each = sentences_[i];
        auto here = "#/sentence/" + std::to_string(i);
        if (std::none_of(sections_.begin(), sections_.end(), [&](auto& section) { return section.key == each.section; })) faults.add(here + "/section", "unknown_section");
        check(here + "/text", each.text);
        check(here + "/otherwise", each.otherwise);
        for (auto& [field_name, names] : {std::pair{"/needs", &each.needs}, std::pair{"/none", &each.none}, std::pair{"/full", &each.full}, std::pair{"/partial", &each.partial}})
            for (std::size_t n = 0; n < names->size(); ++n) known(here + field_name + "/" + std::to_string(n), (*names)[n]);
    }
    file.refuse(faults);
}

std::string Template::title(const std::string& organization, int year) const { return fill(title_, {{"organization", organization}, {"year", std::to_string(year)}}); }

std::vector<ReportSection> Template::write(const std::string& organization, Level level, int year, const Readings& readings) const {
    std::vector<ReportSection> sections;
    for (auto& row : sections_) {
        if (!applies(row.levels, level)) continue;
        ReportSection section{row.key, row.heading, {}};
        for (auto& sentence : sentences_) {
            if (sentence.section != row.key || !applies(sentence.levels, level)) continue;
            auto runs = cut(sentence.text);
            if (!stands(sentence, readings) || !complete(runs, readings)) runs = cut(sentence.otherwise);
            if (runs.empty() || !complete(runs, readings)) continue;
            if (!find(&section, sentence.paragraph)) section.paragraphs.push_back({sentence.paragraph, {}});
            auto paragraph = std::find_if(section.paragraphs.begin(), section.paragraphs.end(), [&](auto& each) { return each.key == sentence.paragraph; });
            append(paragraph->runs, runs, organization, year);
        }
        if (!section.paragraphs.empty()) sections.push_back(std::move(section));
    }
    return sections;
}

std::vector<ReportSection> refreshed(const std::vector<ReportSection>& edited, const std::vector<ReportSection>& generated, const std::vector<ReportSection>& fresh) {
    std::vector<ReportSection> all;
    for (auto section : edited) {
        refresh_section(section, find(generated, section.key), find(fresh, section.key));
        // What only the template had written and writes no longer goes with its heading.
        if (!section.paragraphs.empty() || section.key.empty()) all.push_back(std::move(section));
    }
    for (std::size_t i = 0; i < fresh.size(); ++i)
        if (!find(all, fresh[i].key) && !find(generated, fresh[i].key)) all.insert(all.begin() + std::ptrdiff_t(place(all, fresh, i)), fresh[i]);
    return all;
}

}  // namespace zhibu::report
