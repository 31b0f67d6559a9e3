// Counts and times of this process as Prometheus reads them. Like the log there is one for the process; nothing is kept until it is
// turned on. Labels are route templates and names of the program, never what somebody typed: their number is bounded.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhibu::metric {

void turn_on();
bool on();

enum class Count { failed_log_in, serialization_retry, job_run, job_failure };
void count(Count what);

// What was done, by the name of its event ("meeting.closed", "roster_import.applied"), once it is durable.
void event(std::string_view name);

// One answered request. `route` is its template, "page" for the web's files, "none" for what is no route.
void request(std::string_view method, std::string_view route, int status, std::chrono::nanoseconds took);
// Requests being answered now.
class InFlight {
public:
    InFlight();
    InFlight(const InFlight&) = delete;
    ~InFlight();

private:
    bool counted_;
};
// One durable commit: how many writes it carried, how long its sync took.
void commit(std::size_t writes, std::chrono::nanoseconds took);
// Writes that wait for the writer now.
void waiting_writes(std::size_t count);

// A value read when it is asked for.
struct Sample {
    std::string name, help;
    std::vector<std::pair<std::string, std::string>> labels;
    double value{};
    bool counter{false};
};
// Everything in the text format of Prometheus (version 0.0.4), with what was read for this answer.
std::string exposition(const std::vector<Sample>& samples);

}  // namespace zhibu::metric
