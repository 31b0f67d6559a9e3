// The parts of the seam that are the same for both engines: binding, rows, and the choice of an engine.
#include "kernel/db/db.hpp"

#include <memory>
#include <stdexcept>

namespace zhibu::db {

void Statement::bind(int index, const Value& value) {
    if (auto* integer = std::get_if<std::int64_t>(&value)) bind_integer(index, *integer);
    else if (auto* text = std::get_if<std::string>(&value)) bind_text(index, *text);
    else if (auto* bytes = std::get_if<Bytes>(&value)) bind_bytes(index, bytes->data);
    else bind_null(index);
}

std::int64_t Session::execute_with(std::string_view sql, std::span<const Value> arguments) {
    Rows rows{*this, sql, arguments};
    while (rows.next()) {
    }
    return rows.changed();
}

void Session::tell(std::string_view words) { told_.append(words) += '\n'; }

void Database::hear(std::string_view told, const TableChanges::Marks& marks) const {
    if (!listener_) return;
    for (std::size_t at = 0, end; (end = told.find('\n', at)) != std::string_view::npos; at = end + 1)
        if (end > at) listener_(told.substr(at, end - at), marks);
}

Rows Session::query_with(std::string_view sql, std::span<const Value> arguments) { return {*this, sql, arguments}; }

Rows::Rows(Session& session, std::string_view sql, std::span<const Value> arguments)
    : session_{&session}, statement_{session.prepare(sql)} {
    session.written_ |= tables_written(sql);
    if (session.watching_) session.read_ |= tables_read(sql);
    try {
        if (statement_->parameters() != static_cast<int>(arguments.size()))
            throw std::logic_error{"The statement has " + std::to_string(statement_->parameters()) + " parameters, but " +
                                   std::to_string(arguments.size()) + " arguments were given: " + std::string{sql}};
        int index = 0;
        for (const auto& argument : arguments) statement_->bind(++index, argument);
    } catch (...) {
        session_->give_back(std::move(statement_));
        throw;
    }
}

Rows::~Rows() {
    if (statement_) session_->give_back(std::move(statement_));
}

std::unique_ptr<Database> open(const std::string& where, const Options& options) {
    for (std::string_view scheme : {"postgresql://", "postgres://"})
        if (where.starts_with(scheme)) return open_postgresql(where, options);
    return open_sqlite(where, options);
}

}  // namespace zhibu::db
