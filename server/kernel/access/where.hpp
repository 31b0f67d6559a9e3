// A condition of a query as a value: what a policy lets an actor see, joined with what was asked for.
#pragma once
#include <string>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu {

struct Where {
    std::string sql;  // a condition over the columns of one table, with ? for its arguments
    std::vector<db::Value> arguments{};
};

inline Where everything() { return {"1=1"}; }
inline Where nothing() { return {"1=0"}; }
template <class... A>
Where where(std::string sql, const A&... arguments) {
    return {std::move(sql), {db::to_value(arguments)...}};
}
inline Where joined(const Where& a, const Where& b, const char* word) {
    Where out{"(" + a.sql + word + b.sql + ")", a.arguments};
    out.arguments.insert(out.arguments.end(), b.arguments.begin(), b.arguments.end());
    return out;
}
inline Where operator&&(const Where& a, const Where& b) {
    if (a.sql == "1=1") return b;
    if (b.sql == "1=1") return a;
    return joined(a, b, " AND ");
}
inline Where operator||(const Where& a, const Where& b) {
    if (a.sql == "1=0" || b.sql == "1=1") return b;
    if (b.sql == "1=0" || a.sql == "1=1") return a;
    return joined(a, b, " OR ");
}
// column IN (ids); nothing where there are none.
Where any_of(const std::string& column, const std::vector<std::int64_t>& ids);

}  // namespace zhibu
