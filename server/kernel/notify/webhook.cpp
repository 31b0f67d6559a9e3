// Robots: one POST of JSON; both makers answer {"errcode":0,…} where they took it.
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <charconv>
#include <stdexcept>

#include "kernel/notify/line.hpp"
#include "kernel/notify/message.hpp"
#include "kernel/schema/codec.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::notify {
namespace {

bool is_host_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-'; }
bool is_path_character(char c) { return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F; }

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (char c : text)
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

}  // namespace

std::optional<Address> address_of(std::string_view url) {
    Address address;
    if (url.starts_with("https://")) url.remove_prefix(8), address.port = 443;
    else if (url.starts_with("http://")) url.remove_prefix(7), address.port = 80, address.encrypted = false;
    else return {};
    auto slash = std::min(url.find('/'), url.size());
    auto place = url.substr(0, slash);
    address.path = slash == url.size() ? "/" : std::string{url.substr(slash)};
    if (auto colon = place.find(':'); colon != std::string_view::npos) {
        auto digits = place.substr(colon + 1);
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
        if (error != std::errc{} || end != digits.data() + digits.size() || address.port < 1 || address.port > 65535) return {};
        place = place.substr(0, colon);
    }
    address.host = place;
    if (address.host.empty() || !std::all_of(address.host.begin(), address.host.end(), is_host_character) || !std::all_of(address.path.begin(), address.path.end(), is_path_character)) return {};
    if (!address.encrypted && !is_loopback(address.host)) return {};
    return address;
}

Address signed_for_dingtalk(Address robot, std::string_view secret, Instant now) {
    auto moment = std::to_string(now.milliseconds());
    auto content = moment + "\n" + std::string{secret};
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), int(secret.size()), reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest, &size);
    auto sign = secret::base64({reinterpret_cast<const char*>(digest), size});
    robot.path += (robot.path.find('?') == std::string::npos ? "?" : "&") + std::string{"timestamp="} + moment + "&sign=" + percent_encoded(sign);
    return robot;
}

void post_to_robot(const Address& robot, const std::string& body) {
    Line line{robot.host, robot.port, robot.encrypted ? Encryption::from_the_start : Encryption::none};
    line.write(fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: zhibu\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", robot.path,
                           robot.host, body.size(), body));
    auto status = line.read_line();
    if (status.size() < 12 || !status.starts_with("HTTP/1.") || status.substr(9, 3) != "200") throw std::runtime_error{"the robot answered: " + status.substr(0, 60)};
    while (!line.read_line().empty()) {}
    // The answer may come in pieces with their lengths between; what is looked for stands in one of them.
    auto answer = line.read_rest();
    auto begin = answer.find('{'), end = answer.rfind('}');
    if (begin == std::string::npos || end == std::string::npos || end < begin) throw std::runtime_error{"the robot's answer is not understood"};
    boost::system::error_code error;
    auto told = json::parse(answer.substr(begin, end - begin + 1), error);
    auto* object = error ? nullptr : told.if_object();
    auto* code = object ? object->if_contains("errcode") : nullptr;
    if (!code || !code->is_int64()) throw std::runtime_error{"the robot's answer is not understood"};
    if (code->as_int64() != 0) throw std::runtime_error{"the robot refused with code " + std::to_string(code->as_int64())};
}

}  // namespace zhibu::notify
