// The program as modules see it: the parts of the kernel, made once, and the registers that modules fill from module.cpp.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/access/kept_callers.hpp"
#include "kernel/access/scope.hpp"
#include "kernel/db/db.hpp"
#include "kernel/document/binder.hpp"
#include "kernel/fact/fact.hpp"
#include "kernel/fact/figure_marks.hpp"
#include "kernel/file/store.hpp"
#include "kernel/http/kept_answers.hpp"
#include "kernel/http/router.hpp"
#include "kernel/procedure/procedure.hpp"
#include "kernel/job/job.hpp"
#include "kernel/record/calendar.hpp"
#include "kernel/indicator/indicator.hpp"
#include "kernel/indicator/matrix.hpp"
#include "kernel/record/counts.hpp"
#include "kernel/record/inbox.hpp"
#include "kernel/record/references.hpp"
#include "kernel/record/view.hpp"
#include "kernel/search/search.hpp"
#include "kernel/secret/draw.hpp"
#include "kernel/secret/keys.hpp"
#include "kernel/values/clock.hpp"
#include "kernel/values/working_days.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {

inline constexpr std::string_view zhibu_version = "0.1.0";

// Where an installation keeps its things.
struct Place {
    std::filesystem::path data;    // the data directory
    std::string database;          // "" = data/zhibu.db, or postgresql://…
    std::string replica{};         // "" = none, or postgresql://… of standbys of that database
    int sessions = 20;             // pooled sessions of PostgreSQL
    std::filesystem::path database_file() const { return data / "zhibu.db"; }
    std::filesystem::path key_file() const { return data / "keys" / "master.key"; }
    std::filesystem::path files() const { return data / "files"; }
};

namespace pack {
class PackBook;
}

using Subscriber = std::function<void(Transaction&, const Event&)>;

class App {
public:
    // Opens the place and migrates it. Modules are installed by the caller (main.cpp, TestApp) before and handed in.
    App(const Place& place, secret::Keys keys, std::unique_ptr<db::Database> database);
    App(const App&) = delete;
    ~App();

    Place place;
    secret::Keys keys;
    std::unique_ptr<db::Database> database;
    Clock clock;
    draw::Seeds seeds;
    Words words;
    WorkingDays working_days;  // of the standard pack
    FactKinds fact_kinds;
    FigureMarks figure_marks;
    Measures measures;
    Indicators indicators;  // of the packs, filled by report once all modules have declared their facts and measures
    RollupChanges rollup_changes;
    MatrixBook matrices;
    Binder binder;
    ScopeTrees scopes;
    file::Store files;
    References references;
    Counts counts;
    http::KeptAnswers answers;
    access::KeptCallers callers;
    procedure::Procedures procedures;  // the register that modules fill with conditions, parties and data
    search::Index search;
    http::Router router;

private:
    std::unique_ptr<pack::PackBook> pack_book_;

public:
    pack::PackBook& packs;  // the rules of an office, as they are and were (kernel/pack/book.hpp)

    // Registers
    void on(const std::string& event, Subscriber subscriber) { subscribers_[event].push_back(std::move(subscriber)); }
    void publish(Transaction& transaction, const Event& event);
    // A permission is a name for "one of these roles, within its subtree"; policies and the menus of the web use the same.
    void permit(const std::string& permission, std::vector<Role> roles) { permissions_[permission] = std::move(roles); }
    const std::map<std::string, std::vector<Role>>& permissions() const { return permissions_; }
    // Each module adds what the actor has to do in it.
    using InboxSource = std::function<void(const View&, std::vector<InboxItem>&)>;
    void inbox(InboxSource source) { inbox_.push_back(std::move(source)); }
    std::vector<InboxItem> inbox_of(const View& view) const;  // by due date, the undated last
    // Each module adds what stands on a day of the actor's calendar, from one day to another.
    using CalendarSource = std::function<void(const View&, Date from, Date to, std::vector<CalendarItem>&)>;
    void calendar(CalendarSource source) { calendar_.push_back(std::move(source)); }
    std::vector<CalendarItem> calendar_of(const View& view, Date from, Date to) const;  // by day and time

    // Runs f as the actor. What it throws undoes its work and passes through.
    template <class F>
    auto read(const Actor& actor, F f) {
        return database->read_value([&](db::Session& session) {
            View view{*this, session, actor};
            return f(view);
        });
    }
    // For what may lag behind and is long (an export, a bound report): on the standby where there is one, but never without what
    // this process had heard of when it was asked; so whoever wrote sees it. f may be run again.
    template <class F>
    auto read_behind(const Actor& actor, F f) {
        std::optional<std::invoke_result_t<F, View&>> result;
        database->read_behind(database->position(), [&](db::Session& session) {
            View view{*this, session, actor};
            result.emplace(f(view));
        });
        return std::move(*result);
    }
    template <class F>
    auto write(const Actor& actor, F f) {
        std::vector<std::function<void()>> after;
        auto result = database->write_value([&](db::Session& session) {
            Transaction transaction{*this, session, actor};
            if constexpr (std::is_void_v<std::invoke_result_t<F, Transaction&>>) {
                f(transaction);
                transaction.finish();
                after = transaction.take_after();
                return true;
            } else {
                auto value = f(transaction);
                transaction.finish();
                after = transaction.take_after();
                return value;
            }
        });
        for (auto& each : after) each();
        return result;
    }

private:
    std::map<std::string, std::vector<Subscriber>, std::less<>> subscribers_;
    std::map<std::string, std::vector<Role>> permissions_;
    std::vector<InboxSource> inbox_;
    std::vector<CalendarSource> calendar_;

public:
    job::Jobs jobs;  // last: its threads end before anything that they use
};

template <class F>
http::Response http::Call::read(F f) {
    return app.read(actor, std::move(f));
}
template <class F>
http::Response http::Call::read_behind(F f) {
    return app.read_behind(actor, std::move(f));
}
template <class F>
http::Response http::Call::read_kept(F f) {
    auto key = KeptAnswers::key_of(actor, request, app.clock.now());
    if (auto kept = app.answers.find(key, app.database->changes())) return std::move(*kept);
    return app.read(actor, [&](const View& view) {
        view.session.watch_reads();
        Response answer = f(view);
        app.answers.keep(key, answer, view.session);
        return answer;
    });
}

}  // namespace zhibu
