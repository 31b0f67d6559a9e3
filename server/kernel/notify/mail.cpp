// Mail by SMTP: one message to one address through the office's own server.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "kernel/notify/line.hpp"
#include "kernel/notify/message.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::notify {
namespace {

constexpr std::size_t base64_line = 76;

// Takes a whole answer ("250-…", "250 …") and returns its last line; throws where it does not begin as expected.
std::string expect(Line& line, std::string_view expected) {
    for (;;) {
        auto answer = line.read_line();
        if (answer.size() > 3 && answer[3] == '-') continue;
        if (!answer.starts_with(expected)) throw std::runtime_error{"the mail server answered: " + answer.substr(0, 120)};
        return answer;
    }
}
void say(Line& line, const std::string& command, std::string_view expected) {
    line.write(command + "\r\n");
    expect(line, expected);
}

// "=?UTF-8?B?…?=" in words short enough for a header's line; characters are never cut.
std::string header_words(std::string_view text) {
    std::string out;
    constexpr std::size_t most = 39;
    while (!text.empty()) {
        auto cut = std::min(most, text.size());
        while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
        out += (out.empty() ? "" : "\r\n ") + fmt::format("=?UTF-8?B?{}?=", secret::base64(text.substr(0, cut)));
        text.remove_prefix(cut);
    }
    return out;
}

// Tue, 28 Dec 2021 09:00:00 +0800
std::string header_date(Instant now) {
    static constexpr std::array<const char*, 7> days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1 January 1970 was a Thursday
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto day = now.date();
    auto since = (now.milliseconds() / 1000 + 8 * 3600) / 86400;
    return fmt::format("{}, {} {} {} {:02}:{:02}:00 +0800", days[std::size_t(since % 7)], day.day(), months[std::size_t(day.month() - 1)], day.year(), now.hour(), now.minute());
}

// Base64 in lines has no line that begins with a dot, and none that is too long.
std::string letter(const Mailbox& from, const std::string& to, const std::string& subject, const std::string& text, Instant now) {
    auto out = fmt::format("Date: {}\r\nFrom: <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@zhibu>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
                           "charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", header_date(now), from.sender, to, header_words(subject), secret::random_hex(16));
    auto body = secret::base64(text);
    for (std::size_t at = 0; at < body.size(); at += base64_line) out += body.substr(at, base64_line) + "\r\n";
    return out;
}

void log_in(Line& line, const Mailbox& from) {
    if (from.username.empty()) return;
    if (!line.encrypted() && !is_loopback(from.host)) throw std::runtime_error{"no password is sent over a connection that is not encrypted"};
    say(line, "AUTH LOGIN", "334");
    say(line, secret::base64(from.username), "334");
    say(line, secret::base64(from.password), "235");
}

}  // namespace

bool is_mail_address(std::string_view text) {
    auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size() || text.find('@', at + 1) != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F && c != '<' && c != '>' && c != '"' && c != ',' && c != ';'; });
}

void send_mail(const Mailbox& from, const std::string& to, const std::string& subject, const std::string& text, Instant now) {
    Line line{from.host, from.port, from.security == Security::tls ? Encryption::from_the_start : Encryption::later};
    expect(line, "220");
    say(line, "EHLO zhibu", "250");
    if (from.security == Security::starttls) {
        say(line, "STARTTLS", "220");
        line.upgrade();
        say(line, "EHLO zhibu", "250");
    }
    log_in(line, from);
    say(line, "MAIL FROM:<" + from.sender + ">", "250");
    say(line, "RCPT TO:<" + to + ">", "25");
    say(line, "DATA", "354");
    line.write(letter(from, to, subject, text, now));
    say(line, ".", "250");
    line.write("QUIT\r\n");
}

}  // namespace zhibu::notify
