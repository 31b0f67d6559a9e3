// `zhibu report annual`: the annual report of an organisation, as JSON, Markdown, DOCX or PDF.
#include "report/report.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>

#include "command/command.hpp"
#include "kernel/document/docx.hpp"
#include "kernel/document/markdown.hpp"
#include "kernel/document/pdf.hpp"

namespace zhibu::command {
namespace {

struct Annual {
    Where where;
    std::string organization, format = "json", out, base_address;
    int year = 0;
};

std::string written(const report::Written& report, const std::string& format) {
    if (format == "json") return report.json;
    if (format == "md") return document::to_markdown(report.document);
    return format == "docx" ? document::to_docx(report.document) : document::to_pdf(report.document);
}

int print(const Annual& options) {
    auto app = open(options.where, false);
    report::Written report;
    try {
        report = app->read(Actor::job({1}, "report"), [&](const View& view) {
            return report::annual(view, report::named(view, options.organization), options.year, options.base_address);
        });
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "zhibu: %s\n", error.what());
        return 1;
    }
    auto text = written(report, options.format);
    if (options.out.empty()) {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout)) throw std::runtime_error{"cannot write to standard output"};
        return 0;
    }
    std::ofstream file{options.out, std::ios::binary | std::ios::trunc};
    file << text;
    file.close();
    if (!file) throw std::runtime_error{"cannot write " + options.out};
    return 0;
}

}  // namespace

void add_report(CLI::App& program, int& status) {
    auto options = std::make_shared<Annual>();
    auto* report = program.add_subcommand("report", "writes reports from the records");
    report->require_subcommand(1);
    auto* annual = report->add_subcommand("annual", "the annual report of an organisation; every figure computed");
    add_where(*annual, options->where);
    annual->add_option("--organization", options->organization, "name, short name, code or number")->required();
    annual->add_option("--year", options->year, "the year")->required()->check(CLI::Range(1949, 2100));
    annual->add_option("--format", options->format, "json, md, docx or pdf")->check(CLI::IsMember({"json", "md", "docx", "pdf"}))->capture_default_str();
    annual->add_option("--out", options->out, "the file to write; standard output where left out");
    annual->add_option("--base-address", options->base_address, "where the office's pages are served (https://…), so that figures in papers are links");
    annual->callback([options, &status] { status = print(*options); });
}

}  // namespace zhibu::command
