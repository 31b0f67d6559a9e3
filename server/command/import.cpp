// zhibu import: takes an office's sheet over from the command line, or only says what is wrong with it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>

#include "command/command.hpp"
#include "organization/import.hpp"

namespace zhibu::command {
namespace {

struct Import {
    Where where;
    std::string file, mapping;
    bool dry_run = false, as_json = false;
};

std::string bytes_of(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// {"header_row":3,"columns":{"name":1,"branch":"E"}}: columns from 0, or by their letters.
organization::Form mapped(const sheet::Source& source, ImportKind kind, const std::string& text) {
    auto object = json::parse(text).as_object();
    std::vector<organization::ChosenColumn> columns;
    for (auto& [field, place] : object.at("columns").as_object()) {
        std::int64_t column = 0;
        if (auto* letters = place.if_string()) {
            for (char c : *letters) column = column * 26 + (std::toupper(static_cast<unsigned char>(c)) - 'A' + 1);
            --column;
        } else column = place.to_number<std::int64_t>();
        columns.push_back({column, std::string{field}});
    }
    return organization::chosen_form(source, kind, object.at("header_row").to_number<std::int64_t>(), columns);
}

void print_json(const organization::Form& form, const organization::Checked& checked, ImportKind kind) {
    json::array faults;
    for (auto& fault : checked.faults)
        if (!fault.warning) faults.push_back({{"row", fault.row}, {"column", fault.field}, {"code", fault.code}});
    auto& counts = checked.counts;
    json::object out{{"header_row", form.mapping.heading_row}, {kind == ImportKind::members ? "people_rows" : kind == ImportKind::organizations ? "organization_rows" : "rows", counts.rows}, {"acceptable", counts.acceptable},
                     {"created", counts.created}, {"updated", counts.updated}, {"unchanged", counts.unchanged}, {"warnings", counts.warnings}, {"faults", std::move(faults)}};
    std::puts(json::serialize(out).c_str());
}

void print_words(const App& app, const organization::Form& form, const organization::Checked& checked) {
    for (auto& fault : checked.faults) {
        auto column = form.column_of(fault.field);
        std::printf("%s%u\t%s\n", column < 0 ? "" : sheet::column_letters(static_cast<std::uint32_t>(column)).c_str(), fault.row,
                    organization::sentence_of(app.words, Language::chinese, fault).c_str());
    }
    auto& c = checked.counts;
    std::printf("表头在第 %u 行;共 %lld 行,可导入 %lld 行(新增 %lld,更新 %lld,不变 %lld),有误 %lld 行。\n", form.mapping.heading_row, static_cast<long long>(c.rows),
                static_cast<long long>(c.acceptable), static_cast<long long>(c.created), static_cast<long long>(c.updated), static_cast<long long>(c.unchanged), static_cast<long long>(c.faulty));
}

int run_import(const Import& options, ImportKind kind) {
    auto app = open(options.where, false);
    auto content = bytes_of(options.file);
    auto source = sheet::Source::memory(content);
    auto actor = Actor::job({1}, "import");
    organization::Form form;
    organization::Checked checked;
    app->read(actor, [&](const View& view) {
        if (kind != ImportKind::organizations && view.tree().size() == 0) throw conflict("organizations-first");
        form = options.mapping.empty() ? organization::read_form(view, source, kind) : mapped(source, kind, options.mapping);
        if (!form.mapping) throw Problem{422, "sheet-has-no-headings"};
        if (!form.missing.empty()) throw Problem{422, "sheet-lacks-columns", {{"fields", organization::field_label(app->words, Language::chinese, kind, form.missing.front())}}};
        if (options.dry_run) checked = organization::check_import(view, content, kind, form);
        return true;
    });
    if (!options.dry_run) {
        auto prepared = organization::prepare_import(*app, actor, kind, options.file.substr(options.file.rfind('/') + 1), content, form);
        auto batch = app->write(actor, prepared.keep);
        checked = std::move(prepared.checked);
        checked.counts = app->write(actor, organization::prepare_application(*app, actor, batch));
    }
    options.as_json ? print_json(form, checked, kind) : print_words(*app, form, checked);
    return checked.counts.faulty ? 1 : 0;
}

}  // namespace

void add_import(CLI::App& program, int& status) {
    auto* command = program.add_subcommand("import", "imports organisations, members, business, posts or honours from a sheet (xlsx, csv)");
    command->require_subcommand(1);
    struct Sheet {
        ImportKind kind;
        const char *name, *about;
    };
    for (auto [kind, name, about] : {Sheet{ImportKind::organizations, "organizations", "the tree of organisations"}, Sheet{ImportKind::members, "members", "the roster of members"},
                                     Sheet{ImportKind::business_items, "business-items", "items of business"}, Sheet{ImportKind::business_figures, "business-figures", "figures of business by period"},
                                     Sheet{ImportKind::posts, "posts", "posts with their holders and terms"}, Sheet{ImportKind::honours, "honours", "honours of before the program"}}) {
        auto options = std::make_shared<Import>();
        auto* one = command->add_subcommand(name, about);
        one->add_option("file", options->file, "the sheet")->required()->check(CLI::ExistingFile);
        add_where(*one, options->where);
        one->add_flag("--dry-run", options->dry_run, "only check; nothing is written");
        one->add_flag("--json", options->as_json, "print what was found as JSON");
        one->add_option("--mapping", options->mapping, R"(which column is which: {"header_row":3,"columns":{"name":"B"}})");
        one->callback([options, sheet = kind, &status] {
            auto words = Words{};
            try {
                status = run_import(*options, sheet);
            } catch (const Problem& problem) {
                auto key = "problem." + problem.type;
                throw std::runtime_error{words.sentence(Language::chinese, key + ".title", problem.parameters) + ":" + words.sentence(Language::chinese, key + ".detail", problem.parameters)};
            }
        });
    }
}

}  // namespace zhibu::command
