// Rules in a real browser: a number changed by form, a text with a fault at its line, published from a day, compared; each kind
// of file edited, files and packs out and in again; read by a leader.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { archive_with } from "./harness/archive.ts";
import { day, today } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";
import { get, make_office, type Office } from "./harness/supervision.ts";

let office: Office;
const stage = open_stage(async ({ server, actors }) => {
  office = await make_office(server, actors);
});
const file = "/packs/standard/cadence.toml";

describe("packs", () => {
  test("the clerk changes a number by form, sees what it means and puts it into force", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    await page.goto("/packs");
    await page.getByRole("heading", { name: "标准规则包" }).waitFor();
    await check();
    await shot("packs");
    await page.getByRole("link", { name: "组织生活频次" }).click();
    const row = page.locator("details", { hasText: "支部党员大会一般每季度召开 1 次" }).first();
    await row.locator("summary").click();
    await row.getByLabel("次数").fill("2");
    await check();
    await shot("pack-form");
    await page.getByRole("button", { name: "保存到草稿（1 处）" }).click();
    await page.getByText("没有发现问题").waitFor();
    await page.getByRole("button", { name: "文本" }).click();
    const text = page.getByLabel("规则文本");
    await expect.poll(() => text.inputValue()).toContain("times = 2");
    // A fault stands at its line, and nothing typed is lost meanwhile.
    await text.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(0, 0));
    await text.pressSequentially("权重 = 3\n");
    await page.getByRole("button", { name: "检查并试算" }).click();
    await page.getByText(/项目名只能用字母/).waitFor();
    await check();
    await shot("pack-fault");
    await page.getByText("已保存").first().waitFor();
    await page.reload();
    await expect.poll(() => page.getByLabel("规则文本").inputValue()).toContain("权重 = 3");
    await page.getByLabel("规则文本").fill((await page.getByLabel("规则文本").inputValue()).replace("权重 = 3\n", ""));
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("次数").waitFor();
    await dialog.getByLabel(/说明/).fill("本市要求每季度两次");
    await check();
    await shot("pack-publish");
    await dialog.getByRole("button", { name: "发布" }).click();
    await page.getByText(/现行：第 1 版/).waitFor();
    await page.getByRole("button", { name: "历史版本" }).click();
    await page.getByText("本市要求每季度两次").waitFor();
    await check();
    await shot("pack-history");
    await page.getByRole("button", { name: "比较", exact: true }).click();
    await page.getByRole("heading", { name: "逐行对照" }).waitFor();
    await check();
    await shot("pack-difference");
    const { in_force } = await get<{ in_force: { number: number } }>(stage.server, office.clerk, "/packs/standard/files/cadence.toml");
    expect(in_force.number).toBe(1);
    await close();
  });

  test("the office writes the names of its own six, adds and takes out a row, and is asked about a version that waits", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    await page.goto("/packs/six_dimensions/index.toml");
    const first = page.locator("details", { hasText: "第一化（组织生活制度）" }).first();
    await first.locator("summary").click();
    await first.getByLabel(/^名称/).fill("工作标准化");
    await page.getByRole("button", { name: "保存到草稿（1 处）" }).click();
    const named = page.locator("details", { hasText: "工作标准化" }).first();
    await named.waitFor();
    await named.locator("summary").click();
    await check();
    await shot("pack-six-names");
    await named.getByRole("button", { name: "复制这一行" }).click();
    await expect.poll(() => page.locator("summary", { hasText: "工作标准化" }).count()).toBe(2);
    const copy = page.locator("details", { hasText: "工作标准化" }).nth(1);
    await copy.locator("summary").click();
    await copy.getByRole("button", { name: "删除这一行" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "删除这一行" }).click();
    await expect.poll(() => page.locator("summary", { hasText: "工作标准化" }).count()).toBe(1);
    await page.getByRole("button", { name: "新增一行：测试" }).click();
    await page.getByText(/处需要更正/).waitFor();
    await check();
    await shot("pack-row-added");
    await page.getByRole("button", { name: "作废草稿" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "作废草稿" }).click();
    await page.getByRole("button", { name: "起草新版" }).waitFor();
    // One version waits for its day; a second would keep it from ever coming.
    for (const [at, day] of ["2098-01-01", "2097-01-01"].entries()) {
      await page.getByRole("button", { name: "起草新版" }).click();
      await page.getByRole("button", { name: "文本" }).click();
      const text = page.getByLabel("规则文本");
      await text.fill((await text.inputValue()).replace("第一化", `标准化${at}`));
      await page.getByText("已保存").first().waitFor();
      await page.getByRole("button", { name: "发布", exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/生效日期/).fill(day);
      await dialog.getByLabel(/说明/).fill("本市六化名称");
      await dialog.getByRole("button", { name: "发布" }).click();
      if (at) {
        await dialog.getByText("第 2 版原定2098年1月1日起生效，发布后不再生效").waitFor();
        await check();
        await shot("pack-waits");
        await dialog.getByRole("button", { name: "仍然发布，代替等待中的版本" }).click();
      }
      await page.getByText(/起用第/).waitFor();
    }
    await page.getByText("2097年1月1日起用第 3 版").waitFor();
    await close();
  });

  test("the clerk enters next year's holidays, and the calendar counts by them at once", async () => {
    const year = Number(today().slice(0, 4)) + 2;
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    await page.goto("/packs/standard/working_days.toml");
    await page.locator("details").first().waitFor();
    const before = await page.locator("details").count();
    await page.getByRole("button", { name: "新增一行：年度节假日" }).click();
    await expect.poll(() => page.locator("details").count()).toBe(before + 1);
    const row = page.locator("details").last();
    await row.locator("summary").click();
    await row.getByLabel("年份").fill(String(year));
    await row.getByLabel("放假日").fill("01-01..01-03 元旦、10-01..10-07 国庆节");
    await row.getByLabel("依据").fill(`国务院办公厅关于${year}年部分节假日安排的通知`);
    await page.getByRole("button", { name: /保存到草稿/ }).click();
    await page.getByText("没有发现问题").waitFor();
    await check();
    await shot("pack-holidays");
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/说明/).fill(`${year}年安排`);
    await dialog.getByRole("button", { name: "发布" }).click();
    await page.getByText(/现行：第 1 版/).waitFor();
    const { days } = await get<{ days: { on: string; working: boolean }[] }>(stage.server, office.clerk, `/calendar?from=${year}-10-01&to=${year}-10-07`);
    expect(days.map(({ working }) => working)).toEqual(days.map(() => false));
    await close();
  });

  test("what belongs to the program says why; a leader reads and cannot edit", async () => {
    const { page, absent, shot, check, close } = await stage.actors.as("leader", "phone", office.committee);
    await page.goto("/packs/standard/rectification.toml");
    await page.getByText(/正在办理的问题要按开始时的流程走完/).waitFor();
    await check();
    await shot("pack-fixed-narrow");
    await page.goto(file);
    await page.getByText("您可以查看，不能修改。").waitFor();
    await absent(page.getByRole("button", { name: "起草新版" }));
    await check();
    await shot("pack-read-narrow");
    await page.goto("/packs");
    await page.getByRole("heading", { name: "标准规则包" }).waitFor();
    await check();
    await shot("packs-narrow");
    await close();
  });

  // A value of each kind of file, changed on screen.
  const edits = [
    { kind: "标准", path: "standard/standard.toml", row: "活动场所", field: "要求", to: "有固定的活动场所，党旗、入党誓词和制度上墙", from: day(30) },
    { kind: "积分规则", path: "standard/points.toml", row: "党员积分规则", field: "申诉期限（工作日）", to: "15", from: today() },
    { kind: "清单", path: "standard/checklist.toml", row: "支部班子健全，按期换届", field: "内容", to: "支部班子健全，按期换届，委员分工明确", from: today() },
    { kind: "报告模板", path: "standard/report_annual.toml", row: "基本情况", field: "标题", to: "基层组织基本情况", from: today() },
    { kind: "指数", path: "five_indexes/index.toml", row: "忠诚指数", field: "说明", to: "制度是否落到支部，由组织生活的记录计算", from: today() },
  ];
  test.each(edits)("$kind: edited by its form, in force from its day, and read on the phone with what was changed", async ({ kind, path, row, field, to, from }) => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    const name = path.replace(/\W/g, "-");
    await page.goto(`/packs/${path}`);
    const details = page.locator("details", { has: page.locator("summary", { hasText: row }) }).first();
    await details.evaluate((each: HTMLDetailsElement) => (each.open = true));
    await details.getByLabel(new RegExp(`^${field}\\*?$`)).first().fill(to);
    await details.scrollIntoViewIfNeeded();
    await check();
    await shot(`pack-edit-${name}`);
    await page.getByRole("button", { name: "保存到草稿（1 处）" }).click();
    await page.getByText("没有发现问题").waitFor();
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/生效日期/).fill(from);
    await dialog.getByLabel(/说明/).fill(`修改${kind}`);
    await dialog.getByText(to).first().waitFor(); // what changes stands there before it is published
    await dialog.getByRole("button", { name: "发布" }).click();
    await page.getByText(from === today() ? /现行：第 1 版/ : /起用第 1 版/).waitFor();
    const { in_force } = await get<{ in_force: { number: number } }>(stage.server, office.clerk, `/packs/${path.replace("/", "/files/")}`);
    expect(in_force.number, "what is to come does not hold yet").toBe(from === today() ? 1 : 0);
    await close();
    const reader = await stage.actors.as("committee_clerk", "phone", office.committee);
    await reader.page.goto(`/packs/${path}?look=difference`);
    await reader.page.getByRole("heading", { name: "逐行对照" }).waitFor();
    await reader.page.locator("tr.added", { hasText: to }).first().waitFor();
    await reader.check();
    await reader.shot(`pack-difference-${name}`);
    await reader.close();
  });

  test("a file goes out, comes back with a mistake that is told by its line, and comes back put right", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    await page.goto("/packs/joint_evaluation/index.toml");
    const [kept] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载", exact: true }).click()]);
    const text = readFileSync(await kept.path(), "utf8");
    const lines = text.split("\n");
    const at = lines.findIndex((line) => /^indicator = /.test(line));
    const bring = (changed: string) => page.locator("input[type=file]").setInputFiles({ name: "index.toml", mimeType: "application/toml", buffer: Buffer.from(changed) });
    await bring(text.replace(lines[at]!, 'indicator = "nobody_knows"'));
    await page.getByText(/处需要更正/).waitFor();
    await page.getByRole("button", { name: `第 ${at + 1} 行` }).first().waitFor();
    await page.getByText("没有这个指标").waitFor();
    await check();
    await shot("pack-file-mistake");
    // It cannot be published so.
    await page.getByRole("button", { name: "发布", exact: true }).click();
    await page.getByText(/处需要更正/).first().waitFor();
    expect((await get<{ in_force: { number: number } }>(stage.server, office.clerk, "/packs/joint_evaluation/files/index.toml")).in_force.number).toBe(0);
    await page.reload();
    await page.getByRole("button", { name: "作废草稿" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "作废草稿" }).click();
    await page.getByRole("button", { name: "起草新版" }).waitFor();
    await bring(`${text}\n# 本市审定\n`);
    await page.getByText("没有发现问题").waitFor();
    await page.getByRole("button", { name: "作废草稿" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "作废草稿" }).click();
    await page.getByRole("button", { name: "起草新版" }).waitFor();

    // The whole pack as an archive: refused whole with the file that is wrong; then as drafts.
    await page.goto("/packs");
    const pack = page.locator("section.card", { has: page.locator('a[href$="/packs/joint_evaluation/index.toml"]') });
    const [archive] = await Promise.all([page.waitForEvent("download"), pack.getByRole("button", { name: "导出" }).click()]);
    const path = await archive.path();
    const choose = async (file: string, from: string, to: string) => page.locator(".el-drawer input[type=file]").setInputFiles({ name: "joint.zip", mimeType: "application/zip", buffer: archive_with(path, file, from, to) });
    await page.getByRole("button", { name: "导入规则包" }).click();
    await choose("pack.toml", 'path = "index.toml"', 'path = "indexes.toml"');
    await page.locator(".faults li", { hasText: "indexes.toml" }).first().waitFor();
    await expect.poll(() => page.locator(".faults li").count()).toBe(2); // one that is named and not there, one that is there and not named
    await check();
    await shot("pack-archive-mistake");
    await choose("index.toml", lines[at]!, `${lines[at]!} # 本市审定`);
    await page.getByRole("button", { name: "导入为草稿" }).click();
    await page.getByRole("button", { name: "导入为草稿" }).waitFor({ state: "detached" });
    await pack.getByText("有草稿").waitFor();
    await check();
    await shot("pack-archive-brought");
    await close();
  });
});
