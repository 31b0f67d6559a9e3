// Pictures of inspections and of what was put right: cleaned of what a camera writes into them, kept encrypted, shown only
// with the record that they belong to.
#include "kernel/document/picture.hpp"
#include "kernel/file/photo.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {

struct PhotoUpload {
    std::string key{};     // made by the phone: 16 to 64 letters and digits
    std::string content{}; // base64
};
struct PhotoStored {
    std::string key{};
    std::int64_t file_id{};
};

}  // namespace zhibu::supervision

namespace zhibu {
std::string_view check_photo_key(std::string_view key) {
    for (unsigned char c : key)
        if (!std::isalnum(c) && c != '-') return "username_characters";
    return "";
}
template <>
struct Schema<supervision::PhotoUpload> {
    using T = supervision::PhotoUpload;
    static constexpr std::string_view name = "photo_upload";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true, .min = 16, .max = 64, .check = check_photo_key}), field<&T::content>({.required = true, .max = 12000000})};
};
template <>
struct Schema<supervision::PhotoStored> {
    using T = supervision::PhotoStored;
    static constexpr std::string_view name = "photo_stored";
    static constexpr auto fields = std::tuple{field<&T::key>(), field<&T::file_id>()};
};
}  // namespace zhibu

namespace zhibu::supervision {
namespace {

http::Response store_photo(http::Call& call) {
    auto sent = call.body_as<PhotoUpload>();
    std::string clean;
    try {
        clean = file::cleaned_photo(secret::from_base64(sent.content));
    } catch (const std::invalid_argument&) {
        throw invalid({{"#/content", "not_a_picture"}});
    }
    bool png = clean.starts_with("\x89PNG");
    auto digest = call.app.files.put(clean);  // synced before a row speaks of it, and never on the writer's thread
    return call.write([&](Transaction& t) {
        if (!t.actor.is_any({Role::committee_clerk, Role::inspector, Role::organ_clerk, Role::branch_secretary})) throw forbidden("not_your_step");
        auto known = t.session.integer("SELECT file_id FROM supervision_photo WHERE tenant_id = ? AND account_id = ? AND photo_key = ?", t.tenant(), t.actor.account, sent.key);
        if (!known) {
            known = t.app.files.keep(t.session, t.tenant(), sent.key + (png ? ".png" : ".jpg"), png ? "image/png" : "image/jpeg", std::int64_t(clean.size()), digest, t.now);
            t.session.execute(
                "INSERT INTO supervision_photo (tenant_id, account_id, photo_key, file_id, uploaded_at, subject_kind, subject_id, purpose) VALUES (?,?,?,?,?,'',0,'')",
                t.tenant(), t.actor.account, sent.key, *known, t.now);
            t.audit("photo.uploaded", "photo", *known);
        }
        return http::created(to_json(PhotoStored{sent.key, *known}));
    });
}

http::Response show_photo(http::Call& call) {
    std::optional<file::StoredFile> stored;
    call.app.read(call.actor, [&](const View& view) {
        auto rows = view.session.query("SELECT account_id, subject_kind, subject_id FROM supervision_photo WHERE tenant_id = ? AND file_id = ?", view.tenant(), call.number(0));
        if (!rows.next()) throw not_found();
        auto kind = std::string{rows.text(1)};
        auto subject = rows.integer(2);
        if (kind == "problem") Store<LedgerProblem>{view}.load({subject}, ProblemPolicy::visible_to(view));
        else if (kind == "visit") Store<Visit>{view}.load({subject}, VisitPolicy::visible_to(view));
        else if (rows.integer(0) != view.actor.account.value) throw not_found();
        stored = view.app.files.find(view.session, view.tenant(), call.number(0));
        return true;
    });
    auto content = stored ? call.app.files.get(stored->digest) : std::nullopt;
    if (!content) throw not_found();
    auto answer = http::ok(std::move(*content));
    answer.headers = {{"content-type", stored->content_type}, {"cache-control", "private, max-age=3600"}, {"x-content-type-options", "nosniff"}};
    return answer;
}

}  // namespace

void attach_photos(Transaction& t, const std::vector<std::string>& keys, std::string_view subject_kind, std::int64_t subject, std::string_view purpose,
                   const std::string& pointer) {
    Faults faults;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto changed = t.session.execute(
            "UPDATE supervision_photo SET subject_kind = ?, subject_id = ?, purpose = ? WHERE tenant_id = ? AND account_id = ? AND photo_key = ? AND (subject_id = 0 OR "
            "(subject_kind = ? AND subject_id = ? AND purpose = ?))",
            subject_kind, subject, purpose, t.tenant(), t.actor.account, keys[i], subject_kind, subject, purpose);
        if (changed == 0) faults.add(pointer + "/" + std::to_string(i), "unknown_reference");
    }
    faults.throw_if_any();
}

std::vector<Photo> photos_of(const View& view, std::string_view subject_kind, std::int64_t subject) {
    std::vector<Photo> all;
    auto rows = view.session.query("SELECT file_id, purpose, uploaded_at FROM supervision_photo WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? ORDER BY uploaded_at, file_id",
                                   view.tenant(), subject_kind, subject);
    while (rows.next()) all.push_back({rows.integer(0), std::string{rows.text(1)}, Instant::from_milliseconds(rows.integer(2))});
    return all;
}
void write_photos(std::string& out, const std::vector<Photo>& photos) {
    out += '[';
    for (std::size_t i = 0; i < photos.size(); ++i) {
        out += i ? ",{\"file_id\":" : "{\"file_id\":";
        write_json_integer(out, photos[i].file);
        out += ",\"purpose\":" + to_json(photos[i].purpose) + ",\"at\":" + to_json(photos[i].at) + "}";
    }
    out += ']';
}

void install_photos(App& app) {
    app.router.post("/api/v1/supervision-photos", {.operation = "photo.upload", .request = http::shape<PhotoUpload>(), .response = http::shape<PhotoStored>(), .upload = true}, store_photo);
    app.router.get("/api/v1/supervision-photos/{id}", {.operation = "photo.show", .response = http::file_shape("image/jpeg")}, show_photo);
}

}  // namespace zhibu::supervision
