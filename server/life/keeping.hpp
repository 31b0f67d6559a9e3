// The life of a meeting's record: planned, opened, closed, amended, cancelled. The live way and the whole record obey the same rules here.
#pragma once
#include "life/attendance.hpp"
#include "life/meeting_policy.hpp"
#include "kernel/values/text.hpp"
#include "life/rules.hpp"

namespace zhibu::life {

// What is told at the close, or about a meeting that is recorded whole.
struct Closing {
    std::optional<Instant> held_at{}, ended_at{};
    std::optional<std::string> minutes{};
    std::optional<std::vector<AgendaItem>> agenda{};
    std::optional<std::vector<Decision>> decisions{};
    std::string late_reason{};
};

// A new meeting's own checks: organisation, kind, people named; fills in title, day, duration.
void prepare(const View& view, Meeting& meeting, Faults& faults);

Paper paper_of(const View& view, Id<Meeting> meeting);
void insert(Transaction& t, Id<Meeting> meeting, const Paper& paper);
void update(Transaction& t, Id<Meeting> meeting, Paper& paper);  // 412 where it no longer has the version read
// Joins what was sent with the template of the day: mandatory items cannot be dropped, their words are the template's.
std::vector<AgendaItem> agenda_with_template(MeetingKind kind, Date day, std::vector<AgendaItem> sent);

// Whether more than the pack's share of those entitled to vote is there, and how many that takes.
bool has_quorum(const Meeting& meeting);
std::int64_t quorum_needed(const Meeting& meeting);

// Everything that must hold when a record is finished: times, mandatory items, quorum and votes where something was decided, the
// reason of a late record. Sets state, counts and lateness; throws 422 with all faults.
void settle(Transaction& t, Meeting& meeting, Paper& paper, std::vector<Attendee>& attendees, const Closing& closing);
// The facts of a closed meeting: held, and for each home branch who was entitled and who attended.
void add_facts(Transaction& t, const Meeting& meeting, const std::vector<Attendee>& attendees);
void record_closed(Transaction& t, const Meeting& meeting, const std::vector<Attendee>& attendees, std::string_view past);

std::string fact_kind(std::string_view what, MeetingKind kind);  // life.held.theme_day

}  // namespace zhibu::life

namespace zhibu {
template <>
struct Schema<life::Closing> {
    using T = life::Closing;
    static constexpr std::string_view name = "meeting_closing";
    static constexpr auto fields = std::tuple{field<&T::held_at>(), field<&T::ended_at>(), field<&T::minutes>({.long_text = true, .max = 50000}),
                                              field<&T::agenda>({.max = 40}), field<&T::decisions>({.max = 40}), field<&T::late_reason>({.max = 200})};
};
}  // namespace zhibu
