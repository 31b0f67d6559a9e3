// Archive binders (一键归档): asked for, made by a worker beside the requests, kept as a file for the one who asked.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "kernel/document/pdf.hpp"
#include "kernel/log/log.hpp"
#include "kernel/record/list_query.hpp"
#include "report/binder_papers.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {

enum class BinderState { waiting, done, failed };
BOOST_DESCRIBE_ENUM(BinderState, waiting, done, failed)

struct BinderOrder {
    Id<BinderOrder> id{};
    Id<Organization> organization_id{};
    std::int64_t year{};
    BinderState state{BinderState::waiting};
    std::optional<std::int64_t> file_id{};
    std::int64_t size{};
    std::string failure{};
    Instant created_at{};
    Id<Account> created_by{};
    std::optional<Instant> finished_at{};
    std::int64_t version{1};
};

}  // namespace zhibu::report

namespace zhibu {
template <>
struct Schema<report::BinderOrder> {
    using T = report::BinderOrder;
    static constexpr std::string_view name = "binder";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::organization_id>({.required = true, .filterable = true, .reference = "organization"}),
        field<&T::year>({.required = true, .filterable = true, .min = 1949, .max = 2100}), field<&T::state>({.server_set = true}), field<&T::file_id>({.server_set = true}),
        field<&T::size>({.server_set = true}), field<&T::failure>({.server_set = true}), field<&T::created_at>({.server_set = true}),
        field<&T::created_by>({.server_set = true, .reference = "account"}), field<&T::finished_at>({.server_set = true}), field<&T::version>({.server_set = true})};
};
}  // namespace zhibu

