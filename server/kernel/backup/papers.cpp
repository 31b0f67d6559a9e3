// The papers about backups: the certificate of a restore drill, and the sheet that says how to come back, without any key.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/backup/office.hpp"
#include "kernel/document/pdf.hpp"

namespace zhibu::backup {
namespace {

using std::string;

// What people know by name; all other tables stand in one line.
constexpr std::pair<const char*, const char*> known_tables[] = {{"organization", "党组织"}, {"member", "党员"}, {"account", "账号"}, {"meeting", "组织生活"}, {"attendance", "到会记录"}, {"problem", "问题台账"},
                                                                {"fact", "事实"}, {"rollup", "汇总"}, {"stored_file", "文件"}, {"audit", "审计记录"}};

string grouped(std::int64_t number) {
    auto text = std::to_string(number);
    for (int at = int(text.size()) - 3; at > 0; at -= 3) text.insert(std::size_t(at), ",");
    return text;
}
string moment_words(Instant moment) { return moment.date().chinese() + " " + moment.iso().substr(11, 8); }
string office_name(const View& view) {
    auto name = view.session.text("SELECT name FROM organization WHERE tenant_id = ? AND parent_id IS NULL ORDER BY id LIMIT 1", view.tenant());
    return name.value_or("本单位");
}

document::Table counts_of(const BackupRun& drill) {
    document::Table table;
    table.caption = "各类记录的数目";
    table.columns = {{"记录", 2}, {"备份时", 1, document::Alignment::right}, {"恢复后", 1, document::Alignment::right}, {"现在", 1, document::Alignment::right}};
    table.points = 11;
    std::int64_t sums[3]{}, others[3]{};
    auto row = [&](const string& name, const std::int64_t (&numbers)[3]) {
        table.rows.push_back({document::cell(name), document::cell(grouped(numbers[0])), document::cell(grouped(numbers[1])), document::cell(grouped(numbers[2]))});
    };
    const auto counts = json::parse(drill.counts.text);
    for (auto& each : counts.as_array()) {
        auto number = [&](const char* key) { return each.at(key).to_number<std::int64_t>(); };
        std::int64_t numbers[3]{number("taken"), number("restored"), number("now")};
        for (int i = 0; i < 3; ++i) sums[i] += numbers[i];
        auto known = std::find_if(std::begin(known_tables), std::end(known_tables), [&](auto& pair) { return each.at("table").as_string() == pair.first; });
        if (known != std::end(known_tables)) row(known->second, numbers);
        else
            for (int i = 0; i < 3; ++i) others[i] += numbers[i];
    }
    row("其他", others), row("合计", sums);
    return table;
}

// Each command alone in its place, so that it is typed as it stands.
document::Table steps() {
    document::Table table{"", {{"步骤", 0.7, document::Alignment::centre}, {"做什么", 2.6, document::Alignment::left}, {"命令", 3.4, document::Alignment::left}}, {}, 12};
    auto row = [&](const char* step, const char* what, const char* command) { table.rows.push_back({document::cell(step), document::cell(what), document::cell(command)}); };
    row("1", "在新机器上装好同一版本或更新版本的程序", "");
    row("2", "把备份库目录复制到新机器", "例如复制为 /mnt/vault");
    row("3", "恢复，按提示输入口令", "zhibu restore /mnt/vault --data /var/lib/zhibu");
    row("4", "核验，看到“完好”再启动服务", "zhibu verify --data /var/lib/zhibu");
    row("另", "要恢复到更早的时刻，先查编号，再在第 3 步的命令后加 --moment 和编号", "zhibu backup list /mnt/vault");
    return table;
}

}  // namespace

string certificate_pdf(const View& view, const BackupRun& drill) {
    document::Document paper;
    auto seconds = drill.ended_at ? (drill.ended_at->milliseconds() - drill.began_at.milliseconds()) / 1000 : 0;
    paper.title = "备份恢复演练证明";
    paper.body.push_back(document::paragraph(fmt::format("{}于{}进行备份恢复演练：把下列备份恢复到一处单独的目录，逐块核验真伪，逐行核对数目和内容，并检查数据库、文件、审计链和汇总。演练没有改动正在使用的数据。", office_name(view),
                                                         moment_words(drill.began_at))));
    paper.body.push_back(document::Particulars{{{"备份编号", {document::plain(drill.moment)}},
                                                {"备份时刻", {document::plain(drill.taken_at ? moment_words(*drill.taken_at) : "")}},
                                                {"演练用时", {document::plain(seconds ? fmt::format("{} 秒", seconds) : "不到 1 秒")}},
                                                {"恢复的记录", {document::plain(grouped(drill.row_count) + " 行")}},
                                                {"恢复的文件", {document::plain(grouped(drill.file_count) + " 个")}},
                                                {"演练人", {document::plain(drill.actor)}},
                                                {"结论", {document::bold("完好，可以恢复")}}}});
    paper.body.push_back(counts_of(drill));
    paper.body.push_back(document::paragraph("“备份时”与“恢复后”应当相同；“现在”是演练时正在使用的数目，备份之后又有办理的，会比备份时多。"));
    paper.signature = document::Signature{office_name(view), drill.began_at.date()};
    paper.author = office_name(view), paper.created = drill.began_at;
    return document::to_pdf(paper);
}

string recovery_sheet_pdf(const View& view) {
    document::Document paper;
    auto& place = view.app.place;
    auto plan = plan_of(view);
    auto hint = plan.hint.empty() ? string{"（没有填写，请在“备份”页补上）"} : plan.hint;
    paper.title = "备份恢复说明";
    paper.body.push_back(document::paragraph("服务器损坏后，用备份库和口令就能在另一台机器上恢复全部数据。请把本页打印，与口令分开保管。本页不含口令和密钥。"));
    paper.body.push_back(document::Heading{1, "一、要另外保管的"});
    paper.body.push_back(document::Particulars{{{"口令", {document::plain("只有人知道，系统不保存，忘记就打不开备份。保管处：" + hint)}},
                                                {"备份库", {document::plain(fs::absolute(vault_folder(place)).string() + "，请定期把整个目录复制到另一处（另一台机器、移动硬盘）")}},
                                                {"安装包", {document::plain("zhibu " + string{zhibu_version} + " 或更新的版本")}}}});
    paper.body.push_back(document::Heading{1, "二、怎样恢复"});
    paper.body.push_back(steps());
    paper.body.push_back(document::Heading{1, "三、核对用的标记"});
    paper.body.push_back(document::Particulars{{{"主密钥标记", {document::plain(view.app.keys.identity())}}}});
    paper.signature = document::Signature{office_name(view), view.today()};
    paper.author = office_name(view), paper.created = view.now;
    return document::to_pdf(paper);
}

}  // namespace zhibu::backup
