// Names of records that others refer to by number: how a list shows "市委办公室党支部" where a row holds 17.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/schema/record.hpp"

namespace zhibu {

class View;

class References {
public:
    // Returns id → name for the ids given. Names are not secret within the office's scope: a row that shows a reference was
    // itself visible to the actor.
    using Naming = std::function<std::map<std::int64_t, std::string>(const View&, const std::vector<std::int64_t>&)>;
    // `reachable` names only those that the actor may see; a kind that everybody may see needs none.
    void declare(std::string kind, Naming naming, Naming reachable = {}) { namings_[std::move(kind)] = {naming, reachable ? std::move(reachable) : naming}; }
    // Where the web shows a record of a kind ("/contact/visits/{id}"); by the usual rule "/<kind>s/{id}" where nobody says.
    void show_at(std::string kind, std::string path) { pages_[std::move(kind)] = std::move(path); }
    std::string page(std::string_view kind, std::int64_t id) const;
    std::map<std::int64_t, std::string> names(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const;
    // Those of the ids that the actor may see and therefore point to in what they send.
    std::map<std::int64_t, std::string> within_reach(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const;

private:
    struct Kind {
        Naming all, reachable;
    };
    std::map<std::string, Kind, std::less<>> namings_;
    std::map<std::string, std::string, std::less<>> pages_;
};

// Collects the references of rows while they are written, then names them all at once, one query a kind.
class ReferenceList {
public:
    void add(std::string_view kind, std::int64_t id) {
        if (id) wanted_[std::string{kind}].insert(id);
    }
    // {"organization":{"17":"市委办公室党支部"}}
    void write(std::string& out, const View& view) const;
    // Asks for all names; name() then answers from memory, nullptr where there is none.
    void load(const View& view);
    const std::string* name(std::string_view kind, std::int64_t id) const;

private:
    std::map<std::string, std::set<std::int64_t>, std::less<>> wanted_;
    std::map<std::string, std::map<std::int64_t, std::string>, std::less<>> names_;
};

// The ids of a record's references, also of described records inside it, so that `names` can ask for them all at once.
template <class T>
void collect_references(const T& record, ReferenceList& names) {
    collect_references(any_fields<T>(), &record, names);
}
// The members of a record with the name beside each reference ("organization_id":17,"organization_name":"…"), without the
// braces; `names` has been loaded.
template <class T>
void write_named_members(std::string& out, const T& record, const ReferenceList& names) {
    write_named_members(out, any_fields<T>(), &record, names);
}

}  // namespace zhibu
