// Archive binders (一键归档): asked for, made by long work beside the requests, kept as a file for the one who asked.
#include <fmt/format.h>

#include "kernel/document/pdf.hpp"
#include "kernel/http/base_address.hpp"
#include "kernel/job/job.hpp"
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
    std::int64_t job_id{};  // the long work that binds it
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
        field<&T::created_by>({.server_set = true, .reference = "account"}), field<&T::finished_at>({.server_set = true}), field<&T::job_id>({.server_set = true}), field<&T::version>({.server_set = true})};
};
}  // namespace zhibu

namespace zhibu::report {
namespace {

void finish(App& app, const Actor& actor, Id<BinderOrder> id, const std::function<void(BinderOrder&, Transaction&)>& end) {
    app.write(actor, [&](Transaction& t) {
        auto order = Store<BinderOrder>{t}.find(id, everything());
        if (!order || order->state != BinderState::waiting) return;  // taken out with the sample
        order->finished_at = t.now;
        end(*order, t);
        Store<BinderOrder>{t}.update(*order);
        t.record({order->state == BinderState::done ? "binder.bound" : "binder.failed", "binder", id.value, order->organization_id});
    });
}
void fail(App& app, const Actor& actor, Id<BinderOrder> id, const char* why) {
    finish(app, actor, id, [&](BinderOrder& order, Transaction&) { order.state = BinderState::failed, order.failure = why; });
}

job::Outcome bind(App& app, const BinderOrder& order, const std::string& base_address, job::Progress& progress) {
    try {
        auto bound = app.read(progress.actor(), [&](const View& view) {
            return papers(view, order.organization_id, int(order.year), [&](Progress now) { progress.report(now.done, now.of + 1, now.chapter); });
        });
        bound.options.base_address = base_address;
        auto pdf = document::to_pdf(bound.papers, bound.options);
        auto digest = app.files.put(pdf);
        finish(app, progress.actor(), order.id, [&](BinderOrder& fresh, Transaction& t) {
            fresh.state = BinderState::done, fresh.size = std::int64_t(pdf.size());
            fresh.file_id = app.files.keep(t.session, t.tenant(), bound.name, "application/pdf", fresh.size, digest, t.now);
        });
        return {bound.name, fmt::format("/portraits?organization_id={}&year={}", order.organization_id.value, order.year)};
    } catch (const std::exception&) {
        fail(app, progress.actor(), order.id, "unexpected");
        throw;
    }
}

void begin(Transaction& t, BinderOrder& order, const std::string& base_address) {
    auto title = t.app.words.sentence(Language::chinese, "report.binder.work", {{"organization", organization::load(t, order.organization_id).short_name}, {"year", std::to_string(order.year)}});
    order.job_id = t.app.jobs.begin(t, "binder", title, [&app = t.app, order, base_address](job::Progress& progress) { return bind(app, order, base_address, progress); });
}

// A binder holds what its maker may see: only the maker gets it.
Where own(const View& view) { return where("created_by = ?", view.actor.account); }

// An order outlives the program that began it: whoever looks at one that nobody binds any more has it begun again.
void take_up(http::Call& call, Id<BinderOrder> id, const std::string& base_address) {
    call.app.write(call.actor, [&](Transaction& t) {
        auto order = Store<BinderOrder>{t}.load(id, own(t));
        if (order.state != BinderState::waiting || job::Jobs::standing(t, order.job_id).going) return;
        begin(t, order, base_address);
        Store<BinderOrder>{t}.update(order);
    });
}

std::string shown(const View& view, const BinderOrder& order, const job::Standing& standing) {
    std::string out = "{";
    write_members(out, order);
    out += ",\"progress\":";
    if (standing.going) out += json::serialize(json::object{{"done", standing.done}, {"of", standing.total}, {"chapter", standing.at}});
    else out += "null";
    out += ",\"references\":";
    ReferenceList names;
    names.add("organization", order.organization_id.value);
    names.write(out, view);
    return out + "}";
}

}  // namespace

void install_binders(App& app) {
    app.router.post("/api/v1/binders", {.operation = "binder.create", .request = http::shape<BinderOrder>(), .response = http::shape<BinderOrder>()}, [](http::Call& call) {
        auto sent = call.body_as<BinderOrder>();
        auto base = http::base_address(call.request);
        return call.write([&](Transaction& t) {
            may_read_figures(t, sent.organization_id);
            auto order = sent;
            order.id = {t.session.next_id()}, order.created_at = t.now, order.created_by = t.actor.account;
            begin(t, order, base);
            Store<BinderOrder>{t}.insert(order);
            t.record({"binder.ordered", "binder", order.id.value, order.organization_id}, {"{\"year\":" + std::to_string(order.year) + "}"});
            return http::created(shown(t, order, {.going = true}));
        });
    });
    app.router.get("/api/v1/binders/{id}", {.operation = "binder.show", .response = http::shape<BinderOrder>()}, [](http::Call& call) {
        auto id = call.id<BinderOrder>();
        bool left = false, stopped = false;
        auto look = [&] {
            return call.read([&](const View& view) {
                auto order = Store<BinderOrder>{view}.load(id, own(view));
                auto standing = job::Jobs::standing(view, order.job_id);
                stopped = order.state == BinderState::waiting && standing.cancelled && !standing.going;
                left = order.state == BinderState::waiting && !standing.cancelled && !standing.going;
                return http::ok(shown(view, order, standing));
            });
        };
        auto answer = look();
        if (!left && !stopped) return answer;
        if (stopped) fail(call.app, call.actor, id, "cancelled");
        else take_up(call, id, http::base_address(call.request));
        return look();
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
