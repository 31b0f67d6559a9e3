#include "kernel/record/counts.hpp"

namespace zhibu {
namespace {

constexpr std::size_t most_counts = 10'000;

std::string key_of(const std::string& sql, std::span<const db::Value> arguments) {
    auto key = sql;
    for (auto& argument : arguments) {
        key += '\0';
        if (auto* number = std::get_if<std::int64_t>(&argument)) key += 'i' + std::to_string(*number);
        else if (auto* text = std::get_if<std::string>(&argument)) key += 't' + std::to_string(text->size()) + ':' + *text;
        else if (auto* bytes = std::get_if<db::Bytes>(&argument)) key += 'b' + std::to_string(bytes->data.size()) + ':' + bytes->data;
    }
    return key;
}

std::int64_t counted(db::Session& session, const std::string& sql, std::span<const db::Value> arguments) {
    auto rows = session.query_with(sql, arguments);
    rows.next();
    return rows.integer(0);
}

}  // namespace

std::int64_t Counts::of(db::Session& session, const std::string& sql, std::span<const db::Value> arguments) {
    if (!session.marks()) return counted(session, sql, arguments);
    auto tables = db::tables_read(sql);
    auto key = key_of(sql, arguments);
    {
        std::lock_guard lock{mutex_};
        if (auto found = known_.find(key); found != known_.end() && found->second.holds(*session.marks())) return found->second.value();
    }
    auto value = counted(session, sql, arguments);
    std::lock_guard lock{mutex_};
    if (known_.size() >= most_counts) known_.clear();
    known_.insert_or_assign(std::move(key), db::Kept{value, session, tables});
    return value;
}

}  // namespace zhibu
