#include "kernel/app.hpp"

#include "kernel/access/delegation.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include "kernel/file/embedded.hpp"
#include "kernel/metric/metric.hpp"
#include "kernel/pack/book.hpp"
#include "kernel/schema_steps.hpp"
#include "kernel/values/holidays.hpp"

namespace zhibu {
// server/<module>/migrations/NNN_name.sql, the kernel's first, then the modules in the order of their needs.
std::vector<db::Migration> schema_steps() {
    static constexpr std::string_view order[] = {"kernel", "organization", "life", "ballot", "contact", "supervision", "post", "duty", "selection", "points", "business", "report", "standard", "evaluation", "tour", "cockpit", "desk"};
    std::vector<db::Migration> all;
    for (auto module : order)
        for (auto& file : file::embedded_migrations()) {
            auto folder = std::string{module} + "/migrations/";
            if (!file.path.starts_with(folder)) continue;
            auto name = file.path.substr(folder.size());
            int number = 0;
            std::from_chars(name.data(), name.data() + name.size(), number);
            all.push_back({std::string{module}, number, std::string{name.substr(0, name.size() - 4)}, std::string{file.content}});
        }
    return all;
}

App::App(const Place& at, secret::Keys with_keys, std::unique_ptr<db::Database> opened)
    : place{at}, keys{std::move(with_keys)}, database{std::move(opened)}, files{at.files(), keys}, router{*this},
      pack_book_{std::make_unique<pack::PackBook>()}, packs{*pack_book_}, jobs{*this} {
    database->listen([this](std::string_view told, const db::TableChanges::Marks& marks) { rollup::hear_changes(*this, told, marks); });
    database->migrate(schema_steps());
    for (auto& file : file::embedded_packs())
        if (file.path == "standard/working_days.toml") working_days = WorkingDays::from_toml(file.content);
}

App::~App() { holidays::forget(); }

void App::publish(Transaction& transaction, const Event& event) {
    if (metric::on()) transaction.after_commit([name = event.name] { metric::event(name); });
    if (auto found = subscribers_.find(event.name); found != subscribers_.end())
        for (auto& subscriber : found->second) subscriber(transaction, event);
}


std::vector<InboxItem> App::inbox_of(const View& view) const {
    std::vector<InboxItem> all;
    auto gather = [&](const View& seen, std::vector<InboxItem>& into) {
        for (auto& source : inbox_) source(seen, into);
    };
    auto held = view.actor.account ? access::held_for_others(view.session, view.tenant(), view.actor.account, view.today()) : std::vector<access::Delegation>{};
    auto handed = view.actor.account ? access::handed_over(view.session, view.tenant(), view.actor.account, view.today()) : std::vector<access::Delegation>{};
    if (held.empty() && handed.empty()) gather(view, all);
    else {
        // What waits for a role goes with the role: to whoever stands in, said so; what waits for the person stays.
        auto own = view.actor;
        std::erase_if(own.grants, [&](auto& grant) {
            auto same = [&](auto& each) { return each.role == grant.role && each.organization == grant.organization; };
            return std::any_of(held.begin(), held.end(), same) || std::any_of(handed.begin(), handed.end(), same);
        });
        View seen{const_cast<App&>(*this), view.session, own};
        gather(seen, all);
        std::map<std::int64_t, Actor> stood_in;
        std::map<std::int64_t, std::string> names;
        for (auto& each : held) {
            auto& actor = stood_in.try_emplace(each.for_account.value, view.actor).first->second;
            if (names.emplace(each.for_account.value, each.for_name).second) actor.grants.clear(), actor.member = {};
            actor.grants.push_back({each.role, each.organization});
        }
        for (auto& [account, actor] : stood_in) {
            std::vector<InboxItem> items;
            View as_other{const_cast<App&>(*this), view.session, actor};
            gather(as_other, items);
            for (auto& item : items) {
                bool own_already = std::any_of(all.begin(), all.end(), [&](auto& each) { return each.kind == item.kind && each.link == item.link && each.title == item.title; });
                if (own_already) continue;
                item.title = words.sentence(Language::chinese, "inbox.in_place_of", {{"name", names[account]}, {"title", item.title}});
                all.push_back(std::move(item));
            }
        }
    }
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.due_on.value_or(never_ends) < b.due_on.value_or(never_ends); });
    return all;
}

std::vector<CalendarItem> App::calendar_of(const View& view, Date from, Date to) const {
    std::vector<CalendarItem> all;
    for (auto& source : calendar_) source(view, from, to, all);
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return std::pair{a.on, a.time} < std::pair{b.on, b.time}; });
    return all;
}

}  // namespace zhibu
