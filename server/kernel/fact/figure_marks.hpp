// Which organisations' roll-ups were changed, and how often, as far as this process has heard: what a figure kept in memory is checked against.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "kernel/values/id.hpp"

namespace zhibu {

class FigureMarks {
public:
    using Organizations = std::vector<Id<Organization>>;

    // Called when a commit is heard of, before anybody sees the table's own mark (db::TableChanges) move.
    void changed(TenantId tenant, const Organizations& organizations) {
        std::lock_guard lock{mutex_};
        for (auto id : organizations) ++marks_[{tenant.value, id.value}];
    }
    void all_changed() {
        std::lock_guard lock{mutex_};
        ++all_;
    }
    // In the order asked. Two equal marks: nothing below the organisation has changed in between.
    std::vector<std::uint64_t> of(TenantId tenant, const Organizations& organizations) const {
        std::vector<std::uint64_t> now;
        now.reserve(organizations.size());
        std::lock_guard lock{mutex_};
        for (auto id : organizations) {
            auto found = marks_.find({tenant.value, id.value});
            now.push_back((all_ << 32) + (found == marks_.end() ? 0 : found->second));
        }
        return now;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> marks_;
    std::uint64_t all_ = 0;
};

}  // namespace zhibu
