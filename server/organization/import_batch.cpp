// The life of a batch: its sheet is kept sealed and checked, applied once, and may be taken back.
#include "kernel/record/resource.hpp"
#include "kernel/sheet/reader.hpp"
#include "organization/import.hpp"

namespace zhibu::organization {
namespace {

constexpr std::uint32_t rows_to_choose_from = 30;

sheet::Source source_of(const std::string& content) { return sheet::Source::memory(content); }

// Members and business belong somewhere: without organisations every row would be a fault.
void refuse_without_organizations(const View& view, ImportKind kind) {
    if (kind != ImportKind::organizations && view.tree().size() == 0) throw conflict("organizations-first");
}

// Where nothing can be checked yet: the first rows, so that a person can say which one has the headings.
Checked first_rows_only(const std::string& content) {
    Checked checked;
    refuse_unreadable(sheet::read_any(source_of(content), {}, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
        checked.preview.add(row, RowAction::unread, cells, {}, {});
        return row < rows_to_choose_from ? sheet::Flow::go_on : sheet::Flow::stop;
    }));
    return checked;
}

}  // namespace

Where imports_visible_to(const View& view) {
    if (view.actor.system || view.within({Role::administrator}).sql == "1=1") return everything();
    return where("created_by = ?", view.actor.account);
}

std::string content_of(const View& view, const RosterImport& batch) {
    auto file = view.app.files.find(view.session, view.tenant(), batch.file_id);
    auto content = file ? view.app.files.get(file->digest) : std::nullopt;
    if (!content) throw Problem{410, "import-file-gone"};
    return std::move(*content);
}

Checked check_import(const View& view, const std::string& content, ImportKind kind, const Form& form) {
    if (!form.mapping || !form.missing.empty()) return first_rows_only(content);
    return import_type(kind).check(view, source_of(content), form);
}

PreparedImport prepare_import(App& app, const Actor& actor, ImportKind kind, const std::string& file_name, const std::string& bytes, const std::optional<Form>& given) {
    RosterImport batch;
    batch.kind = kind, batch.file_name = file_name;
    Checked checked;
    app.read(actor, [&](const View& view) {
        refuse_without_organizations(view, kind);
        auto form = given ? *given : read_form(view, source_of(bytes), kind);
        checked = check_import(view, bytes, kind, form);
        batch.form = to_form_json(form), batch.counts = to_counts_json(checked.counts);
        return true;
    });
    auto preview = checked.preview.json();
    auto digest = app.files.put(bytes), preview_digest = app.files.put(preview);
    auto keep = [batch, digest, preview_digest, size = static_cast<std::int64_t>(bytes.size()), preview_size = static_cast<std::int64_t>(preview.size())](Transaction& t) {
        auto record = batch;
        record.file_id = t.app.files.keep(t.session, t.tenant(), record.file_name, "application/octet-stream", size, digest, t.now);
        record.preview_id = t.app.files.keep(t.session, t.tenant(), "preview", "application/json", preview_size, preview_digest, t.now);
        record.created_at = t.now, record.created_by = t.actor.account;
        Store<RosterImport>{t}.insert(record);
        t.record({"roster_import.checked", "roster_import", record.id.value}, {"{\"file\":\"" + digest + "\",\"counts\":" + record.counts.text + "}"});
        return record;
    };
    return {std::move(checked), std::move(keep)};
}

ApplyImport prepare_application(App& app, const Actor& actor, const RosterImport& batch) {
    Plan plan;
    app.read(actor, [&](const View& view) {
        auto content = content_of(view, batch);
        auto form = form_of(batch.form);
        if (!form.mapping || !form.missing.empty()) throw conflict("import-not-mapped");
        plan = import_type(batch.kind).plan(view, source_of(content), form);
        return true;
    });
    return [id = batch.id, plan = std::move(plan)](Transaction& t) {
        auto record = Store<RosterImport>{t}.load(id, imports_visible_to(t));
        if (record.state != ImportState::checked) throw conflict(record.state == ImportState::applied ? "import-already-applied" : "import-already-undone");
        try {
            auto counts = plan.write(t, id);
            record.state = ImportState::applied, record.applied_at = t.now, record.counts = to_counts_json(counts);
            Store<RosterImport>{t}.update(record);
            t.record({"roster_import.applied", "roster_import", record.id.value}, record.counts);
            return counts;
        } catch (const db::Error& error) {
            // Somebody entered one of these people meanwhile.
            if (error.kind == db::Error::Kind::unique) throw conflict("import-outdated");
            throw;
        }
    };
}

}  // namespace zhibu::organization
