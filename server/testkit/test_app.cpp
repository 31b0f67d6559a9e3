#include "testkit/test_app.hpp"

#include <memory>

#include "kernel/record/store.hpp"
#include "modules.hpp"
#include "testkit/cryptography.hpp"

namespace zhibu::testkit {

std::string Answer::faults() const {
    std::string out;
    for (auto& fault : body.at("errors").as_array())
        out += (out.empty() ? "" : ", ") + std::string{fault.at("pointer").as_string()} + " " + std::string{fault.at("code").as_string()};
    return out;
}
std::string Answer::problem() const {
    auto* object = body.if_object();
    auto* type = object ? object->if_contains("type") : nullptr;
    return type && type->is_string() ? std::string{type->as_string()}.substr(10) : "";
}

TestApp::TestApp(db::Engine engine) : folder_{std::make_shared<TemporaryFolder>()}, place_{std::make_shared<DatabasePlace>(engine)} {
    start();
    at("2021-12-28T09:00");
}
TestApp::TestApp(const TestApp& beside) : folder_{beside.folder_}, place_{beside.place_}, people_{beside.people_}, number_{beside.number_ + 1'000'000} {
    start();
    app_->clock.stand_at(beside.app_->clock.now());
}
void TestApp::start() {
    bool standard = cryptography_of_tests() == secret::Cryptography::standard;
    auto keys = standard ? secret::Keys::of_test() : keys_of_tests(Place{folder_->path(), ""}.key_file());
    app_ = std::make_unique<App>(Place{folder_->path(), place_->where()}, keys, place_->open({.rehearsed = true}));
    install_modules(*app_);
}
void TestApp::restart() {
    auto now = app_->clock.now();
    app_.reset();
    start();
    app_->clock.stand_at(now);
}

Id<Organization> TestApp::organization(std::string name, OrganizationKind kind, Id<Organization> parent, Date from) {
    return write([&](Transaction& t) {
        Organization record;
        record.name = record.short_name = name, record.kind = kind, record.founded_on = from, record.display_order = ++number_;
        if (parent) record.parent_id = parent;
        organization::found(t, record);
        return record.id;
    });
}
Id<Member> TestApp::member(std::string name, Id<Organization> branch, MemberStage stage, Date joined) {
    return write([&](Transaction& t) {
        Member record;
        record.name = name, record.stage = stage, record.organization_id = branch, record.joined_on = joined;
        if (stage == MemberStage::formal) record.regular_on = joined.plus_months(12);
        organization::admit(t, record);
        return record.id;
    });
}
Person TestApp::person(std::string name, std::vector<Grant> grants, Id<Member> member) {
    auto& kept = people_[name];
    if (!kept.cookie.empty()) return kept;
    auto token = secret::random_hex(32);
    kept.account = write([&](Transaction& t) {
        NewAccount account{"u" + std::to_string(++number_), name, "", {}, grants, false};
        if (member) account.member = member;
        auto id = access::create_account(t, account, "no password");
        // A log-in without its password hash (slow on purpose), and one that outlasts any clock the test sets.
        t.session.execute(
            "INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) "
            "VALUES (?,?,?,?,?,?,?,'','')",
            t.tenant(), t.session.next_id(), secret::fingerprint(token), id, t.now, Instant::at(Date::of(2999, 1, 1)),
            Instant::at(Date::of(2999, 1, 1)));
        // Nor does its password grow old, nor its time without a second factor run out.
        t.session.execute("UPDATE account SET created_at = ?, password_changed_at = ? WHERE tenant_id = ? AND id = ?",
                          Instant::at(Date::of(2999, 1, 1)), Instant::at(Date::of(2999, 1, 1)), t.tenant(), id);
        return id;
    });
    kept.cookie = "zhibu=" + token;
    return kept;
}

Answer TestApp::send(const Person& who, http::Method method, std::string path, std::string body, const Extra& extra) {
    http::Request request;
    request.method = method;
    auto question = path.find('?');
    request.path = path.substr(0, question);
    if (question != std::string::npos) request.query = path.substr(question + 1);
    request.headers = extra.headers;
    request.headers.emplace_back("cookie", who.cookie);
    request.headers.emplace_back("x-zhibu", "1");
    if (extra.version) request.headers.emplace_back("if-match", std::to_string(extra.version));
    if (!extra.idempotency_key.empty()) request.headers.emplace_back("idempotency-key", extra.idempotency_key);
    request.body = std::move(body);
    request.request_id = "0123456789abcdef";
    request.peer = "127.0.0.1";
    auto response = app_->router.answer(request);
    if (response.stream) {
        std::string piece;
        while (response.stream(piece)) response.body += piece, piece.clear();
    }
    Answer answer{response.status, std::move(response.headers), std::move(response.body), {}};
    boost::system::error_code error;
    answer.body = json::parse(answer.text, error);
    return answer;
}

std::string TestApp::audited() {
    return read([&](const View& view) {
        std::string out;
        auto rows = view.session.query(
            "SELECT action, subject_id, sequence FROM audit WHERE tenant_id = 1 AND action <> 'access.refused' ORDER BY chain, sequence");
        std::int64_t count = 0;
        while (rows.next())
            if (++count > audited_until_)
                out += (out.empty() ? "" : ", ") + std::string{rows.text(0)} + " " + std::to_string(rows.integer(1));
        audited_until_ = count;
        return out;
    });
}

Cast::Cast(TestApp& app) {
    using K = OrganizationKind;
    committee = app.organization("市直机关工委", K::working_committee);
    organ = app.organization("市财政局机关党委", K::organ_committee, committee);
    branch = app.organization("财政局第一党支部", K::branch, organ);
    sibling_branch = app.organization("财政局第二党支部", K::branch, organ);
    other_organ = app.organization("市教体局机关党委", K::organ_committee, committee);
    other_branch = app.organization("教体局第一党支部", K::branch, other_organ);
    direct_branch = app.organization("市档案馆党支部", K::branch, committee);
    for (auto name : {"王一", "李二", "张三", "刘四", "陈五", "杨六", "黄七", "赵八", "周九"}) members.push_back(app.member(name, branch));
    for (auto name : {"吴十", "徐新"}) members.push_back(app.member(name, branch, MemberStage::probationary, Date::of(2021, 3, 1)));
    for (auto name : {"孙甲", "马乙", "朱丙"}) other_members.push_back(app.member(name, other_branch));
    administrator = app.person("管理员", {{Role::administrator, whole_office}});
    auditor = app.person("审计员", {{Role::auditor, committee}});
    clerk = app.person("工委干事", {{Role::committee_clerk, committee}});
    leader = app.person("工委领导", {{Role::leader, committee}});
    inspector = app.person("督导员", {{Role::inspector, committee}});
    organ_clerk = app.person("机关党委干事", {{Role::organ_clerk, organ}});
    secretary = app.person("支部书记", {{Role::branch_secretary, branch}, {Role::member, branch}}, members[0]);
    member = app.person("党员", {{Role::member, branch}}, members[1]);
    sibling_secretary = app.person("第二支部书记", {{Role::branch_secretary, sibling_branch}});
    other_organ_clerk = app.person("教体局干事", {{Role::organ_clerk, other_organ}});
    other_secretary =
        app.person("教体局支部书记", {{Role::branch_secretary, other_branch}, {Role::member, other_branch}}, other_members[0]);
    other_member = app.person("教体局党员", {{Role::member, other_branch}}, other_members[1]);
}

}  // namespace zhibu::testkit
