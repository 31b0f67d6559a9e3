#include "kernel/secret/rotation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "kernel/app.hpp"
#include "kernel/ballot_box/box_key.hpp"
#include "kernel/secret/ring.hpp"

namespace zhibu::secret {
namespace {

constexpr int rows_at_once = 500;

// A row with its sealed value.
struct Sealed {
    std::int64_t tenant{};
    std::vector<std::string> row;
    std::string value;
};

class Column {
public:
    Column(App& app, const SealedColumn& column) : app_{app}, column_{column} {
        for (auto& part : column.row) names_ += ", " + part.name;
    }
    void seal_anew(Rotated& done) {
        std::optional<Sealed> last;
        for (;;) {
            auto rows = after(last);
            if (rows.empty()) return;
            last = rows.back();
            std::vector<std::pair<Sealed, std::string>> stale;  // with what it says
            for (auto& each : rows) {
                auto place = place_of(each);
                if (is_of_key_in_use(app_.keys, each.value, place)) continue;
                if (auto clear = app_.keys.open(each.value, place)) stale.emplace_back(each, std::move(*clear));
                else done.lost.push_back(place);
            }
            if (stale.empty()) continue;
            app_.write(Actor::job({1}, "rotation"), [&](Transaction& t) {
                for (auto& [each, clear] : stale) update(t.session, each, clear);
            });
            done.values += std::int64_t(stale.size());
        }
    }

private:
    std::string place_of(const Sealed& each) const {
        return column_.place ? column_.place(each.row) : fmt::format("{}.{}.{}", column_.table, each.row.front(), column_.column);
    }
    db::Value value_of(std::size_t part, const std::string& text) const {
        if (column_.row[part].kind == SealedColumn::Part::Kind::number) return std::int64_t{std::stoll(text)};
        return text;
    }
    std::vector<db::Value> key_of(const Sealed& each) const {
        std::vector<db::Value> key{each.tenant};
        for (std::size_t i = 0; i < each.row.size(); ++i) key.push_back(value_of(i, each.row[i]));
        return key;
    }
    std::string condition(const char* comparison) const {
        std::string marks = "?";
        for (std::size_t i = 0; i < column_.row.size(); ++i) marks += ",?";
        return fmt::format("(tenant_id{}) {} ({})", names_, comparison, marks);
    }
    std::vector<Sealed> after(const std::optional<Sealed>& last) const {
        auto sql = fmt::format("SELECT tenant_id{}, {} FROM {} WHERE {} IS NOT NULL{}{} ORDER BY tenant_id{} LIMIT {}", names_, column_.column, column_.table, column_.column,
                               column_.only.empty() ? "" : " AND " + column_.only, last ? " AND " + condition(">") : "", names_, rows_at_once);
        return app_.read(Actor::job({1}, "rotation"), [&](const View& view) {
            std::vector<Sealed> found;
            auto arguments = last ? key_of(*last) : std::vector<db::Value>{};
            for (db::Rows rows{view.session, sql, arguments}; rows.next();) {
                Sealed each{rows.integer(0), {}, {}};
                int at = 1;
                for (auto& part : column_.row) {
                    each.row.push_back(part.kind == SealedColumn::Part::Kind::number ? std::to_string(rows.integer(at)) : std::string{rows.text(at)});
                    ++at;
                }
                each.value = column_.form == SealedColumn::Form::bytes ? std::string{rows.bytes(at)} : from_base64(rows.text(at));
                found.push_back(std::move(each));
            }
            return found;
        });
    }
    void update(db::Session& session, const Sealed& each, const std::string& clear) const {
        auto fresh = app_.keys.seal(clear, place_of(each));
        std::vector<db::Value> arguments;
        if (column_.form == SealedColumn::Form::bytes) arguments.emplace_back(db::Bytes{fresh});
        else arguments.emplace_back(base64(fresh));
        if (!column_.index.empty()) arguments.emplace_back(app_.keys.blind(clear, column_.purpose));
        for (auto& part : key_of(each)) arguments.push_back(part);
        session.execute_with(fmt::format("UPDATE {} SET {} = ?{} WHERE {}", column_.table, column_.column, column_.index.empty() ? "" : ", " + column_.index + " = ?", condition("=")), arguments);
    }
    App& app_;
    const SealedColumn& column_;
    std::string names_;
};

// A stored file lies where its digest says; an unfinished one has a longer name.
void seal_file_anew(const Keys& keys, const std::filesystem::path& path, Rotated& done) {
    auto digest = path.parent_path().filename().string() + path.filename().string();
    if (digest.size() != 64) return;
    std::ifstream in{path, std::ios::binary};
    std::string sealed{std::istreambuf_iterator<char>{in}, {}};
    auto place = "file." + digest;
    if (is_of_key_in_use(keys, sealed, place)) return;
    auto content = keys.open(sealed, place);
    if (!content) return done.lost.push_back(place);
    write_whole(path, keys.seal(*content, place), Existing::replaced);
    ++done.files;
}

}  // namespace

std::vector<SealedColumn> sealed_columns_of_kernel() {
    using Kind = SealedColumn::Part::Kind;
    return {{.table = "account", .column = "totp_secret", .place = [](auto& row) { return "account.totp." + row[0]; }},
            {.table = "setting", .column = "value", .row = {{"name", Kind::text}}, .place = [](auto& row) { return "account." + row[0]; },
             .form = SealedColumn::Form::base64, .only = "name LIKE 'totp\\_pending.%' ESCAPE '\\'"},
            {.table = "idempotency", .column = "body", .row = {{"account_id"}, {"request_key", Kind::text}}, .place = [](auto& row) { return "idempotency." + row[1]; },
             .form = SealedColumn::Form::base64},
            {.table = "notice_channel", .column = "address"},
            {.table = "notice_channel", .column = "secret"},
            {.table = "mail_server", .column = "password"}};
}

Ring begin_rotation(const Ring& ring, AuditEnds ends) {
    if (ring.rotating) return ring;
    auto next = ring;
    next.generations.front().until = std::move(ends);
    next.generations.insert(next.generations.begin(), fresh_ring(ring.cryptography).generations.front());
    next.rotating = true;
    return next;
}

AuditEnds audit_ends(App& app) {
    return app.database->read_value([](db::Session& session) {
        AuditEnds ends;
        for (auto rows = session.query("SELECT tenant_id, chain, sequence FROM audit_head"); rows.next();) ends[{rows.integer(0), rows.integer(1)}] = rows.integer(2);
        return ends;
    });
}

Rotated seal_anew(App& app, const std::vector<SealedColumn>& columns, const std::function<void(const std::string&)>& report) {
    Rotated done;
    auto tell = [&](const std::string& what) {
        if (report) report(what);
    };
    for (auto& each : columns) tell(each.table + "." + each.column), Column{app, each}.seal_anew(done);
    tell("files");
    std::error_code none;
    for (auto& each : std::filesystem::recursive_directory_iterator{app.place.files(), none})
        if (each.is_regular_file()) seal_file_anew(app.keys, each.path(), done);
    tell("ballot boxes");
    for (auto& name : ballot_box::seal_keys_anew(app, done.box_keys)) done.lost.push_back("ballot_box." + name);
    return done;
}

std::filesystem::path retired_key_file(const Place& place, const std::string& identity) { return place.key_file().parent_path() / "retired" / (identity + ".key"); }

}  // namespace zhibu::secret
