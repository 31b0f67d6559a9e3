#include "kernel/record/soundness.hpp"

#include "kernel/app.hpp"
#include "kernel/record/audit.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu {

std::vector<std::string> faults_of(App& app) {
    auto findings = app.database->check();
    app.read(Actor::job({1}, "verify"), [&](const View& view) {
        for (auto& each : audit::verify(view)) findings.push_back(each);
        for (auto& each : audit::verify_seal(view)) findings.push_back(each);
        for (auto& each : rollup::verify(view)) findings.push_back(each);
        auto files = view.session.query("SELECT id, digest, size FROM stored_file WHERE tenant_id = ?", view.tenant());
        while (files.next()) {
            auto content = app.files.get(files.text(1));
            if (!content || secret::fingerprint(*content) != files.text(1)) findings.push_back("文件 " + std::to_string(files.integer(0)) + " 缺失或被改动");
        }
        return true;
    });
    return findings;
}

}  // namespace zhibu
