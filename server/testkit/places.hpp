// The five places of the access table, seen from one organ: each with one record of every kind.
#pragma once
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

// A place knows its records by words: "meeting.open", "letter.issued", "organization"; and texts such as "name".
struct Spot {
    std::string name;
    Id<Organization> organization, below;
    std::map<std::string, std::string> records;
    void keep(const std::string& word, const Answer& made);
    void keep(const std::string& word, std::int64_t number) { records[word] = std::to_string(number); }
    std::int64_t number(const std::string& word) const { return std::stoll(records.at(word)); }
};

// Somebody with one role over the organ that is the table's own place.
struct Somebody {
    std::string title;
    Person person;
    std::map<std::string, std::string> own;  // records that are nobody else's
};

// 省直工委 ─ 市直工委 (parent) ─┬─ 财政局机关党委 (own) ─┬─ 第一党支部 (child) ─ 党小组
//                                │                          └─ 第二、第三党支部
//                                └─ 教体局机关党委 (sibling)        and 另一市直工委 ─ 机关党委 (other tree)
class Places {
public:
    explicit Places(TestApp& app);
    std::vector<Spot> spots;          // own, child, sibling, parent, other
    std::vector<Somebody> somebodies;  // the columns of the table
    // The version of each record that has one, by its number (numbers are unique over all kinds).
    std::map<std::string, std::int64_t> versions;
    static std::string upload(const std::string& file_name, const std::string& content);  // a multipart body, boundary x
    static std::string picture();

private:
    void found_organizations();
    void bring_people();
    void add_roster(Spot& spot);
    void hold_meetings(Spot& spot);
    void hold_ballots(Spot& spot);
    void hold_selections(Spot& spot);
    void visit_contacts(Spot& spot);
    void inspect(Spot& spot);
    void raise_problems(Spot& spot);
    void write_letters(Spot& spot);
    void hold_posts(Spot& spot);
    void take_leave(Spot& spot);
    void report_on_duty(Spot& spot);
    void hold_tours(Spot& spot);
    void reckon_points(Spot& spot);
    void report(Spot& spot);
    void evaluate(Spot& spot);
    void keep_business(Spot& spot);
    void hang_screens(Spot& spot);
    void hold_acceptance(Spot& spot);
    void import(Spot& spot);
    void set_notices(Spot& spot);
    void give_own_records(Somebody& somebody);
    void edit_packs();
    void read_versions();
    Answer post(const Person& who, const std::string& path, const json::value& body = json::object{});
    Answer act(const std::string& path, const json::value& body = json::object{});  // as the maker, with the version as it stands
    Answer act(const Person& who, const std::string& path, const json::value& body = json::object{});
    const Person& somebody(std::string_view title) const;
    TestApp& app_;
    Person maker_, answerer_;  // nobody approves what is their own
    Id<Member> own_member_, own_secretary_;
};

}  // namespace zhibu::testkit
