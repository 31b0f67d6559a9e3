// The sample city `laixi`: one committee's year 2021, modelled on a published article, all people invented.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "command/sample/client.hpp"

namespace zhibu::command {

inline constexpr std::string_view demo_password = "Zhibu-demo-2021";
inline constexpr int sample_year = 2021;
inline const Instant sample_now = Instant::at(Date::of(2021, 12, 28), 9, 0);

struct Branch {
    std::int64_t id{}, organ{};   // organ: the organisation directly below the committee (itself for a branch there)
    std::string name, secretary;  // the user name of its secretary
    int diligence{};              // 0 weak, 1 middling, 2 good
};
struct Leader {
    std::string username, name;
    std::int64_t account{};
    std::vector<std::int64_t> contacts;  // organisations
};

// Things that happened, done in the order of their time whatever order they were thought of.
class Year {
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
    Client client;
    Chance chance{20211228};
    Year year{};
    std::int64_t committee{};
    std::vector<std::int64_t> organs{};  // the 63
    std::vector<Branch> branches{};
    std::vector<Leader> leaders{};
    std::vector<std::string> inspectors{};
    std::map<std::int64_t, std::string> names{};
    std::vector<std::shared_ptr<void>> keep{};  // what plans hold on to until the year is over

    explicit City(App& program) : app{program}, client{program} {}
    Instant on(Date day, int hour, int minute = 0) const { return Instant::at(day, hour, minute); }
    Date working_day(int month, int day) { return app.working_days.next_working_day_on_or_after(Date::of(sample_year, month, day)); }
};

void found_city(City& city);           // first administrator, imports, accounts
void plan_meetings(City& city);        // a year of organisation life
void plan_contacts(City& city);        // five leaders, 63 contact points, visits
void plan_posts(City& city);           // terms and secretaries of all branches, a leave, two sessions of reports on duty
void plan_supervision(City& city);     // one inspection of the 63, 305 problems, letters

}  // namespace zhibu::command
