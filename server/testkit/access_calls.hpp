// How every route is asked about a place: the lines of access_calls.txt and the requests they make.
#pragma once
#include "testkit/places.hpp"

namespace zhibu::testkit {

// "meeting.close | POST /meetings/{meeting.open}/closure {"minutes":"…"} | shows {…}"
struct Line {
    std::string name;                // of the row: the operation, and what tells it from the operation's other rows
    std::string operation;
    std::string method, path, body;  // with {words} for a place's records, in a body {{words}}
    std::string shows;               // done only where the answer names it
    bool asks_each_place() const { return path.find('{') != std::string::npos || body.find("{{") != std::string::npos; }
    bool sends_json() const { return body.starts_with('{'); }
};
std::vector<Line> lines();

std::string file_of_testkit(const char* name);
std::string trimmed(std::string text);
std::vector<std::string> parts_of(const std::string& line, const std::string& separator);

struct Asked {
    http::Method method{};
    std::string path, body;
    Extra extra{};
};

class Asking {
public:
    Asking(TestApp& app, const Places& places) : app_{app}, places_{places} {}
    Asked asked(const Line& line, const Somebody& who, const Spot& spot) const;
    Answer send(const Somebody& who, const Asked& asked) const { return app_.send(who.person, asked.method, asked.path, asked.body, asked.extra); }
    Answer ask(const Line& line, const Somebody& who, const Spot& spot) const { return send(who, asked(line, who, spot)); }
    // The text with the words of the place and of the asker in place of open…close.
    std::string filled(std::string text, const std::string& open, const std::string& close, const Somebody& who, const Spot& spot) const;

private:
    std::string own_word(const std::string& name, const Somebody& who) const;
    std::string word(const std::string& name, const Somebody& who, const Spot& spot) const;
    TestApp& app_;
    const Places& places_;
};

}  // namespace zhibu::testkit
