// The routes of the import wizard: upload, mapping, rows, the annotated sheet, apply, undo, the template.
#include <algorithm>
#include <fmt/ranges.h>

#include "kernel/record/resource.hpp"
#include "kernel/sheet/annotated.hpp"
#include "kernel/sheet/writer.hpp"
#include "organization/import.hpp"
#include "organization/roster_words.hpp"
#include "organization/routes.hpp"

namespace zhibu {
namespace organization {
namespace {
struct MappingChoice {
    std::int64_t header_row{};
    std::vector<ChosenColumn> columns{};
};
}  // namespace
}  // namespace organization

template <>
struct Schema<organization::ChosenColumn> {
    using T = organization::ChosenColumn;
    static constexpr std::string_view name = "import_column";
    static constexpr auto fields = std::tuple{field<&T::column>({.min = 0, .max = 511}), field<&T::field>({.max = 40})};
};
template <>
struct Schema<organization::MappingChoice> {
    using T = organization::MappingChoice;
    static constexpr std::string_view name = "import_mapping";
    static constexpr auto fields = std::tuple{field<&T::header_row>({.required = true, .min = 1}), field<&T::columns>({.required = true, .max = 512})};
};

namespace organization {
namespace {

constexpr std::string_view base = "/api/v1/imports";
constexpr std::string_view xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Verdict may_import(const View& view) { return allowed_if(view.actor.system || view.actor.is_any(keepers), "imports_nothing"); }
Verdict may_apply(const View& view, const RosterImport& batch) {
    if (auto verdict = may_import(view); !verdict) return verdict;
    return allowed_if(batch.state == ImportState::checked, batch.state == ImportState::applied ? "import_is_applied" : "import_is_undone");
}
Verdict may_undo(const View& view, const RosterImport& batch) {
    if (auto verdict = may_import(view); !verdict) return verdict;
    return allowed_if(batch.state == ImportState::applied, batch.state == ImportState::checked ? "import_is_not_applied" : "import_is_undone");
}

RosterImport loaded(const View& view, const http::Call& call) {
    may_import(view).or_throw();
    return Store<RosterImport>{view}.load(call.id<RosterImport>(), imports_visible_to(view));
}
ImportKind kind_of(const std::string& text, const std::string& pointer) {
    auto kind = Codec<ImportKind>::parse(text);
    if (!kind) throw invalid({{pointer, "not_one_of"}});
    return *kind;
}

// Whether this very request was answered before: then only the kept answer is given again.
bool answered_before(http::Call& call) {
    auto key = call.request.header("idempotency-key");
    if (key.empty()) return false;
    return call.app.read(call.actor, [&](const View& view) {
        return view.session.integer("SELECT 1 FROM idempotency WHERE tenant_id = ? AND account_id = ? AND request_key = ?", view.tenant(), view.actor.account, key).has_value();
    });
}

void add_verdict(std::string& out, std::string_view name, const Verdict& verdict, const http::Call& call) {
    if (out.back() != '{') out += ',';
    write_json_text(out, name);
    out += ':';
    auto key = "reason." + verdict.reason;
    verdict ? void(out += "true") : write_json_text(out, call.app.words.text(call.language(), key));
}

// Without the rows: this answer is kept for a retry, and no number of a person may be in it.
std::string shown(const View& view, const RosterImport& batch, const http::Call& call) {
    std::string out = "{";
    write_members(out, batch);
    out += ",\"fields\":[";
    for (auto& each : import_fields(batch.kind)) {
        if (out.back() != '[') out += ',';
        out += "{\"name\":" + to_json(each) + ",\"label\":" + to_json(field_label(call.app.words, call.language(), batch.kind, each)) + "}";
    }
    out += "],\"can\":{";
    add_verdict(out, "change", may_apply(view, batch), call);
    add_verdict(out, "application", may_apply(view, batch), call);
    add_verdict(out, "undo", may_undo(view, batch), call);
    out += "},\"references\":";
    ReferenceList names;
    names.add("account", batch.created_by.value);
    names.write(out, view);
    return out + "}";
}

http::Response upload(http::Call& call) {
    call.read([&](const View& view) { return may_import(view).or_throw(), http::no_content(); });
    std::string kind_text = call.parameter("kind").value_or("");
    const http::UploadedFile* sheet = nullptr;
    std::vector<http::UploadedFile> parts;
    try {
        parts = http::parse_multipart(call.request);
    } catch (const std::invalid_argument&) {
        throw invalid({{"#/file", "required"}});
    }
    for (auto& part : parts) {
        if (part.field == "kind") kind_text = part.content;
        else if (part.field == "file") sheet = &part;
    }
    auto kind = kind_of(kind_text, "#/kind");
    if (!sheet || sheet->name.empty()) throw invalid({{"#/file", "required"}});
    if (sheet->content.empty()) throw Problem{422, "sheet-is-empty"};
    PreparedImport prepared;
    if (!answered_before(call)) prepared = prepare_import(call.app, call.actor, kind, sheet->name, sheet->content);
    return call.write([&](Transaction& t) { return http::created(shown(t, prepared.keep(t), call)); });
}

http::Response list(http::Call& call) {
    return call.read([&](const View& view) {
        may_import(view).or_throw();
        auto query = list_query<RosterImport>(call, view);
        if (!call.parameter("sort")) query.order = "id DESC";
        auto page = Store<RosterImport>{view}.list(imports_visible_to(view), query);
        std::string out = "{\"items\":[";
        ReferenceList names;
        for (auto& batch : page.items) {
            if (out.back() != '[') out += ',';
            write_json(out, batch);
            collect_references(batch, names);
        }
        out += fmt::format("],\"page\":{},\"size\":{},\"total\":{},\"references\":", page.page, page.size, page.total.value_or(0));
        names.write(out, view);
        return http::ok(out + "}");
    });
}

http::Response remap(http::Call& call) {
    auto sent = call.body_as<MappingChoice>();
    RosterImport batch;
    Form form;
    Checked checked;
    call.read([&](const View& view) {
        batch = loaded(view, call);
        may_apply(view, batch).or_throw();
        call.must_match(batch.version);
        auto content = content_of(view, batch);
        form = chosen_form(sheet::Source::memory(content), batch.kind, sent.header_row, sent.columns);
        checked = check_import(view, content, batch.kind, form);
        return http::no_content();
    });
    auto preview = checked.preview.json();
    auto digest = call.app.files.put(preview);
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        may_apply(t, record).or_throw();
        call.must_match(record.version);
        record.form = to_form_json(form), record.counts = to_counts_json(checked.counts);
        record.preview_id = call.app.files.keep(t.session, t.tenant(), "preview", "application/json", static_cast<std::int64_t>(preview.size()), digest, t.now);
        Store<RosterImport>{t}.update(record);
        remember_form(t, record.kind, form);
        t.record({"roster_import.mapped", "roster_import", record.id.value}, record.form);
        return http::ok(shown(t, record, call));
    });
}

// The rows as the check saw them, each fault in the caller's language.
http::Response rows(http::Call& call) {
    auto only = call.parameter("only").value_or("all");
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 200);
    return call.read([&](const View& view) {
        auto batch = loaded(view, call);
        auto file = batch.preview_id ? view.app.files.find(view.session, view.tenant(), *batch.preview_id) : std::nullopt;
        auto text = file ? view.app.files.get(file->digest) : std::nullopt;
        if (!text) throw Problem{410, "import-file-gone"};
        auto kept = json::parse(*text);
        json::array wanted;
        std::int64_t total = 0;
        for (auto& item : kept.as_array()) {
            auto& row = item.as_object();
            auto action = row.at("action").as_string();
            bool faulty = !row.at("faults").as_array().empty();
            if ((only == "faulty" && !faulty) || (only == "changed" && action != "updated" && action != "ended")) continue;
            if (++total <= (page - 1) * size || total > page * size) continue;
            for (auto& each : row.at("faults").as_array()) {
                auto& fault = each.as_object();
                Parameters parameters;
                for (auto& [name, value] : fault.at("parameters").as_object()) parameters[std::string{name}] = value.as_string();
                fault["message"] = call.app.words.sentence(call.language(), "violation." + std::string{fault.at("code").as_string()}, parameters);
                fault.erase("parameters");
            }
            wanted.push_back(std::move(item));
        }
        return http::ok(json::serialize(json::object{{"items", std::move(wanted)}, {"page", page}, {"size", size}, {"total", total}}));
    });
}

