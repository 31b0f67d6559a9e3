// Who did what, when and on what: a chain of rows, each sealed with a key outside the database and with the row before it.
#pragma once
#include <string>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu::audit {

struct Entry {
    Instant at{};
    Id<Account> account{};
    std::string actor{}, action{}, subject_kind{};
    std::int64_t subject{};
    Id<Organization> organization{};
    Json detail{};
    std::string request_id{}, peer{};
};

// Part of the caller's transaction: if the row cannot be written, the operation fails.
void append(Transaction& transaction, const Entry& entry);

// Walks every chain. Each finding says where (chain and sequence) and what: altered, missing, out of order, cut off at the end.
std::vector<std::string> verify(const View& view);

}  // namespace zhibu::audit
