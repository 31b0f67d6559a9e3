// A prepared statement on PostgreSQL: parameters in binary form, results read from text form.
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "kernel/db/postgresql_connection.hpp"
#include "kernel/db/slow_query.hpp"

namespace zhibu::db {
namespace {

constexpr Oid bool_type = 16, bytea_type = 17, int8_type = 20, text_type = 25, varchar_type = 1043;

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

PostgresqlStatement::PostgresqlStatement(PostgresqlConnection& connection, std::string_view sql)
    : connection_{connection}, text_{number_parameters(sql)}, arguments_(text_.null_tests.size()) {}

PostgresqlStatement::~PostgresqlStatement() {
    for (auto& variant : variants_) connection_.drop(std::move(variant.name));
}

PostgresqlStatement::Argument& PostgresqlStatement::argument(int index) {
    if (index < 1 || index > parameters()) throw std::logic_error{"A parameter is bound that the statement does not have: " + text_.sql};
    return arguments_[static_cast<std::size_t>(index - 1)];
}

void PostgresqlStatement::bind_integer(int index, std::int64_t value) {
    char network[8];
    auto bits = static_cast<std::uint64_t>(value);
    for (int i = 7; i >= 0; --i, bits >>= 8) network[i] = static_cast<char>(bits & 0xff);
    keep(index, Kind::integer, {network, sizeof network});
}

void PostgresqlStatement::keep(int index, Kind kind, std::string_view data) {
    auto& place = argument(index);
    place.kind = kind;
    place.data.assign(data);
}

Oid PostgresqlStatement::type_of(Kind kind) {
    switch (kind) {
        case Kind::integer:
            return int8_type;
        case Kind::text:
            return text_type;
        case Kind::bytes:
            return bytea_type;
        default:
            return 0;
    }
}

PostgresqlStatement::Kind PostgresqlStatement::kind_of(Oid type) {
    switch (type) {
        case int8_type:
            return Kind::integer;
        case text_type:
        case varchar_type:
            return Kind::text;
        case bytea_type:
            return Kind::bytes;
        default:
            return Kind::other;
    }
}

const PostgresqlStatement::Variant& PostgresqlStatement::variant() {
    for (const auto& variant : variants_) {
        bool fits = true;
        for (std::size_t i = 0; i < arguments_.size() && fits; ++i)
            fits = arguments_[i].kind == Kind::null || arguments_[i].kind == variant.kinds[i];
        if (fits) return variant;
    }
    variants_.push_back(prepare_variant());
    return variants_.back();
}

// What is not NULL brings its type along; the type of a NULL is what the server finds from its surroundings.
PostgresqlStatement::Variant PostgresqlStatement::prepare_variant() {
    Variant variant{connection_.new_name(), {}};
    std::vector<Oid> types;
    bool asks = false;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
        auto kind = arguments_[i].kind == Kind::null && text_.null_tests[i] ? Kind::text : arguments_[i].kind;
        asks = asks || kind == Kind::null;
        variant.kinds.push_back(kind);
        types.push_back(type_of(kind));
    }
    auto count = static_cast<int>(types.size());
    connection_.flush();
    Result prepared{PQprepare(connection_.handle(), variant.name.c_str(), text_.sql.c_str(), count, types.data())};
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) connection_.fail(prepared.get());
    if (!asks) return variant;
    Result described{PQdescribePrepared(connection_.handle(), variant.name.c_str())};
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) connection_.fail(described.get());
    for (int i = 0; i < count; ++i) variant.kinds[static_cast<std::size_t>(i)] = kind_of(PQparamtype(described.get(), i));
    return variant;
}

std::string PostgresqlStatement::types_of(const Variant& variant) {
    std::string list;
    for (auto kind : variant.kinds) {
        list += list.empty() ? "" : ", ";
        list += kind == Kind::integer ? "bigint" : kind == Kind::text ? "text" : kind == Kind::bytes ? "bytea" : "unknown";
    }
    return list;
}

// The pointers are gathered only now, from arguments that no longer move.
template <class F>
auto PostgresqlStatement::with_arguments(F f) {
    std::vector<const char*> data;
    std::vector<int> lengths, binary(arguments_.size(), 1);
    for (const auto& argument : arguments_) {
        data.push_back(argument.kind == Kind::null ? nullptr : argument.data.data());
        lengths.push_back(static_cast<int>(argument.data.size()));
    }
    return f(data.data(), lengths.data(), binary.data());
}

void PostgresqlStatement::run() {
    const auto& prepared = variant();
    connection_.flush();
    auto begun = std::chrono::steady_clock::now();
    result_.reset(with_arguments([&](auto* data, auto* lengths, auto* binary) {
        return PQexecPrepared(connection_.handle(), prepared.name.c_str(), parameters(), data, lengths, binary, 0);
    }));
    if (auto took = std::chrono::steady_clock::now() - begun; took >= slow_limit() && slow_limit().count() > 0) note_statement(text_.sql, types_of(prepared), took);
    auto status = PQresultStatus(result_.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) connection_.fail(result_.get());
    std::string_view tag = PQcmdStatus(result_.get()), rows = PQcmdTuples(result_.get());
    changed_ = 0;
    if (!tag.starts_with("SELECT")) std::from_chars(rows.data(), rows.data() + rows.size(), changed_);
}

void PostgresqlStatement::send() {
    const auto& prepared = variant();
    connection_.enter_pipeline();
    auto gone = with_arguments([&](auto* data, auto* lengths, auto* binary) {
        return PQsendQueryPrepared(connection_.handle(), prepared.name.c_str(), parameters(), data, lengths, binary, 0);
    });
    if (!gone) connection_.fail(nullptr);
    connection_.sent();
}

bool PostgresqlStatement::step() {
    if (!result_) run();
    decoded_.clear();
    if (row_ + 1 >= PQntuples(result_.get())) return false;
    ++row_;
    return true;
}

// Also what sum() makes (numeric) and what a comparison makes (t or f); a fraction is cut off, as SQLite does.
std::int64_t PostgresqlStatement::integer(int column) {
    auto value = text(column);
    if (PQftype(result_.get(), column) == bool_type) return value == "t";
    std::int64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

std::string_view PostgresqlStatement::text(int column) {
    return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::string_view PostgresqlStatement::bytes(int column) {
    auto value = text(column);
    if (PQftype(result_.get(), column) != bytea_type || !value.starts_with("\\x")) return value;
    if (decoded_.empty()) decoded_.resize(static_cast<std::size_t>(PQnfields(result_.get())));
    auto& data = decoded_[static_cast<std::size_t>(column)];
    data.clear();
    for (std::size_t i = 2; i + 1 < value.size(); i += 2) data += static_cast<char>(digit_of(value[i]) * 16 + digit_of(value[i + 1]));
    return data;
}

void PostgresqlStatement::reset() {
    result_.reset();
    row_ = -1;
    changed_ = 0;
    decoded_.clear();
    for (auto& argument : arguments_) argument.kind = Kind::null;
}

}  // namespace zhibu::db
