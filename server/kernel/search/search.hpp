// Search over everything: the index is written in the transaction that changes a record, and asked under the record's own policy.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/where.hpp"
#include "kernel/search/pinyin.hpp"
#include "kernel/values/date.hpp"
#include "kernel/values/id.hpp"

namespace zhibu {
class View;
class Transaction;
struct Organization;
}  // namespace zhibu

namespace zhibu::search {

// A kind of record that can be found. Whenever an event about such a record is recorded, its entry is written anew before the
// transaction ends: a module declares its kind once and does nothing else.
struct Kind {
    std::string name;   // the subject_kind of its events ("member"); its label is the word "<name>._"
    std::string table;  // where `visible` looks
    std::function<Where(const View&)> visible;  // the policy of the noun
    // The entries: id, organization_id, title, further words to find it by ('' for none), day (yyyymmdd, 0 for none), of the records that can be found:
    // "SELECT id, organization_id, name, post, 0 FROM member WHERE tenant_id = ? AND left_on IS NULL". " AND id = ?" may follow.
    std::string entries;
    std::string link, phone_link{};  // "/members/{id}"
    PinyinKind pinyin = PinyinKind::title;
};

struct Hit {
    std::int64_t id{};
    std::string title, subtitle;  // the subtitle says where and when: 市委办公室党支部 · 2021年3月1日
};
struct Group {
    const Kind* kind;
    std::vector<Hit> hits;
};

class Index {
public:
    // Throws std::logic_error for a name that is declared already (or whose number is).
    void declare(Kind kind);
    bool knows(std::string_view kind) const;
    const std::vector<Kind>& kinds() const { return kinds_; }

    // Brings one record's entry up to date; removes it where the record can no longer be found.
    void refresh(Transaction& transaction, std::string_view kind, std::int64_t id) const;
    // All entries anew, from the records; returns how many. The roster of a large city takes seconds.
    std::int64_t rebuild(Transaction& transaction) const;

    // What the actor may see of what was typed: words, pinyin, initials; one character is a beginning. At most `limit` hits a kind,
    // the best first (whole title, beginning of the title, within it), then the latest. `only` narrows to one kind ("" for all).
    std::vector<Group> find(const View& view, std::string_view typed, std::size_t limit, std::string_view only = {}) const;

private:
    std::vector<Kind> kinds_;
};

}  // namespace zhibu::search
