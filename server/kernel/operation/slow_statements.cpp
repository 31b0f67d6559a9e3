// Slow statements as a list for administrators: what took long, where it was asked, how the database runs it; exported and cleared.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/db/slow_query.hpp"
#include "kernel/operation/operation.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::operation {
namespace {

constexpr Roles readers{Role::administrator};

struct SlowStatement {
    std::int64_t id{};
    std::string statement{}, origin{};
    std::int64_t count{}, mean{}, p95{}, longest{}, total{};  // milliseconds
    Instant last_at{};
};

}  // namespace
}  // namespace zhibu::operation

template <>
struct zhibu::Schema<zhibu::operation::SlowStatement> {
    using T = operation::SlowStatement;
    static constexpr std::string_view name = "slow_statement";
    static constexpr FieldRules shown{.server_set = true}, ordered{.server_set = true, .sortable = true};
    static constexpr auto fields = std::tuple{field<&T::id>({.server_set = true, .listed = false}), field<&T::statement>(shown), field<&T::origin>(ordered), field<&T::count>(ordered),
                                              field<&T::mean>(ordered), field<&T::p95>(ordered), field<&T::longest>(ordered), field<&T::total>(ordered), field<&T::last_at>({.server_set = true, .sortable = true, .listed = false})};
};

namespace zhibu::operation {
namespace {

void must_read(const View& view) {
    if (!view.actor.is_any(readers) || view.within(readers).sql != "1=1") throw forbidden("reads_no_slow_statements");
}

SlowStatement as_shown(db::SlowStatement found) {
    auto whole = [](double milliseconds) { return static_cast<std::int64_t>(std::lround(milliseconds)); };
    return {found.id, std::move(found.text), std::move(found.origin), found.count, whole(found.mean), whole(found.p95), whole(found.longest), whole(found.total), found.last_at};
}

template <class V>
void order_by(std::vector<SlowStatement>& all, V SlowStatement::* member, bool descending) {
    std::stable_sort(all.begin(), all.end(), [&](auto& a, auto& b) { return descending ? b.*member < a.*member : a.*member < b.*member; });
}

// What took the most time in all comes first, unless asked otherwise.
std::vector<SlowStatement> statements(const http::Call& call) {
    static constexpr std::array known{"q", "sort", "format", "columns", "reason", "page", "size"};
    for (auto& [name, _] : call.parameters())
        if (std::find(known.begin(), known.end(), name) == known.end()) throw invalid({{"?" + name, "unknown_parameter"}});
    std::vector<SlowStatement> all;
    auto words = call.parameter("q");
    for (auto& each : db::slow_statements())
        if (!words || each.text.find(*words) != std::string::npos || each.origin.find(*words) != std::string::npos) all.push_back(as_shown(std::move(each)));
    auto sort = call.parameter("sort").value_or("-total");
    bool descending = sort.starts_with('-');
    auto name = sort.substr(descending);
    if (name == "origin") order_by(all, &SlowStatement::origin, descending);
    else if (name == "count") order_by(all, &SlowStatement::count, descending);
    else if (name == "mean") order_by(all, &SlowStatement::mean, descending);
    else if (name == "p95") order_by(all, &SlowStatement::p95, descending);
    else if (name == "longest") order_by(all, &SlowStatement::longest, descending);
    else if (name == "total") order_by(all, &SlowStatement::total, descending);
    else if (name == "last_at") order_by(all, &SlowStatement::last_at, descending);
    else throw invalid({{"?sort", "not_sortable"}});
    return all;
}

http::Response list(http::Call& call) {
    if (call.parameter("format") == "xlsx")
        return audited_export(call, "slow_statement", {}, [&](const View& view, std::size_t& count) {
            must_read(view);
            auto all = statements(call);
            count = all.size();
            return table_export<SlowStatement>(view, all, call);
        });
    return call.read([&](const View& view) {
        must_read(view);
        auto all = statements(call);
        auto page = std::clamp<std::int64_t>(call.integer_parameter("page").value_or(1), 1, 1'000'000);
        auto size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 200);
        std::string out = "{\"items\":[";
        auto first = std::min<std::size_t>(all.size(), std::size_t((page - 1) * size)), last = std::min<std::size_t>(all.size(), first + std::size_t(size));
        for (auto i = first; i < last; ++i) out += (i > first ? "," : "") + to_json(all[i]);
        return http::ok(out + fmt::format("],\"page\":{},\"size\":{},\"total\":{},\"since\":\"{}\",\"threshold\":{}}}", page, size, all.size(), db::slow_since().iso(), db::slow_limit().count()));
    });
}

http::Response show(http::Call& call) {
    call.read([](const View& view) {
        must_read(view);
        return http::no_content();
    });
    auto all = db::slow_statements();
    auto found = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.id == call.number(0); });
    if (found == all.end()) throw not_found();
    json::array plan;
    std::string failure;
    try {
        for (auto& line : db::plan_of(*call.app.database, found->id).value_or(std::vector<std::string>{})) plan.emplace_back(line);
    } catch (const db::Error& error) {
        failure = error.what();  // some statements have no plan: that is no reason to hide the rest
    }
    auto out = to_json(as_shown(*found));
    out.pop_back();
    return http::ok(out + ",\"plan\":" + json::serialize(plan) + ",\"plan_failure\":" + to_json(failure) + "}");
}

http::Response clear(http::Call& call) {
    auto answer = call.write([](Transaction& t) {
        must_read(t);
        t.audit("slow_statement.cleared", "slow_statement", 0);
        return http::no_content();
    });
    db::forget_slow_statements();
    return answer;
}

}  // namespace

void install(App& app) {
    app.permit("operation.read", {Role::administrator});
    std::vector<http::QueryParameter> parameters{{"q", "words of the statement or its origin"}, {"sort", "a field, with - before it from the greatest"}, {"format", "json or xlsx"}};
    for (auto name : {"page", "size"}) parameters.push_back({name, "which part of the list", {{"type", "integer"}}});
    auto& r = app.router;
    r.get("/api/v1/slow-statements", {.operation = "slow_statement.list", .response = http::page_of<SlowStatement>(), .query = parameters}, list);
    r.get("/api/v1/slow-statements/{id}", {.operation = "slow_statement.show", .response = http::shown_of<SlowStatement>()}, show);
    r.post("/api/v1/slow-statements/clearance", {.operation = "slow_statement.clear"}, clear);
    r.get("/api/v1/descriptions/slow_statement", {.operation = "slow_statement.describe"}, [](http::Call& call) { return http::ok(description_of<SlowStatement>(call.app.words, call.language())); });
}

}  // namespace zhibu::operation
