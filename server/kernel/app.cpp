#include "kernel/app.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include "kernel/file/embedded.hpp"
#include "kernel/pack/book.hpp"

namespace zhibu {
namespace {

// server/<module>/migrations/NNN_name.sql, the kernel's first, then the modules in the order of their needs.
std::vector<db::Migration> migrations() {
    static constexpr std::string_view order[] = {"kernel", "organization", "life", "contact", "supervision", "report", "desk"};
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

}  // namespace

App::App(const Place& at, secret::Keys with_keys, std::unique_ptr<db::Database> opened)
    : place{at}, keys{std::move(with_keys)}, database{std::move(opened)}, files{at.files(), keys}, router{*this},
      pack_book_{std::make_unique<pack::PackBook>()}, packs{*pack_book_}, jobs{*this} {
    database->migrate(migrations());
    for (auto& file : file::embedded_packs())
        if (file.path == "standard/working_days.toml") working_days = WorkingDays::from_toml(file.content);
}

App::~App() = default;

void App::publish(Transaction& transaction, const Event& event) {
    if (auto found = subscribers_.find(event.name); found != subscribers_.end())
        for (auto& subscriber : found->second) subscriber(transaction, event);
}


std::vector<InboxItem> App::inbox_of(const View& view) const {
    std::vector<InboxItem> all;
    for (auto& source : inbox_) source(view, all);
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
