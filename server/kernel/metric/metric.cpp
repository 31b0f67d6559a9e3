#include "kernel/metric/metric.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <sstream>

namespace zhibu::metric {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries answer_seconds{0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const Histogram::BucketBoundaries commit_seconds{0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1};
const Histogram::BucketBoundaries batch_writes{1, 2, 4, 8, 16, 32, 64, 128, 256};
constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
constexpr std::size_t most_events = 1000;
constexpr std::size_t most_routes = 2000;  // of a program with some 450; beyond it a route is counted as "other"

double seconds(std::chrono::nanoseconds took) { return std::chrono::duration<double>(took).count(); }

// What is kept of one route and method.
struct Kept {
    std::array<std::atomic<Counter*>, 6> by_class{};  // of the status, 1xx to 5xx
    std::atomic<Histogram*> took{};
};

class Book {
public:
    static Book& of_process() {
        static Book book;
        return book;
    }

    Kept& kept(std::string_view method, std::string_view route) {
        auto place = std::size_t(std::find(methods.begin(), methods.end(), method) - methods.begin()) % methods.size();
        {
            std::shared_lock lock{mutex_};
            if (auto found = routes_.find(route); found != routes_.end()) return found->second[place];
        }
        std::unique_lock lock{mutex_};
        if (routes_.size() >= most_routes) route = "other";
        return routes_[std::string{route}][place];
    }
    void request(std::string_view method, std::string_view route, int status, double took) {
        auto& found = kept(method, route);
        auto& counter = found.by_class[std::size_t(std::clamp(status / 100, 1, 5))];
        if (!counter) counter = &requests_.Add({{"method", std::string{method}}, {"route", std::string{route}}, {"status", std::to_string(status / 100) + "xx"}});
        if (!found.took) found.took = &took_.Add({{"method", std::string{method}}, {"route", std::string{route}}}, answer_seconds);
        counter.load()->Increment();
        found.took.load()->Observe(took);
    }

    void event(std::string_view name) {
        std::unique_lock lock{mutex_};
        if (events_.size() >= most_events) return;
        auto& found = events_[std::string{name}];
        if (!found) found = &happened_.Add({{"event", std::string{name}}});
        found->Increment();
    }

    prometheus::Registry registry;
    Gauge& in_flight = prometheus::BuildGauge().Name("zhibu_requests_in_flight").Help("Requests being answered now.").Register(registry).Add({});
    Gauge& waiting = prometheus::BuildGauge().Name("zhibu_writer_queue").Help("Writes that wait for the writer now.").Register(registry).Add({});
    Histogram& sync = prometheus::BuildHistogram().Name("zhibu_commit_seconds").Help("Time of a durable commit, its sync included.").Register(registry).Add({}, commit_seconds);
    Histogram& batch = prometheus::BuildHistogram().Name("zhibu_commit_writes").Help("Writes that one durable commit carried.").Register(registry).Add({}, batch_writes);
    std::array<Counter*, 4> counts{
        &counter("zhibu_failed_log_ins_total", "Log-ins that were refused."), &counter("zhibu_serialization_retries_total", "Writes run again after a serialization failure."),
        &counter("zhibu_jobs_run_total", "Periodic jobs and tasks of the outbox that were run."), &counter("zhibu_job_failures_total", "Of these, those that failed.")};

private:
    Counter& counter(const char* name, const char* help) { return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({}); }

    prometheus::Family<Counter>& requests_ = prometheus::BuildCounter().Name("zhibu_requests_total").Help("Answered requests by route template, method and class of status.").Register(registry);
    prometheus::Family<Histogram>& took_ = prometheus::BuildHistogram().Name("zhibu_request_seconds").Help("Time to an answer by route template and method.").Register(registry);
    prometheus::Family<Counter>& happened_ = prometheus::BuildCounter().Name("zhibu_events_total").Help("What was done, by the name of its event.").Register(registry);
    std::shared_mutex mutex_;
    std::map<std::string, Counter*, std::less<>> events_;
    std::map<std::string, std::array<Kept, methods.size()>, std::less<>> routes_;
};

std::atomic<bool> turned_on{false};

}  // namespace

void turn_on() { turned_on = true; }
bool on() { return turned_on.load(std::memory_order_relaxed); }

void count(Count what) {
    if (on()) Book::of_process().counts[std::size_t(what)]->Increment();
}
void event(std::string_view name) {
    if (on()) Book::of_process().event(name);
}
void request(std::string_view method, std::string_view route, int status, std::chrono::nanoseconds took) {
    if (on()) Book::of_process().request(method, route, status, seconds(took));
}
InFlight::InFlight() : counted_{on()} {
    if (counted_) Book::of_process().in_flight.Increment();
}
InFlight::~InFlight() {
    if (counted_) Book::of_process().in_flight.Decrement();
}
void commit(std::size_t writes, std::chrono::nanoseconds took) {
    if (!on()) return;
    Book::of_process().sync.Observe(seconds(took));
    Book::of_process().batch.Observe(static_cast<double>(writes));
}
void waiting_writes(std::size_t count) {
    if (on()) Book::of_process().waiting.Set(static_cast<double>(count));
}

std::string exposition(const std::vector<Sample>& samples) {
    auto families = Book::of_process().registry.Collect();
    std::map<std::string, prometheus::MetricFamily> read;
    for (auto& each : samples) {
        auto& family = read[each.name];
        family.name = each.name, family.help = each.help;
        family.type = each.counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
        prometheus::ClientMetric metric;
        for (auto& [name, value] : each.labels) metric.label.push_back({name, value});
        (each.counter ? metric.counter.value : metric.gauge.value) = each.value;
        family.metric.push_back(std::move(metric));
    }
    for (auto& [name, family] : read) families.push_back(std::move(family));
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, families);
    return out.str();
}

}  // namespace zhibu::metric
