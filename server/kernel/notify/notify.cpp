#include "kernel/notify/notify.hpp"

#include <fmt/format.h>

#include "kernel/access/actor_of.hpp"
#include "kernel/notify/line.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu {
namespace notify {

struct Trial {
    std::string note{};
};

}  // namespace notify

template <>
struct Schema<notify::Trial> {
    static constexpr std::string_view name = "notice_trial";
    static constexpr auto fields = std::tuple{field<&notify::Trial::note>({.max = 200})};
};

namespace notify {
namespace {

constexpr int digest_hour = 8;  // of a working day: before the day's work, never at night
constexpr std::size_t lines_shown = 8;
constexpr const char* job_name = "notice.deliver";

// A channel carries one person's to-dos out of the house: those who answer for the whole office set it, no administrator of a part.
Verdict may_set(const View& view) { return allowed_if(view.covers({Role::administrator}, whole_office), "sets_no_notices"); }

struct ChannelPolicy {
    static Where visible_to(const View& view) { return may_set(view) ? everything() : nothing(); }
    static Where matching(const View&, const std::string& words) { return where("name LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const NoticeChannel&) { return may_set(view); }
    static Verdict may_change(const View& view, const NoticeChannel& channel) { return may_create(view, channel); }
};

// What was read masked and sent back unchanged stays as it was.
void keep_masked(Protected& value, const Protected& before) {
    if (!before.empty() && value.clear == before.masked()) value = before;
}
void check(const View& view, const NoticeChannel& channel) {
    Faults faults;
    if (channel.kind == ChannelKind::mail ? !is_mail_address(channel.address.clear) : !address_of(channel.address.clear)) faults.add("#/address", "not_an_address");
    if (!view.session.integer("SELECT 1 FROM account WHERE tenant_id = ? AND id = ? AND state = 'active'", view.tenant(), channel.account_id)) faults.add("#/account_id", "unknown_reference");
    faults.throw_if_any();
}

std::optional<MailServer> mail_server(const View& view) {
    auto all = Store<MailServer>{view}.select(everything(), "ORDER BY id", 1);
    return all.empty() ? std::nullopt : std::optional{all.front()};
}

http::Response show_server(http::Call& call) {
    return call.read([](const View& view) {
        may_set(view).or_throw();
        auto server = mail_server(view);
        return http::ok(server ? to_json(*server) : "{\"host\":null}");
    });
}

http::Response set_server(http::Call& call) {
    auto sent = call.body_as<MailServer>();
    return call.write([&](Transaction& t) {
        may_set(t).or_throw();
        auto before = mail_server(t);
        auto server = sent;
        if (before) server.id = before->id, server.version = before->version, keep_masked(server.password, before->password);
        Faults faults;
        if (!is_mail_address(server.sender)) faults.add("#/sender", "not_an_address");
        if (!address_of("https://" + server.host + "/")) faults.add("#/host", "not_an_address");
        if (server.security == Security::none && !is_loopback(server.host)) faults.add("#/security", "not_encrypted");
        faults.throw_if_any();
        before ? Store<MailServer>{t}.update(server) : Store<MailServer>{t}.insert(server);
        t.record({"mail_server.set", "mail_server", server.id.value}, differences(before.value_or(MailServer{}), server));
        return http::ok(to_json(server));
    });
}

// Everything a delivery needs, read in one go; the sending itself waits for nobody's transaction.
struct Delivery {
    NoticeChannel channel;
    std::optional<MailServer> server;
    std::string subject, text;
};

void deliver(const Delivery& it, Instant now) {
    if (it.channel.kind == ChannelKind::mail) {
        if (!it.server) throw std::runtime_error{"no mail server is set"};
        auto& s = *it.server;
        return send_mail({s.host, int(s.port), s.security, s.username, s.password.clear, s.sender}, it.channel.address.clear, it.subject, it.text, now);
    }
    auto robot = address_of(it.channel.address.clear);
    if (!robot) throw std::runtime_error{"the robot's address is not one"};
    if (it.channel.kind == ChannelKind::dingtalk && !it.channel.secret.empty()) robot = signed_for_dingtalk(*robot, it.channel.secret.clear, now);
    post_to_robot(*robot, json::serialize(json::object{{"msgtype", "text"}, {"text", {{"content", it.text}}}}));
}

// Nothing where the channel is gone or off, its person has nothing to do, or the day is over: yesterday's digest is nobody's news.
std::optional<Delivery> prepared(App& app, const Actor& actor, std::int64_t channel, const std::string& day, const std::string& trial) {
    std::optional<Actor> person;
    auto found = app.read(actor, [&](const View& view) -> std::optional<Delivery> {
        auto row = Store<NoticeChannel>{view}.find({channel}, everything());
        if (!row || (trial.empty() && (!row->active || day != view.today().iso()))) return {};
        person = access::actor_of(view.session, view.tenant(), row->account_id, view.today());
        return Delivery{*row, mail_server(view), std::string{view.app.words.text(Language::chinese, "notice.subject")}, trial};
    });
    if (!found || !person) return {};
    if (trial.empty()) found->text = app.read(*person, digest_text);
    return found->text.empty() ? std::nullopt : found;
}

void note_outcome(App& app, const Actor& actor, const NoticeChannel& channel, const std::string& failure) {
    app.write(actor, [&](Transaction& t) {
        if (failure.empty()) t.session.execute("UPDATE notice_channel SET failure = '', delivered_at = ? WHERE tenant_id = ? AND id = ?", t.now, t.tenant(), channel.id);
        else t.session.execute("UPDATE notice_channel SET failure = ? WHERE tenant_id = ? AND id = ?", failure, t.tenant(), channel.id);
        t.audit(failure.empty() ? "notice.delivered" : "notice.failed", "notice_channel", channel.id.value);
    });
}

void run(const job::Task& task) {
    auto& payload = task.payload.as_object();
    auto text = [&](std::string_view name) { return payload.contains(name) ? std::string{payload.at(name).as_string()} : ""; };
    auto delivery = prepared(task.app, task.actor, payload.at("channel").as_int64(), text("day"), text("trial"));
    if (!delivery) return;
    try {
        deliver(*delivery, task.app.clock.now());
    } catch (const std::exception& error) {
        note_outcome(task.app, task.actor, delivery->channel, error.what());
        throw;  // the outbox tries again
    }
    note_outcome(task.app, task.actor, delivery->channel, "");
}

}  // namespace

std::string digest_text(const View& view) {
    auto items = view.app.inbox_of(view);
    if (items.empty()) return "";
    auto& words = view.app.words;
    auto overdue = std::count_if(items.begin(), items.end(), [&](auto& each) { return each.due_on && view.app.working_days.next_working_day_on_or_after(each.due_on->whole() ? *each.due_on : each.due_on->first_day()) < view.today(); });
    auto text = words.sentence(Language::chinese, overdue ? "notice.digest_overdue" : "notice.digest",
                               {{"name", view.actor.name}, {"count", std::to_string(items.size())}, {"overdue", std::to_string(overdue)}});
    for (std::size_t i = 0; i < items.size() && i < lines_shown; ++i) {
        text += fmt::format("\n{}. {}", i + 1, items[i].title);
        if (items[i].due_on) text += words.sentence(Language::chinese, "notice.due", {{"day", items[i].due_on->chinese()}});
    }
    if (items.size() > lines_shown) text += "\n" + words.sentence(Language::chinese, "notice.more", {{"count", std::to_string(items.size() - lines_shown)}});
    return text;
}

int begin_digests(App& app) {
    auto actor = Actor::job({1}, "notice.digest");
    auto now = app.clock.now();
    if (now.hour() < digest_hour || !app.working_days.is_working_day(now.date())) return 0;
    auto waiting = app.read(actor, [&](const View& view) { return Store<NoticeChannel>{view}.select(where("active <> 0 AND (digest_on IS NULL OR digest_on < ?)", view.today()), "ORDER BY id"); });
    int begun = 0;
    for (auto& channel : waiting)
        app.write(actor, [&](Transaction& t) {
            // Whoever sets the day first sends it: on several nodes too it is one a day.
            if (t.session.execute("UPDATE notice_channel SET digest_on = ? WHERE tenant_id = ? AND id = ? AND (digest_on IS NULL OR digest_on < ?)", t.today(), t.tenant(), channel.id, t.today()) != 1) return;
            t.app.jobs.send(t, job_name, {{"channel", channel.id.value}, {"day", t.today().iso()}});
            ++begun;
        });
    return begun;
}

void install(App& app) {
    app.permit("notice.set", {Role::administrator});
    app.jobs.declare(job_name, run);
    app.jobs.every("notice.digest", std::chrono::minutes{5}, [](App& program) { begin_digests(program); });
    auto channels = std::make_shared<Resource<NoticeChannel, ChannelPolicy>>(app, "/api/v1/notice-channels");
    channels->list().show().describe();
    channels->create([](Transaction& t, NoticeChannel& channel) { check(t, channel); });
    channels->change([](Transaction& t, const NoticeChannel& before, NoticeChannel& channel) {
        keep_masked(channel.address, before.address), keep_masked(channel.secret, before.secret);
        check(t, channel);
    });
    channels->verb<Trial>("trial", "tried", ChannelPolicy::may_change, [](Transaction& t, NoticeChannel& channel, const Trial&) {
        t.app.jobs.send(t, job_name, {{"channel", channel.id.value}, {"trial", t.app.words.text(Language::chinese, "notice.trial")}});
    });
    app.router.get("/api/v1/mail-server", {.operation = "mail_server.show", .response = http::shape<MailServer>()}, [channels](http::Call& call) { return show_server(call); });
    app.router.put("/api/v1/mail-server", {.operation = "mail_server.set", .request = http::shape<MailServer>(), .response = http::shape<MailServer>()}, set_server);
}

}  // namespace notify
}  // namespace zhibu