http::Response annotated(http::Call& call) {
    bool all = call.parameter("rows").value_or("faulty") == "all";
    http::Response response;
    std::int64_t faults = 0;
    call.read([&](const View& view) {
        auto batch = loaded(view, call);
        auto content = content_of(view, batch);
        auto form = form_of(batch.form);
        auto checked = check_import(view, content, batch.kind, form);
        sheet::Annotation annotation;
        annotation.heading_row = std::max(1U, form.mapping.heading_row);
        annotation.keep = all ? sheet::Annotation::Keep::all_rows : sheet::Annotation::Keep::faulty_rows;
        annotation.watermark = view.actor.name + " " + view.now.iso().substr(0, 16), annotation.made_at = view.now;
        for (auto& fault : checked.faults) {
            if (fault.warning) continue;
            auto column = form.column_of(fault.field);
            annotation.faults.push_back({fault.row, column < 0 ? sheet::Fault::whole_row : static_cast<std::uint32_t>(column), sentence_of(call.app.words, call.language(), fault)});
        }
        faults = static_cast<std::int64_t>(annotation.faults.size());
        sheet::ReadOptions options;
        options.sheet = form.sheet;
        auto copy = sheet::annotated_copy(sheet::Source::memory(content), options, annotation);
        refuse_unreadable(copy.outcome);
        auto name = batch.file_name.substr(0, batch.file_name.rfind('.'));
        response = http::attachment(std::move(copy.bytes), xlsx, name + std::string{call.app.words.text(call.language(), "import.annotated_suffix")} + ".xlsx");
        return http::no_content();
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("roster_import.annotated", "roster_import", call.number(0), {}, {"{\"faults\":" + std::to_string(faults) + "}"}); });
    return response;
}