namespace zhibu::report {
namespace {

// Makes binders one after another on its own thread. An order is kept in the database: where the program ended in between,
// the next look at the order begins it again, on whichever machine is asked.
class Bindery {
public:
    explicit Bindery(App& app) : app_{app} {}
    ~Bindery() {
        {
            std::lock_guard guard{mutex_};
            ending_ = true;
        }
        wake_.notify_all();
        if (worker_.joinable()) worker_.join();
    }
    void begin(const BinderOrder& order, const Actor& actor, const std::string& base_address) {
        std::lock_guard guard{mutex_};
        if (progress_.contains(order.id.value)) return;
        progress_[order.id.value] = {};
        waiting_.push_back({order, actor, base_address});
        if (!worker_.joinable()) worker_ = std::thread{[this] { work(); }};
        wake_.notify_all();
    }
    std::optional<Progress> progress(Id<BinderOrder> order) {
        std::lock_guard guard{mutex_};
        auto found = progress_.find(order.value);
        return found == progress_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    struct Job {
        BinderOrder order;
        Actor actor;
        std::string base_address;
    };
    void work() {
        while (true) {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            auto job = std::move(waiting_.front());
            waiting_.pop_front();
            lock.unlock();
            make(job);
            lock.lock();
            progress_.erase(job.order.id.value);
        }
    }
    void make(const Job& job) {
        try {
            auto bound = app_.read(job.actor, [&](const View& view) {
                return papers(view, job.order.organization_id, int(job.order.year), [&](Progress now) {
                    std::lock_guard guard{mutex_};
                    progress_[job.order.id.value] = now;
                });
            });
            bound.options.base_address = job.base_address;
            auto pdf = document::to_pdf(bound.papers, bound.options);
            auto digest = app_.files.put(pdf);
            finish(job, BinderState::done, bound.name, pdf.size(), digest, "");
        } catch (const std::exception& error) {
            log::error("binder {}: {}", job.order.id.value, error.what());
            try {
                finish(job, BinderState::failed, "", 0, "", "unexpected");
            } catch (const std::exception& again) {
                log::error("binder {}: {}", job.order.id.value, again.what());  // it stays waiting and is begun again when it is looked at
            }
        }
    }
    void finish(const Job& job, BinderState state, const std::string& name, std::size_t size, const std::string& digest, const std::string& failure) {
        app_.write(job.actor, [&](Transaction& t) {
            auto found = Store<BinderOrder>{t}.find(job.order.id, where("created_by = ?", t.actor.account));
            if (!found || found->state != BinderState::waiting) return;  // taken out with the sample, or another machine was quicker
            auto& order = *found;
            order.state = state, order.failure = failure, order.size = std::int64_t(size), order.finished_at = t.now;
            if (!digest.empty()) order.file_id = app_.files.keep(t.session, t.tenant(), name, "application/pdf", order.size, digest, t.now);
            Store<BinderOrder>{t}.update(order);
            t.record({state == BinderState::done ? "binder.bound" : "binder.failed", "binder", order.id.value, order.organization_id});
        });
    }
    App& app_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> waiting_;
    std::map<std::int64_t, Progress> progress_;
    bool ending_{false};
    std::thread worker_;
};

// A binder holds what its maker may see: only the maker gets it.
Where own(const View& view) { return where("created_by = ?", view.actor.account); }

std::string shown(const View& view, const BinderOrder& order, std::optional<Progress> progress) {
    std::string out = "{";
    write_members(out, order);
    out += ",\"progress\":";
    if (progress) out += "{\"done\":" + std::to_string(progress->done) + ",\"of\":" + std::to_string(progress->of) + ",\"chapter\":" + to_json(progress->chapter) + "}";
    else out += "null";
    out += ",\"references\":";
    ReferenceList names;
    names.add("organization", order.organization_id.value);
    names.write(out, view);
    return out + "}";
}

std::string base_address(const http::Request& request) {
    auto host = request.header("host");
    return host.empty() ? "" : (request.encrypted ? "https://" : "http://") + std::string{host};
}

}  // namespace

void install_binders(App& app) {
    auto bindery = std::make_shared<Bindery>(app);
    app.router.post("/api/v1/binders", {.operation = "binder.create", .request = http::shape<BinderOrder>(), .response = http::shape<BinderOrder>()}, [bindery](http::Call& call) {
        auto sent = call.body_as<BinderOrder>();
        auto base = base_address(call.request);
        return call.write([&](Transaction& t) {
            may_read_figures(t, sent.organization_id);
            auto order = sent;
            order.created_at = t.now, order.created_by = t.actor.account;
            Store<BinderOrder>{t}.insert(order);
            t.record({"binder.ordered", "binder", order.id.value, order.organization_id}, {"{\"year\":" + std::to_string(order.year) + "}"});
            t.after_commit([bindery, order, actor = t.actor, base] { bindery->begin(order, actor, base); });
            return http::created(shown(t, order, Progress{}));
        });
    });
    app.router.get("/api/v1/binders/{id}", {.operation = "binder.show", .response = http::shape<BinderOrder>()}, [bindery](http::Call& call) {
        auto base = base_address(call.request);
        return call.read([&](const View& view) {
            auto order = Store<BinderOrder>{view}.load(call.id<BinderOrder>(), own(view));
            if (order.state == BinderState::waiting) bindery->begin(order, view.actor, base);
            return http::ok(shown(view, order, bindery->progress(order.id)));
        });
    });
    app.router.get("/api/v1/binders/{id}/file", {.operation = "binder.file", .response = http::file_shape("application/pdf")}, [](http::Call& call) {
        BinderOrder order;
        std::optional<file::StoredFile> file;
        call.read([&](const View& view) {
            order = Store<BinderOrder>{view}.load(call.id<BinderOrder>(), own(view));
            may_read_figures(view, order.organization_id);  // rights may have been taken away since
            if (!order.file_id) throw conflict("binder-not-ready");
            file = view.app.files.find(view.session, view.tenant(), *order.file_id);
            return http::no_content();
        });
        auto content = file ? call.app.files.get(file->digest) : std::nullopt;
        if (!content) throw not_found();
        call.app.write(call.actor, [&](Transaction& t) { t.audit("binder.downloaded", "binder", order.id.value, order.organization_id); });
        return http::attachment(std::move(*content), file->content_type, file->name);
    });
}

}  // namespace zhibu::report
