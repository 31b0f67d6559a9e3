// Notices outwards: one digest of to-dos a working day to a robot or a mailbox, off until an administrator says where to.
#pragma once
#include "kernel/app.hpp"
#include "kernel/notify/message.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

namespace notify {
BOOST_DESCRIBE_ENUM(Security, tls, starttls, none)
}

// 企业微信机器人, 钉钉机器人, 邮件
enum class ChannelKind { wecom, dingtalk, mail };
BOOST_DESCRIBE_ENUM(ChannelKind, wecom, dingtalk, mail)

struct NoticeChannel {
    Id<NoticeChannel> id{};
    std::string name{};
    ChannelKind kind{ChannelKind::wecom};
    Id<Account> account_id{};  // whose to-dos
    Protected address{};       // the robot's address or the mailbox
    Protected secret{};        // DingTalk's signing secret
    bool active{true};
    std::optional<Date> digest_on{};  // of the last digest
    std::optional<Instant> delivered_at{};
    std::string failure{};     // of the last try; empty: it went out
    std::int64_t version{1};
};
template <>
struct Schema<NoticeChannel> {
    using T = NoticeChannel;
    static constexpr std::string_view name = "notice_channel";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::name>({.required = true, .sortable = true, .max = 40}),
        field<&T::kind>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::account_id>({.required = true, .fixed = true, .filterable = true, .reference = "account"}),
        field<&T::address>({.required = true, .max = 400}), field<&T::secret>({.listed = false, .max = 200}), field<&T::active>({.filterable = true}),
        field<&T::digest_on>({.server_set = true, .sortable = true}), field<&T::delivered_at>({.server_set = true, .listed = false}), field<&T::failure>({.server_set = true}),
        field<&T::version>({.server_set = true, .listed = false})};
};

struct MailServer {
    Id<MailServer> id{};
    std::string host{};
    std::int64_t port{587};
    notify::Security security{notify::Security::starttls};
    std::string username{};
    Protected password{};
    std::string sender{};
    std::int64_t version{1};
};
template <>
struct Schema<MailServer> {
    using T = MailServer;
    static constexpr std::string_view name = "mail_server";
    static constexpr auto fields = std::tuple{field<&T::id>({.server_set = true, .listed = false}), field<&T::host>({.required = true, .max = 120}),
                                              field<&T::port>({.min = 1, .max = 65535}), field<&T::security>(), field<&T::username>({.max = 120}), field<&T::password>({.max = 200}),
                                              field<&T::sender>({.required = true, .max = 120}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace notify {

// What the digest says; empty where there is nothing to do.
std::string digest_text(const View& view);
// Puts today's digests into the outbox, each channel once a day; the job does it every few minutes.
int begin_digests(App& app);

void install(App& app);

}  // namespace notify
}  // namespace zhibu