http::Response apply(http::Call& call) {
    ApplyImport apply_planned;
    if (!answered_before(call)) {
        auto batch = call.app.read(call.actor, [&](const View& view) { return loaded(view, call); });
        if (batch.state != ImportState::checked) throw conflict(batch.state == ImportState::applied ? "import-already-applied" : "import-already-undone");
        call.must_match(batch.version);
        apply_planned = prepare_application(call.app, call.actor, batch);
    }
    return call.write([&](Transaction& t) {
        apply_planned(t);
        return http::ok(shown(t, loaded(t, call), call));
    });
}

http::Response undo(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        if (record.state != ImportState::applied) throw conflict(record.state == ImportState::checked ? "import-not-applied" : "import-already-undone");
        call.must_match(record.version);
        undo_import(t, record);
        record.state = ImportState::undone, record.undone_at = t.now;
        Store<RosterImport>{t}.update(record);
        t.record({"roster_import.undone", "roster_import", record.id.value}, record.counts);
        return http::ok(shown(t, record, call));
    });
}

// An empty sheet to fill in: the usual headings, lists where only certain words are understood, the branches of the actor.
http::Response make_template(http::Call& call) {
    auto kind = kind_of(call.parameter("kind").value_or("members"), "?kind");
    auto& words = call.app.words;
    return call.read([&](const View& view) {
        may_import(view).or_throw();
        sheet::Table table;
        auto& type = import_type(kind);
        auto name = std::string{words.text(call.language(), type.title)};
        table.sheet_name = table.title = name;
        table.author = view.actor.name, table.made_at = view.now, table.rows_to_fill = 500;
        for (auto& field : type.headings) {
            if (field.field.starts_with('~') || type.not_in_template.contains(field.field)) continue;
            bool day = field.field.ends_with("_date") || field.field.ends_with("_on");
            sheet::Column column{field.headings.front(), day ? sheet::ColumnType::date : sheet::ColumnType::text, 0, {}, {}};
            auto hint = "import.hint." + field.field;
            if (words.has(call.language(), hint)) column.hint = words.text(call.language(), hint);
            if (auto choices = type.choices.find(field.field); choices != type.choices.end()) column.choices = choices->second;
            table.columns.push_back(std::move(column));
        }
        sheet::Writer writer{std::move(table)};
        return http::attachment(writer.finish(), xlsx, name + ".xlsx");
    });
}

