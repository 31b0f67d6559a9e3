// Photos of a meeting: a few, never required, cleaned before they are kept.
#include <fmt/format.h>

#include "kernel/record/resource.hpp"
#include "life/meeting_shown.hpp"
#include "life/picture_cleaning.hpp"

namespace zhibu::life {
namespace {

// Photos may follow within the meeting and after it: they decide nothing.
void may_add(const View& view, const Meeting& meeting) {
    MeetingPolicy::may_change(view, meeting).or_throw();
    must_be(meeting, {MeetingState::open, MeetingState::closed});
}

http::Response add_photo(http::Call& call) {
    auto meeting = call.app.read(call.actor, [&](const View& view) {
        auto found = load_meeting(view, call.id<Meeting>());
        may_add(view, found);
        return found;
    });
    auto& rule = rules().record(meeting.day);
    std::vector<http::UploadedFile> parts;
    try {
        parts = http::parse_multipart(call.request);
    } catch (const std::invalid_argument&) {
        throw Problem{422, "photo-refused", {{"megabytes", std::to_string(rule.photo_megabytes)}}};
    }
    const http::UploadedFile* sent = nullptr;
    for (auto& part : parts)
        if (!part.name.empty()) sent = &part;
    auto clean = sent && sent->content.size() <= std::size_t(rule.photo_megabytes) << 20 ? clean_picture(sent->content) : std::nullopt;
    if (!clean) throw Problem{422, "photo-refused", {{"megabytes", std::to_string(rule.photo_megabytes)}}};
    auto digest = call.app.files.put(clean->content);
    return call.write([&](Transaction& t) {
        auto now = load_meeting(t, meeting.id);
        may_add(t, now);
        auto paper = paper_of(t, meeting.id);
        if (std::int64_t(paper.photos.size()) >= rule.photos) throw conflict("photo-too-many", {{"max", std::to_string(rule.photos)}});
        auto name = fmt::format("{}-{}.{}", now.day.iso(), paper.photos.size() + 1, clean->extension);
        auto id = t.app.files.keep(t.session, t.tenant(), name, clean->content_type, std::int64_t(clean->content.size()), digest, t.now);
        paper.photos.push_back({id, name, clean->content_type});
        update(t, meeting.id, paper);
        t.record({"meeting.photo_added", "meeting", meeting.id.value, meeting.organization_id}, {fmt::format("{{\"file_id\":{}}}", id)});
        return http::created(to_json(paper));
    });
}

http::Response show_photo(http::Call& call) {
    std::string digest, type, name;
    call.read([&](const View& view) {
        auto meeting = load_meeting(view, call.id<Meeting>());
        if (!MeetingPolicy::reads_paper(view, meeting)) throw not_found();
        for (auto& photo : paper_of(view, meeting.id).photos) {
            if (photo.file_id != call.number(1)) continue;
            auto file = view.app.files.find(view.session, view.tenant(), photo.file_id);
            if (file) digest = file->digest, type = photo.content_type, name = photo.name;
        }
        if (digest.empty()) throw not_found();
        return http::no_content();
    });
    auto content = call.app.files.get(digest);
    if (!content) throw not_found();
    auto answer = http::attachment(std::move(*content), type, name);
    answer.set("x-content-type-options", "nosniff");
    return answer;
}

http::Response remove_photo(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto meeting = load_meeting(t, call.id<Meeting>());
        may_add(t, meeting);
        auto paper = paper_of(t, meeting.id);
        if (!std::erase_if(paper.photos, [&](auto& photo) { return photo.file_id == call.number(1); })) throw not_found();
        update(t, meeting.id, paper);
        t.record({"meeting.photo_removed", "meeting", meeting.id.value, meeting.organization_id}, {fmt::format("{{\"file_id\":{}}}", call.number(1))});
        return http::ok(to_json(paper));
    });
}

}  // namespace

void install_photos(App& app) {
    app.router.post("/api/v1/meetings/{id}/photos", {.operation = "meeting.add_photo", .request = {{{"type", "object"}}, {}}, .response = http::shape<Paper>(), .upload = true}, add_photo);
    app.router.get("/api/v1/meetings/{id}/photos/{file_id}", {.operation = "meeting.show_photo", .response = http::file_shape("image/*")}, show_photo);
    app.router.remove("/api/v1/meetings/{id}/photos/{file_id}", {.operation = "meeting.remove_photo", .response = http::shape<Paper>()}, remove_photo);
}

}  // namespace zhibu::life
