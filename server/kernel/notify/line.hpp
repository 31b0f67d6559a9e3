// A connection outwards: to the addresses that an administrator has set and to nothing else. Blocking, with a bound on every wait;
// encrypted connections check the other side's name against the machine's certificates.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace zhibu::notify {

enum class Encryption { none, from_the_start, later };  // later: upgrade() (STARTTLS)

// Every call throws std::runtime_error in words where it fails.
class Line {
public:
    Line(const std::string& host, int port, Encryption encryption);
    ~Line();
    Line(const Line&) = delete;

    void upgrade();
    void write(std::string_view text);
    std::string read_line();         // without its end; at most 8 KB
    std::string read_rest();         // until the other side closes; at most 64 KB
    bool encrypted() const;

private:
    struct Ends;
    std::unique_ptr<Ends> ends_;
    std::string host_, pending_;
    bool fill();
};

// Whether a host is this machine: only there may a secret go unencrypted.
bool is_loopback(std::string_view host);

}  // namespace zhibu::notify