void declare_own_types(App& app) {
    ImportType members{roster_words().members, {{"name"}, {"branch", "branch_code"}}, "import.member_field.", "import.template_members", {"branch_code", "code"},
                       {{"gender", {"男", "女"}}, {"stage", {"正式党员", "预备党员", "发展对象", "入党积极分子", "入党申请人"}}}, check_members, plan_members, {}};
    ImportType organizations{roster_words().organizations, {{"name", "short_name"}, {"kind"}}, "import.organization_field.", "import.template_organizations", {"code", "parent_code", "deleted"}, {},
                             check_organizations, plan_organizations, {}};
    for (auto& option : Codec<OrganizationKind>::names()) organizations.choices["kind"].emplace_back(app.words.text(Language::chinese, "organization.kind_is." + option));
    declare_import(ImportKind::members, std::move(members));
    declare_import(ImportKind::organizations, std::move(organizations));
}

}  // namespace

// What sheets there are is the same in every program of a process, and said while it is installed: before anything is asked.
static std::map<ImportKind, ImportType>& import_types() {
    static std::map<ImportKind, ImportType> all;
    return all;
}
void declare_import(ImportKind kind, ImportType type) { import_types().insert_or_assign(kind, std::move(type)); }
const ImportType& import_type(ImportKind kind) { return import_types().at(kind); }

void install_imports(App& app) {
    declare_own_types(app);
    app.permit("roster.import", keepers);
    app.references.declare("roster_import", [](const View&, const std::vector<std::int64_t>&) { return std::map<std::int64_t, std::string>{}; });
    auto& r = app.router;
    std::string path{base};
    auto shape = http::shape<RosterImport>();
    auto kinds = fmt::format("{}", fmt::join(Codec<ImportKind>::names(), ", "));
    http::Shape form{{{"type", "object"}, {"properties", {{"kind", {{"type", "string"}, {"enum", json::value_from(Codec<ImportKind>::names())}}}, {"file", {{"type", "string"}, {"format", "binary"}}}}}}, {}};
    r.get(path, {.operation = "roster_import.list", .response = http::page_of<RosterImport>(), .query = list_parameters<RosterImport>()}, list);
    r.post(path, {.operation = "roster_import.upload", .request = form, .response = shape, .query = {{"kind", kinds}}, .upload = true}, upload);
    r.get(path + "/template", {.operation = "roster_import.template", .response = http::file_shape(std::string{xlsx}), .query = {{"kind", kinds}}}, make_template);
    r.get(path + "/{id}", {.operation = "roster_import.show", .response = shape}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, loaded(view, call), call)); });
    });
    r.patch(path + "/{id}", {.operation = "roster_import.map", .request = http::shape<MappingChoice>(), .response = shape}, remap);
    r.get(path + "/{id}/rows", {.operation = "roster_import.rows", .query = {{"only", "all, faulty or changed"}, {"page", "from 1"}, {"size", "rows a page"}}}, rows);
    r.get(path + "/{id}/faults.xlsx", {.operation = "roster_import.faults", .response = http::file_shape(std::string{xlsx}), .query = {{"rows", "faulty or all"}}}, annotated);
    r.post(path + "/{id}/application", {.operation = "roster_import.apply", .response = shape}, apply);
    r.post(path + "/{id}/undo", {.operation = "roster_import.undo", .response = shape}, undo);
}

}  // namespace organization
}  // namespace zhibu
