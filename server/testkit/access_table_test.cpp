// Who may do what where: every route there is, asked by every role about every place, against the table in access_table.txt.
#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

#include "kernel/sheet/reader.hpp"
#include "testkit/access_calls.hpp"
#include "testkit/undone_writes.hpp"

namespace zhibu::testkit {
namespace {

constexpr std::size_t name_width = 54;
// "meeting.close" → "++---" for each column.
using Table = std::map<std::string, std::map<std::string, std::string>>;

Table written_table(std::vector<std::string>& columns) {
    Table all;
    std::ifstream in{file_of_testkit("access_table.txt")};
    for (std::string text; std::getline(in, text);) {
        if (text.empty() || text.front() == '#') continue;
        std::istringstream cells{text.substr(std::min(name_width, text.size()))};
        if (columns.empty()) {
            for (std::string title; cells >> title;) columns.push_back(title);
            continue;
        }
        auto name = trimmed(text.substr(0, name_width));
        for (auto& column : columns) cells >> all[name][column];
    }
    return all;
}

// The text of an answer: an Excel file's cells, else what was sent.
std::string readable(const Answer& answer) {
    if (!answer.text.starts_with("PK")) return answer.text;
    std::string all;
    sheet::read_rows(sheet::Source::memory(answer.text), {}, [&](std::uint32_t, std::span<const sheet::Cell> cells) {
        for (auto& cell : cells) all += cell.text + "\n";
        return sheet::Flow::go_on;
    });
    return all;
}

// A number as a whole one, a word anywhere.
bool names(const std::string& text, const std::string& mark) {
    bool number = std::all_of(mark.begin(), mark.end(), [](unsigned char c) { return std::isdigit(c); });
    auto digit = [&](std::size_t place) { return place < text.size() && std::isdigit(static_cast<unsigned char>(text[place])); };
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
        if (!number || (!digit(at + mark.size()) && !(at && digit(at - 1)))) return true;
    return false;
}

char sign_of(const Answer& answer) {
    switch (answer.status) {
        case 401: return '.';
        case 403: return 'x';
        case 404: return '-';
        case 409: return 'c';
        case 422: return '!';
        default: return answer.status < 300 ? '+' : '?';
    }
}

}  // namespace

class AccessTable : public OnBothEngines {
protected:
    Places places{app};
    Asking asking{app, places};
    AccessTable() {
        app->router.limits.turn_off();
        app->database = std::make_unique<UndoneWrites>(std::move(app->database));
    }

    std::string cell(const Line& line, const Somebody& who) {
        std::string out;
        std::optional<Answer> answer;
        for (auto& spot : places.spots) {
            if (line.asks_each_place() || !answer) answer = asking.ask(line, who, spot);
            auto sign = sign_of(*answer);
            if (sign == '+' && !line.shows.empty() && !names(readable(*answer), asking.filled(line.shows, "{", "}", who, spot))) sign = '-';
            if (sign == '?') ADD_FAILURE() << line.name << ", asked by " << who.title << " about " << spot.name << ": " << answer->status << " " << answer->text;
            out += sign;
            // One question, one refusal; and who is not logged in is nobody anywhere.
            bool same_everywhere = !line.asks_each_place() && (line.shows.empty() || sign == 'x' || sign == '.');
            if (same_everywhere || !who.person.account) break;
        }
        return out;
    }
    // Keeps the explanation at the top of the file, down to the row of columns.
    void write(Table& found) {
        std::ifstream old{file_of_testkit("access_table.txt")};
        std::string top;
        for (std::string text; std::getline(old, text) && (text.empty() || text.front() == '#');) top += text + "\n";
        std::ofstream out{file_of_testkit("access_table.txt")};
        auto row = [&](const std::string& name, const auto& text_of) {
            auto text = fmt::format("{:<{}}", name, name_width);
            for (auto& who : places.somebodies) text += fmt::format("{:<{}}", text_of(who.title), std::max<std::size_t>(6, who.title.size() + 1));
            out << text.substr(0, text.find_last_not_of(' ') + 1) << "\n";
        };
        out << top;
        row("row", [](const std::string& title) { return title; });
        std::string noun;
        for (auto& line : lines()) {
            if (auto now = line.name.substr(0, line.name.find('.')); now != noun) out << "\n", noun = now;
            row(line.name, [&](const std::string& title) { return found[line.name][title]; });
        }
    }
};
ZHIBU_ON_BOTH_ENGINES(AccessTable);

TEST_P(AccessTable, has_a_line_for_every_route) {
    std::set<std::string> routes, asked;
    for (auto& route : app->router.routes()) routes.insert(route->spec.operation);
    for (auto& line : lines()) asked.insert(line.operation);
    for (auto& each : routes) EXPECT_TRUE(asked.contains(each)) << each << " stands in no line of access_calls.txt";
    for (auto& each : asked) EXPECT_TRUE(routes.contains(each)) << each << " is no route";
}

TEST_P(AccessTable, holds_for_every_role_in_every_place_on_every_route) {
    std::vector<std::string> columns;
    auto written = written_table(columns);
    // On PostgreSQL the questions alone, by one of each kind of reader: the policies' SQL is what could differ there.
    bool whole = GetParam() == db::Engine::sqlite;
    const std::set<std::string> readers{"clerk", "organ_clerk", "member", "leader"};
    Table found;
    for (auto& line : lines())
        for (auto& who : places.somebodies)
            if (whole || (line.method == "GET" && readers.contains(who.title))) found[line.name][who.title] = cell(line, who);
    if (std::getenv("ZHIBU_WRITE_GOLDEN") && whole) return write(found);
    EXPECT_EQ(columns.size(), places.somebodies.size());
    for (auto& [name, cells] : found) {
        bool there = written.contains(name);
        EXPECT_TRUE(there) << name << " has no row in access_table.txt";
        for (auto& [title, signs] : cells) EXPECT_EQ(signs, there ? written[name][title] : signs) << name << ", asked by " << title;
    }
    for (auto& [name, cells] : written) EXPECT_TRUE(!whole || found.contains(name)) << name << " is never asked";
}

}  // namespace zhibu::testkit
