// The sample cities: what happened in them is done in the order of its time, through the routes that a user's pages call.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "command/sample/client.hpp"

namespace zhibu::command {

inline constexpr std::string_view demo_password = "Zhibu-demo-2021";

struct City;
// What tells one sample city from another; `plan` founds it and says what happens until `now`.
struct Sample {
    std::string_view name, label, office;  // label: in the banner of every page
    std::uint64_t seed{};
    Instant now{};  // the moment at which the city's clock starts for whoever looks at it
    void (*plan)(City&){};
};

enum class Diligence { weak, middling, good };

struct Branch {
    std::int64_t id{}, organ{};   // organ: the organisation directly below the committee (itself for a branch there)
    std::string name, secretary;  // the user name of its secretary
    Diligence diligence{};
};
struct Leader {
    std::string username, name;
    std::int64_t account{};
    std::vector<std::int64_t> contacts;  // organisations
};

// Things that happened, done in the order of their time whatever order they were thought of.
class Timeline {
public:
    void at(Instant moment, std::function<void()> happening) { happenings_.push_back({moment, std::move(happening)}); }
    // Stands the clock at each moment and lets it happen; what happens may add more.
    void live(Clock& clock);

private:
    struct Happening {
        Instant moment;
        std::function<void()> what;
    };
    std::vector<Happening> happenings_;
};

struct City {
    App& app;
    const Sample& sample;
    Client client;
    Chance chance;
    Timeline timeline{};
    std::int64_t committee{};
    std::vector<std::int64_t> organs{};  // directly below the committee
    std::vector<Branch> branches{};
    std::vector<Leader> leaders{};
    std::vector<std::string> inspectors{};
    std::vector<std::string> voters{};                   // further members of the demo branch with an account
    std::map<std::int64_t, std::string> accounts{};      // their user names
    std::map<std::int64_t, std::string> names{};
    std::vector<std::shared_ptr<void>> keep{};  // what plans hold on to until the year is over

    City(App& program, const Sample& which) : app{program}, sample{which}, client{program}, chance{which.seed} {}
    Instant on(Date day, int hour, int minute = 0) const { return Instant::at(day, hour, minute); }
    Date working_day(int year, int month, int day) { return app.working_days.next_working_day_on_or_after(Date::of(year, month, day)); }
    Branch* demo_branch();  // whose secretary is the demo account
};

// ---- founding ----
void install(City& city);                                                                            // the first administrator
void import(City& city, const std::string& kind, const std::string& file, const std::string& content);  // throws what was refused
// An account as the administrator makes it on the page; the first password is then changed by its owner, here at once.
std::int64_t make_account(City& city, const std::string& username, const std::string& name, json::array grants, std::int64_t member = 0);
json::object grant(std::string_view role, std::int64_t organization);
void read_tree(City& city, const std::function<Diligence(std::int64_t organ)>& diligence);
// The people of the committee (clerk, auditor, leaders, inspectors), a secretary for each branch, and in the branch whose name holds
// `demo` the demo secretary and member, with the clerk of its organ. Branches with nobody on the roster are left out of the city.
void staff(City& city, std::string_view demo);
// What a running server does by itself, on the first of each month and at the end.
void plan_jobs(City& city, int first_year);

// ---- what happens ----
void plan_contacts(City& city, int year);  // every organisation directly below has a leader, who visits
void plan_posts(City& city, int year);     // terms and secretaries of all branches, a leave, two sessions of reports on duty

void plan_laixi(City& city);
void plan_lanzhou(City& city);

}  // namespace zhibu::command
