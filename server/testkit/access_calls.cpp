#include "testkit/access_calls.hpp"
#include "testkit/source_file.hpp"

#include <fstream>

namespace zhibu::testkit {

std::string file_of_testkit(const char* name) { return source_file(std::string{"server/testkit/"} + name); }

std::string trimmed(std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::vector<std::string> parts_of(const std::string& line, const std::string& separator) {
    std::vector<std::string> all;
    for (std::size_t at = 0;;) {
        auto end = line.find(separator, at);
        all.push_back(trimmed(line.substr(at, end - at)));
        if (end == std::string::npos) return all;
        at = end + separator.size();
    }
}

std::vector<Line> lines() {
    std::vector<Line> all;
    std::ifstream in{file_of_testkit("access_calls.txt")};
    for (std::string text; std::getline(in, text);) {
        if (text.empty() || text.front() == '#') continue;
        auto parts = parts_of(text, " | ");
        Line line;
        line.name = parts[0], line.operation = parts[0].substr(0, parts[0].find(','));
        auto call = parts.at(1);
        auto method = call.find(' '), path = std::min(call.find(' ', method + 1), call.size());
        line.method = call.substr(0, method), line.path = call.substr(method + 1, path - method - 1), line.body = trimmed(call.substr(path));
        if (parts.size() > 2) line.shows = parts[2].substr(parts[2].find(' ') + 1);
        all.push_back(std::move(line));
    }
    return all;
}

// The asker's own record, or one of the asker's own place.
std::string Asking::own_word(const std::string& name, const Somebody& who) const {
    if (auto found = who.own.find(name); found != who.own.end()) return found->second;
    return places_.spots.front().records.at(name);
}

std::string Asking::word(const std::string& name, const Somebody& who, const Spot& spot) const {
    static const std::string own = "own:", another = "another:", version = "version of ";
    if (name.starts_with(own)) return own_word(name.substr(own.size()), who);
    if (name.starts_with(another)) return own_word(name.substr(another.size()), &who == &places_.somebodies.front() ? places_.somebodies[1] : places_.somebodies.front());
    if (name.starts_with(version)) return std::to_string(places_.versions.at(spot.records.at(name.substr(version.size()))));
    if (name == "place") return spot.name;
    if (name == "photo") return secret::base64(Places::picture());
    if (auto found = spot.records.find(name); found != spot.records.end()) return found->second;
    throw std::logic_error{"no place has a " + name};
}

std::string Asking::filled(std::string text, const std::string& open, const std::string& close, const Somebody& who, const Spot& spot) const {
    for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
        auto end = text.find(close, at);
        text.replace(at, end + close.size() - at, word(text.substr(at + open.size(), end - at - open.size()), who, spot));
    }
    return text;
}

Asked Asking::asked(const Line& line, const Somebody& who, const Spot& spot) const {
    static const std::map<std::string, http::Method> methods{
        {"GET", http::Method::get}, {"POST", http::Method::post}, {"PUT", http::Method::put}, {"PATCH", http::Method::patch}, {"DELETE", http::Method::remove}};
    auto path = filled(line.path, "{", "}", who, spot);
    Asked asked{methods.at(line.method), "/api/v1" + path, filled(line.body, "{{", "}}", who, spot), {}};
    if (line.body.starts_with("@")) {
        asked.extra.headers.push_back({"content-type", "multipart/form-data; boundary=x"});
        asked.body = Places::upload(line.body.substr(1), line.body.ends_with(".png") ? Places::picture() : "姓名,所在党支部\n新人," + spot.records.at("name") + "\n");
    }
    // The version of the record that the path speaks of.
    for (auto& part : parts_of(path, "/"))
        if (auto found = places_.versions.find(part); found != places_.versions.end()) asked.extra.version = found->second;
    return asked;
}

}  // namespace zhibu::testkit
