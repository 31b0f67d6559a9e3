// Signing in to a meeting by a code that changes: shown as a QR picture by whoever keeps the meeting, scanned by those entitled.
#include <fmt/format.h>

#include <cstdlib>

#include "kernel/document/qr.hpp"
#include "life/meeting_shown.hpp"

namespace zhibu {
namespace life {
namespace {

// `scanned_at` is the phone's time, for a scan that waited for the network.
struct Signature {
    std::string code{};
    std::optional<Instant> scanned_at{};
};

}  // namespace
}  // namespace life
template <>
struct Schema<life::Signature> {
    static constexpr std::string_view name = "signature";
    static constexpr auto fields = std::tuple{field<&life::Signature::code>({.required = true, .max = 40}), field<&life::Signature::scanned_at>()};
};

namespace life {
namespace {

std::int64_t step_of(Instant at, const RecordRule& rule) { return at.milliseconds() / 1000 / rule.code_seconds; }

// The key never leaves the server: a code cannot be computed from an older one.
std::string code_of(const View& view, Id<Meeting> meeting, std::int64_t step) {
    return view.app.keys.blind(fmt::format("{}:{}:{}", view.tenant().value, meeting.value, step), "meeting.sign").substr(0, 16);
}

http::Response show_code(http::Call& call) {
    std::string link;
    std::int64_t left = 0, seconds = 0;
    auto answer = call.read([&](const View& view) {
        auto meeting = load_meeting(view, call.id<Meeting>());
        MeetingPolicy::may_show_code(view, meeting).or_throw();
        must_be(meeting, {MeetingState::open});
        auto& rule = rules().record(meeting.day);
        link = fmt::format("/m/sign?m={}&c={}", meeting.id.value, code_of(view, meeting.id, step_of(view.now, rule)));
        seconds = rule.code_seconds, left = seconds - view.now.milliseconds() / 1000 % seconds;
        std::string tally_text;
        write_tally(tally_text, meeting, tally(attendees_of(view, meeting.id)));
        return http::ok(std::move(tally_text));
    });
    auto host = call.request.header("host");
    auto address = host.empty() ? link : fmt::format("{}://{}{}", call.request.encrypted ? "https" : "http", host, link);
    return http::ok(fmt::format("{{\"link\":{},\"svg\":{},\"seconds\":{},\"seconds_left\":{},\"tally\":{}}}", to_json(address), to_json(document::qr_svg(address)), seconds, left, answer.body));
}

// Whether the code was shown at that moment, in its own step or the one before; compared in constant time.
bool code_fits(const View& view, Id<Meeting> meeting, std::string_view code, Instant at, const RecordRule& rule) {
    bool fits = false;
    for (auto step : {step_of(at, rule), step_of(at, rule) - 1}) fits |= secret::equal_in_constant_time(code_of(view, meeting, step), code);
    return fits;
}

void check_guesses(const View& view, Id<Meeting> meeting, const RecordRule& rule) {
    auto rows = view.session.query("SELECT count, last_at FROM signature_failure WHERE tenant_id = ? AND meeting_id = ? AND account_id = ?", view.tenant(), meeting, view.actor.account);
    if (!rows.next() || rows.integer(0) < rule.code_wrong_allowed) return;
    auto free_at = Instant::from_milliseconds(rows.integer(1)).plus_seconds(rule.code_wrong_minutes * 60);
    if (view.now < free_at) throw Problem{429, "too-many-requests", {{"seconds", std::to_string((free_at.milliseconds() - view.now.milliseconds()) / 1000 + 1)}}};
}
void count_guess(Transaction& t, Id<Meeting> meeting, const RecordRule& rule) {
    auto long_ago = t.now.plus_seconds(-rule.code_wrong_minutes * 60);
    t.session.execute(
        "INSERT INTO signature_failure (tenant_id, meeting_id, account_id, count, last_at) VALUES (?,?,?,1,?) ON CONFLICT (tenant_id, meeting_id, account_id) DO UPDATE SET "
        "count = CASE WHEN signature_failure.last_at < ? THEN 1 ELSE signature_failure.count + 1 END, last_at = excluded.last_at",
        t.tenant(), meeting, t.actor.account, t.now, long_ago);
}

std::string signature_json(const Meeting& meeting, const Attendee& one, bool again) {
    return fmt::format("{{\"meeting_id\":{},\"title\":{},\"name\":{},\"signed_at\":{},\"signed_by\":\"{}\",\"again\":{}}}", meeting.id.value, to_json(meeting.title), to_json(one.name),
                       to_json(one.signed_at), Codec<SignedBy>::name(one.signed_by), again);
}

// A scan that waited for the network counts within the pack's hours after the meeting; the phone's time must lie in the meeting.
std::optional<Instant> moment_of_scan(const View& view, const Meeting& meeting, const Signature& sent, const RecordRule& rule) {
    if (!sent.scanned_at || std::abs(view.now.milliseconds() - sent.scanned_at->milliseconds()) <= rule.code_seconds * 1000) {
        if (meeting.state == MeetingState::open) return view.now;
        if (!sent.scanned_at) return {};
    }
    auto end = meeting.state == MeetingState::closed ? *meeting.closed_at : view.now;
    auto slack = rule.code_seconds;
    bool within_meeting = meeting.opened_at && meeting.opened_at->plus_seconds(-slack) <= *sent.scanned_at && *sent.scanned_at <= end.plus_seconds(slack);
    bool in_time = view.now <= end.plus_seconds(rule.synced_within_hours * 3600);
    return within_meeting && in_time && *sent.scanned_at <= view.now.plus_seconds(slack) ? sent.scanned_at : std::nullopt;
}

http::Response sign(http::Call& call) {
    auto sent = call.body_as<Signature>();
    return call.write([&](Transaction& t) {
        auto meeting = load_meeting(t, call.id<Meeting>());
        auto attendees = attendees_of(t, meeting.id);
        auto* one = find(attendees, t.actor.member ? std::optional{t.actor.member} : std::nullopt, t.actor.account ? std::optional{t.actor.account} : std::nullopt);
        if (!one) throw forbidden(meeting.state == MeetingState::planned ? "meeting_planned" : "not_on_the_sheet");
        if (one->is_present()) return http::ok(signature_json(meeting, *one, true));
        must_be(meeting, {MeetingState::open, MeetingState::closed});
        auto& rule = rules().record(meeting.day);
        check_guesses(t, meeting.id, rule);
        auto at = moment_of_scan(t, meeting, sent, rule);
        // The moment that the phone claims opens the door only for the code of that moment.
        bool fits = at && (code_fits(t, meeting.id, sent.code, *at, rule));
        if (!fits) {  // kept although refused: the count must outlive the refusal, so this is an answer and no throw
            count_guess(t, meeting.id, rule);
            if (meeting.state == MeetingState::closed) return http::to_response(conflict("meeting-closed"), call.request, t.app.words, call.language());
            return http::to_response(invalid({{"#/code", "sign_code_old"}}), call.request, t.app.words, call.language());
        }
        bool later = at != t.now;
        one->state = AttendanceState::present, one->signed_at = at, one->signed_by = later ? SignedBy::qr_later : SignedBy::qr, one->reason.clear();
        update(t, meeting.id, *one);
        if (meeting.state == MeetingState::closed) {
            auto sum = tally(attendees);
            meeting.entitled = sum.entitled, meeting.present = sum.present, meeting.voters = sum.voters, meeting.voters_present = sum.voters_present;
            Store<Meeting>{t}.update(meeting);
            t.facts.take_back({"meeting", meeting.id.value});
            add_facts(t, meeting, attendees);
        }
        t.record({"meeting.signed", "meeting", meeting.id.value, meeting.organization_id},
                 {fmt::format("{{\"member_id\":{},\"by\":\"{}\"}}", one->member_id.value, Codec<SignedBy>::name(one->signed_by))});
        return http::created(signature_json(meeting, *one, false));
    });
}

}  // namespace

void install_signing(App& app) {
    app.router.get("/api/v1/meetings/{id}/sign-code", {.operation = "meeting.show_code"}, show_code);
    app.router.post("/api/v1/meetings/{id}/signature", {.operation = "meeting.sign", .request = http::shape<Signature>()}, sign);
}

}  // namespace life
}  // namespace zhibu
