// One message outwards: to a robot of a WeCom or DingTalk group, or by mail.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "kernel/values/date.hpp"

namespace zhibu::notify {

struct Address {
    bool encrypted{true};
    std::string host;
    int port{};
    std::string path;  // with its query
};
// "https://host[:port]/path?query"; http only for this machine. Nothing where it is neither.
std::optional<Address> address_of(std::string_view url);

enum class Security { tls, starttls, none };
struct Mailbox {
    std::string host;
    int port{};
    Security security{Security::starttls};
    std::string username, password, sender;
};

// Each throws std::runtime_error in words where it was not taken.
void post_to_robot(const Address& robot, const std::string& json);
// DingTalk's robots with a signing secret want the moment and its HMAC in the address.
Address signed_for_dingtalk(Address robot, std::string_view secret, Instant now);
void send_mail(const Mailbox& from, const std::string& to, const std::string& subject, const std::string& text, Instant now);

// A mailbox that cannot carry another line into the protocol: one @, no blanks, no control characters.
bool is_mail_address(std::string_view text);

}  // namespace zhibu::notify
