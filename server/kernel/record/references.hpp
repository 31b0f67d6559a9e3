// Names of records that others refer to by number: how a list shows "市委办公室党支部" where a row holds 17.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zhibu {

class View;

class References {
public:
    // Returns id → name for the ids given. Names are not secret within the office's scope: a row that shows a reference was
    // itself visible to the actor.
    using Naming = std::function<std::map<std::int64_t, std::string>(const View&, const std::vector<std::int64_t>&)>;
    void declare(std::string kind, Naming naming) { namings_[std::move(kind)] = std::move(naming); }
    std::map<std::int64_t, std::string> names(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const;

private:
    std::map<std::string, Naming, std::less<>> namings_;
};

// Collects the references of rows while they are written, then names them all at once, one query a kind.
class ReferenceList {
public:
    void add(std::string_view kind, std::int64_t id) {
        if (id) wanted_[std::string{kind}].insert(id);
    }
    // {"organization":{"17":"市委办公室党支部"}}
    void write(std::string& out, const View& view) const;

private:
    std::map<std::string, std::set<std::int64_t>> wanted_;
};

}  // namespace zhibu
