#include "kernel/search/search.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/search/tokens.hpp"

namespace zhibu::search {
namespace {

constexpr int record_bits = 53;  // a record's number is below 2^53 (values/id.hpp)

// A number for a kind that never changes and needs no table: 10 bits of its name.
std::int64_t number_of(std::string_view name) {
    std::uint32_t hash = 2166136261u;
    for (unsigned char c : name) hash = (hash ^ c) * 16777619u;
    return (hash ^ hash >> 10 ^ hash >> 20) & 1023;
}
std::int64_t base_of(const Kind& kind) { return number_of(kind.name) << record_bits; }

struct Entry {
    std::int64_t id{}, organization{}, day{};
    std::string title, tokens;
};

template <class F>
void for_entries(const View& view, const Kind& kind, std::optional<std::int64_t> id, F f) {
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    if (id) arguments.emplace_back(*id);
    auto rows = view.session.query_with(kind.entries + (id ? " AND id = ?" : ""), arguments);
    while (rows.next()) {
        Entry entry{base_of(kind) + rows.integer(0), rows.integer(1), rows.integer(4), std::string{rows.text(2)}, {}};
        entry.tokens = index_tokens(entry.title) + " " + pinyin_tokens(entry.title, kind.pinyin);
        if (auto more = rows.text(3); !more.empty()) entry.tokens += " " + index_tokens(more);
        f(entry);
    }
}

// FTS5 keeps no copy of the text: to take an entry out it must be told what went in.
void take_out_words(Transaction& t, std::int64_t id, const std::string& tokens) {
    if (t.session.engine() == db::Engine::sqlite) t.session.execute("INSERT INTO search_text (search_text, rowid, tokens) VALUES ('delete', ?, ?)", id, tokens);
}
void put_in_words(Transaction& t, const Entry& entry) {
    if (t.session.engine() == db::Engine::sqlite) t.session.execute("INSERT INTO search_text (rowid, tokens) VALUES (?, ?)", entry.id, entry.tokens);
}

void put(Transaction& t, const Entry& entry) {
    // PostgreSQL's text index follows the row by itself: nothing has to be read first.
    if (t.session.engine() == db::Engine::postgresql)
        return t.session.send("INSERT INTO search_entry (id, tenant_id, organization_id, day, title, tokens) VALUES (?,?,?,?,?,?) ON CONFLICT (tenant_id, id) DO UPDATE SET "
                              "organization_id = excluded.organization_id, day = excluded.day, title = excluded.title, tokens = excluded.tokens",
                              entry.id, t.tenant(), entry.organization, entry.day, entry.title, entry.tokens);
    auto before = t.session.text("SELECT tokens FROM search_entry WHERE tenant_id = ? AND id = ?", t.tenant(), entry.id);
    if (before == entry.tokens) {
        t.session.execute("UPDATE search_entry SET organization_id = ?, day = ?, title = ? WHERE tenant_id = ? AND id = ?", entry.organization, entry.day, entry.title,
                          t.tenant(), entry.id);
        return;
    }
    if (before) {
        take_out_words(t, entry.id, *before);
        t.session.execute("UPDATE search_entry SET organization_id = ?, day = ?, title = ?, tokens = ? WHERE tenant_id = ? AND id = ?", entry.organization, entry.day,
                          entry.title, entry.tokens, t.tenant(), entry.id);
    } else
        t.session.execute("INSERT INTO search_entry (id, tenant_id, organization_id, day, title, tokens) VALUES (?,?,?,?,?,?)", entry.id, t.tenant(), entry.organization,
                          entry.day, entry.title, entry.tokens);
    put_in_words(t, entry);
}

void remove(Transaction& t, std::int64_t id) {
    auto before = t.session.text("SELECT tokens FROM search_entry WHERE tenant_id = ? AND id = ?", t.tenant(), id);
    if (!before) return;
    take_out_words(t, id, *before);
    t.session.execute("DELETE FROM search_entry WHERE tenant_id = ? AND id = ?", t.tenant(), id);
}

// "dang yuan" and "xi'an" are looked for as they are and as one run of pinyin.
std::string question(db::Engine engine, std::string_view typed) {
    auto ask = [&](std::string_view text) { return engine == db::Engine::sqlite ? fts5_query(text) : tsquery(text); };
    auto words = ask(typed);
    auto pinyin = pinyin_word(typed);
    auto joined = pinyin.empty() ? std::string{} : ask(pinyin);
    if (words.empty() || joined.empty() || joined == words) return words.empty() ? joined : words;
    return "(" + words + (engine == db::Engine::sqlite ? ") OR (" : ") | (") + joined + ")";
}

int rank(const Hit& hit, std::string_view typed) {
    if (hit.title == typed) return 0;
    if (hit.title.starts_with(typed)) return 1;
    return hit.title.find(typed) == std::string::npos ? 3 : 2;
}

// More than are shown, so that the best of the latest can come first.
constexpr std::size_t looked_at = 16;

std::vector<Hit> hits_of(const View& view, const Kind& kind, const std::string& question, std::size_t wanted) {
    auto visible = kind.visible(view);
    if (visible.sql == "1=0") return {};
    auto base = base_of(kind);
    std::vector<db::Value> arguments;
    std::string sql;
    if (view.session.engine() == db::Engine::sqlite) {
        sql = "SELECT e.id, e.organization_id, e.title, e.day FROM search_text JOIN search_entry e ON e.id = search_text.rowid WHERE search_text MATCH ? AND "
              "search_text.rowid >= ? AND search_text.rowid < ? AND e.tenant_id = ?";
        arguments = {question, base, base + (std::int64_t{1} << record_bits), view.tenant().value};
    } else {
        sql = "SELECT e.id, e.organization_id, e.title, e.day FROM search_entry e WHERE e.tenant_id = ? AND e.vector @@ to_tsquery('simple', ?) AND e.id >= ? AND e.id < ?";
        arguments = {view.tenant().value, question, base, base + (std::int64_t{1} << record_bits)};
    }
    // The noun's own policy decides over every hit; its columns are those of its table, which stands nearest.
    if (visible.sql != "1=1") {
        sql += " AND EXISTS (SELECT 1 FROM " + kind.table + " WHERE tenant_id = ? AND id = e.id - ? AND " + visible.sql + ")";
        arguments.emplace_back(view.tenant().value);
        arguments.emplace_back(base);
        arguments.insert(arguments.end(), visible.arguments.begin(), visible.arguments.end());
    }
    sql += view.session.engine() == db::Engine::sqlite ? " ORDER BY search_text.rowid DESC LIMIT " : " ORDER BY e.id DESC LIMIT ";
    auto rows = view.session.query_with(sql + std::to_string(wanted), arguments);
    std::vector<Hit> hits;
    while (rows.next()) {
        Hit hit{rows.integer(0) - base, std::string{rows.text(2)}, {}};
        auto* node = rows.integer(1) && rows.integer(1) != hit.id ? view.tree().find({rows.integer(1)}) : nullptr;
        if (node) hit.subtitle = node->name;
        if (auto day = rows.integer(3)) hit.subtitle += (hit.subtitle.empty() ? "" : " · ") + Date::from_number(day).chinese();
        hits.push_back(std::move(hit));
    }
    return hits;
}

}  // namespace

void Index::declare(Kind kind) {
    for (auto& each : kinds_)
        if (number_of(each.name) == number_of(kind.name)) throw std::logic_error{"two kinds of search entries are called like " + kind.name};
    kinds_.push_back(std::move(kind));
}
bool Index::knows(std::string_view kind) const {
    return std::any_of(kinds_.begin(), kinds_.end(), [&](auto& each) { return each.name == kind; });
}

void Index::refresh(Transaction& t, std::string_view kind, std::int64_t id) const {
    for (auto& each : kinds_) {
        if (each.name != kind) continue;
        bool there = false;
        for_entries(t, each, id, [&](const Entry& entry) { put(t, entry), there = true; });
        if (!there) remove(t, base_of(each) + id);
    }
}

std::int64_t Index::rebuild(Transaction& t) const {
    std::int64_t count = 0;
    t.session.execute("DELETE FROM search_entry WHERE tenant_id = ?", t.tenant());
    for (auto& kind : kinds_)
        for_entries(t, kind, {}, [&](const Entry& entry) {
            t.session.execute("INSERT INTO search_entry (id, tenant_id, organization_id, day, title, tokens) VALUES (?,?,?,?,?,?)", entry.id, t.tenant(), entry.organization,
                              entry.day, entry.title, entry.tokens);
            ++count;
        });
    if (t.session.engine() == db::Engine::sqlite) t.session.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')");
    return count;
}

std::vector<Group> Index::find(const View& view, std::string_view typed, std::size_t limit, std::string_view only) const {
    auto asked = question(view.session.engine(), typed);
    std::vector<Group> groups;
    if (asked.empty()) return groups;
    for (auto& kind : kinds_) {
        if (!only.empty() && kind.name != only) continue;
        auto hits = hits_of(view, kind, asked, std::max(limit, looked_at));
        std::stable_sort(hits.begin(), hits.end(), [&](auto& a, auto& b) { return rank(a, typed) < rank(b, typed); });
        if (hits.size() > limit) hits.resize(limit);
        if (!hits.empty()) groups.push_back({&kind, std::move(hits)});
    }
    return groups;
}

}  // namespace zhibu::search
