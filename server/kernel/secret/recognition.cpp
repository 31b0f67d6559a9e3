#include "kernel/secret/recognition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/secret/ring.hpp"

namespace zhibu::secret {
namespace {

constexpr const char* setting_name = "key";

std::string noted(App& app) {
    return app.read(Actor::job({1}, "start"), [](const View& view) { return access::setting(view.session, view.tenant(), setting_name).value_or(""); });
}
std::string as_noted(Cryptography cryptography, const std::string& identity) { return std::string{name_of(cryptography)} + " " + identity; }

}  // namespace

void refuse_foreign(App& app) {
    auto there = noted(app);
    if (there.empty() || there == as_noted(cryptography_of(app.keys), app.keys.identity())) return;
    auto before = identities_before(app.keys);
    if (rotating(app.keys) && !before.empty() && there == as_noted(cryptography_of(app.keys), before.front())) return;
    auto cryptography = there.substr(0, there.find(' ')), identity = there.substr(there.find(' ') + 1);
    throw std::runtime_error{fmt::format(
        "这个数据库是用另一把主密钥写的(算法 {},标记 {});现在的主密钥是算法 {},标记 {}。没有改动任何内容。\n请换回原来的密钥文件 {};轮换以前的密钥在 keys/retired/{}.key。\n"
        "The database was written under another key; put its key file back.",
        cryptography, identity, name_of(cryptography_of(app.keys)), app.keys.identity(), app.place.key_file().string(), identity)};
}

void note_key(App& app) {
    auto now = as_noted(cryptography_of(app.keys), app.keys.identity());
    if (noted(app) == now) return;
    app.write(Actor::job({1}, "start"), [&](Transaction& t) { access::set_setting(t.session, t.tenant(), setting_name, now); });
}

}  // namespace zhibu::secret
