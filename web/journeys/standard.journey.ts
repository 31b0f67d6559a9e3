// Acceptance in a real browser, from the round to the certificate: the branch on the phone, its organ at the desk, the draw, the inspector
// on site with a phone, the grade, the objection, who stands up to standard, until when, and what a re-check makes of it.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { open_page } from "./harness/browser.ts";
import { number_of, write_past } from "./harness/database.ts";
import { day } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";
import { get, post } from "./harness/supervision.ts";

interface Shown {
  id: number;
  version: number;
  whole: { sections: { items: { name: string; proof: string }[] }[] };
  certificate: { code: string; number: string } | null;
  valid_until: string | null;
}
const place = { committee: 0, organ: 0, branch: 0, sheet: 0, round: 0 };
const cookies = { clerk: "", organ: "", secretary: "", inspector: "" };

const stage = open_stage(async ({ server, actors }) => {
  place.committee = await actors.organization("市直机关工委", "working_committee");
  place.organ = await actors.organization("市财政局机关党委", "organ_committee", place.committee);
  place.branch = await actors.organization("财政局第一党支部", "branch", place.organ);
  await actors.organization("市档案馆党支部", "branch", place.committee);
  const admin = await actors.administrator_cookie();
  for (const name of ["赵一", "钱二", "孙三", "李四"]) await call(server, "POST", "/members", { name, organization_id: place.branch, stage: "formal", joined_on: "2015-07-01" }, admin);
  const person = async (name: string, role: string, organization_id: number) => log_in(server, (await actors.account(name, [{ role, organization_id }])).username, first_password);
  cookies.clerk = await person("周敏", "committee_clerk", place.committee);
  cookies.organ = await person("吴丹", "organ_clerk", place.organ);
  cookies.secretary = await person("赵一", "branch_secretary", place.branch);
  cookies.inspector = await person("郑强", "inspector", place.committee);
});
const shown = (): Promise<Shown> => get<Shown>(stage.server, cookies.clerk, `/standard-sheets/${place.sheet}`);
const pdf = { name: "公布单.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 evidence") };

describe("acceptance by a standard", () => {
  test("the clerk makes a round and opens it", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.clerk, "desktop");
    await page.goto("/standard-rounds");
    await page.getByText("还没有验收批次").waitFor();
    await check();
    await shot("standard-rounds-empty");
    await page.getByRole("button", { name: "新建批次" }).first().click();
    await page.locator(".el-drawer").getByText("标准化党支部创建达标标准").waitFor();
    await check();
    await shot("standard-round-new");
    await page.locator(".el-drawer").getByRole("button", { name: "新建批次" }).click();
    await page.waitForURL("**/standard-rounds/*");
    place.round = Number(page.url().split("/").pop());
    await page.getByText("开始后有 2 个党支部参加").waitFor();
    await page.getByRole("button", { name: "开始验收" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "开始验收" }).click();
    await page.getByText("进行中").waitFor();
    await check();
    await shot("standard-round-open");
    await close();
  });

  test("the secretary answers on the phone what records cannot tell, and hands in", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.secretary, "phone");
    await page.goto("/m/");
    await page.getByText("达标自查：").first().click();
    await page.waitForURL("**/m/standard-sheets/*");
    place.sheet = Number(page.url().split("/").pop());
    await page.getByText("还有 5 项没有填").waitFor();
    await check();
    await shot("standard-self-check-phone");
    const items = page.locator(".list .item").filter({ has: page.getByRole("group") });
    await expect.poll(() => items.count()).toBe(5);
    for (let at = 0; at < 5; ++at) await items.nth(at).getByRole("button", { name: "做到" }).click();
    await page.getByLabel("为党费收缴上传材料").setInputFiles(pdf);
    await page.getByText("公布单.pdf").waitFor();
    await page.getByLabel("党费收缴的说明").fill("每月 5 日前交纳，12 月公布");
    await page.getByLabel("党费收缴的说明").blur();
    await expect.poll(() => page.getByText("项没有填").count()).toBe(0);
    await check();
    await shot("standard-self-checked-phone");
    await page.getByRole("button", { name: "提交自查" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "提交自查" }).click();
    await page.getByRole("button", { name: "提交自查" }).first().waitFor({ state: "detached" });
    await close();
  });

  test("the organ reviews item by item at the desk", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.organ, "desktop");
    await page.goto("/");
    await page.getByText("审核财政局第一党支部的达标自查").click();
    await page.waitForURL("**/standard-sheets/*");
    await page.getByText("还有 5 项没有审核").waitFor();
    await check();
    await shot("standard-review");
    for (const item of ["书记培训", "书记述职", "发展党员", "先锋作用"]) await page.getByRole("group", { name: item, exact: true }).getByRole("button", { name: "合格", exact: true }).click();
    await page.getByRole("group", { name: "党费收缴", exact: true }).getByRole("button", { name: "部分" }).click();
    await page.getByLabel("党费收缴的得分").fill("2.5");
    await page.getByLabel("党费收缴的意见").fill("缺 3 月公布单");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("得 2.50 分").waitFor();
    // What is on paper only is judged by hand, with its reason (here for all records at once).
    const marks = (await shown()).whole.sections.flatMap(({ items }) => items).filter(({ proof }) => proof === "record").map(({ name }) => ({ item: name, met: "yes", note: "纸质记录齐全" }));
    await post(stage.server, cookies.organ, `/standard-sheets/${place.sheet}/marks`, { marks });
    await page.reload();
    await page.getByText("人工").first().waitFor();
    await page.getByRole("button", { name: "审核通过" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "审核通过" }).click();
    await page.getByRole("button", { name: "审核通过" }).first().waitFor({ state: "detached" });
    await page.getByText("待定级").first().waitFor();
    await check();
    await close();
  });

  test("the clerk draws the sample; the inspector marks on site with a phone", async () => {
    const clerk = await stage.actors.with_cookie(cookies.clerk, "desktop");
    await clerk.page.goto(`/standard-rounds/${place.round}`);
    await clerk.page.getByRole("button", { name: "公布名单和种子" }).click();
    await clerk.page.getByRole("button", { name: "抽取", exact: true }).click();
    await clerk.page.getByText("复算一致").waitFor();
    await clerk.check();
    await clerk.shot("standard-drawn");
    await clerk.close();
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.inspector, "phone");
    await page.goto("/m/");
    await page.getByText("现场抽验：财政局第一党支部").click();
    await page.getByText("还有 3 项没有查看").waitFor();
    await check();
    await shot("standard-on-site-phone");
    for (const item of ["活动场所", "工作档案", "群众评价"]) await page.getByRole("group", { name: item, exact: true }).getByRole("button", { name: "合格", exact: true }).click();
    await expect.poll(() => page.getByText("项没有查看").count()).toBe(0);
    await page.getByRole("button", { name: "提交抽验结果" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "提交抽验结果" }).click();
    await page.getByText("已抽验").first().waitFor();
    await close();
  });

  test("the clerk grades by the rule; the certificate is verified", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.clerk, "desktop");
    await page.goto(`/standard-sheets/${place.sheet}`);
    await page.getByRole("button", { name: "确定" }).waitFor();
    await check();
    await shot("standard-grade");
    await page.getByRole("button", { name: "确定" }).click();
    await page.getByText("下载证书").waitFor();
    await page.getByText("示范党支部").first().waitFor();
    await check();
    await shot("standard-graded");
    const { certificate } = await shown();
    await page.goto("/standard-standings");
    await page.getByText("财政局第一党支部").waitFor();
    await page.getByLabel("证书核验").fill(certificate!.code);
    await page.getByRole("button", { name: "核验", exact: true }).click();
    await page.getByRole("status").filter({ hasText: certificate!.number }).waitFor();
    await check();
    await shot("standard-standings");
    await page.goto(`/standard-sheets?round_id=${place.round}`);
    await page.getByText("财政局第一党支部").waitFor();
    await check();
    await shot("standard-sheets");
    // By organ and standard, opened down to the sheet.
    await page.goto("/standard-overview");
    await page.getByText("1 / 1 个").first().waitFor();
    await check();
    await shot("standard-overview");
    await page.getByRole("link", { name: "市财政局机关党委" }).click();
    await page.getByRole("link", { name: /示范党支部/ }).click();
    await page.waitForURL(`**/standard-sheets/${place.sheet}`);
    // On paper: the office's form, and nothing of the screen.
    await page.getByText("下载证书").waitFor();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    await page.getByRole("cell", { name: "党支部书记（签字）：" }).waitFor();
    await expect.poll(() => page.getByText("下载证书").isVisible()).toBe(false);
    await shot("standard-form");
    await page.emulateMedia({ media: "screen" });
    await page.goto(`/portraits?organization_id=${place.branch}`);
    await page.getByText("示范党支部").waitFor();
    await check();
    await shot("standard-portrait");
    await close();
  });

  test("a stranger with the paper finds whether it holds, and nothing of a code that there is not", async () => {
    const { certificate } = await shown();
    for (const size of ["phone", "desktop"] as const) {
      const { page, shot, check, close } = await open_page(stage.browser, stage.server.url, size);
      await page.goto(`/certificate#${certificate!.code}`);
      await page.getByText("证书有效").waitFor();
      await page.getByText(certificate!.number).waitFor();
      await page.getByText("财政局第一党支部").waitFor();
      await check();
      await shot("certificate-valid");
      await page.getByLabel("核验码").fill("0".repeat(20));
      await page.getByRole("button", { name: "核验" }).click();
      await page.getByText("没有查到这张证书").waitFor();
      await check();
      await shot("certificate-none");
      await page.getByLabel("核验码").fill(` ${certificate!.code.toUpperCase().replace(/(.{4})/g, "$1 ")}`);
      await page.getByRole("button", { name: "核验" }).click();
      await page.getByText("证书有效").waitFor();
      await close();
    }
  });

  test("the branch objects on the phone; the named person upholds it", async () => {
    const secretary = await stage.actors.with_cookie(cookies.secretary, "phone");
    await secretary.page.goto(`/m/standard-sheets/${place.sheet}`);
    await secretary.page.getByLabel("提出异议").fill("3 月公布单已补交");
    await secretary.check();
    await secretary.shot("standard-graded-phone");
    await secretary.page.getByRole("button", { name: "提交异议" }).click();
    await secretary.page.getByText("前答复").waitFor();
    await secretary.page.goto("/m/standard-sheets");
    await secretary.page.getByText("示范党支部").waitFor();
    await secretary.check();
    await secretary.shot("standard-sheets-phone");
    await secretary.close();
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.clerk, "desktop");
    await page.goto(`/standard-sheets/${place.sheet}`);
    await page.getByText("3 月公布单已补交").waitFor();
    await page.getByLabel("答复").fill("已核实，予以重新定级");
    await check();
    await shot("standard-objection");
    await page.getByRole("button", { name: "异议成立，重新定级" }).click();
    await page.getByRole("button", { name: "异议成立，重新定级" }).first().waitFor({ state: "detached" });
    await page.getByText("异议成立", { exact: true }).first().waitFor();
    await page.getByText("待定级").first().waitFor();
    await close();
  });

  test("a grade ends on its day: both sides are told before, and a stranger with the paper is told", async () => {
    const regraded = await stage.actors.with_cookie(cookies.clerk, "desktop");
    await regraded.page.goto(`/standard-sheets/${place.sheet}`);
    await regraded.page.getByRole("button", { name: "确定" }).click();
    await regraded.page.getByText("下载证书").waitFor();
    const { certificate, valid_until } = await shown();
    const holds_until = (date: string) => {
      for (const [table, column] of [["standard_sheet", "valid_until"], ["standard_standing", "until_on"], ["standard_certificate", "valid_until"]])
        write_past(stage.server, `UPDATE ${table} SET ${column} = ${number_of(date)} WHERE ${table === "standard_sheet" ? "id" : "sheet_id"} = ${place.sheet}`);
    };
    // What is written past the server is not known to its inboxes until somebody writes or asks for the first time: one state for each person.
    holds_until(day(-1));
    write_past(stage.server, `UPDATE standard_sheet SET remind_on = ${number_of(day(-1))} WHERE id = ${place.sheet}`);
    await regraded.page.goto("/");
    await regraded.page.getByText(/“示范党支部”等次已于.*到期/).first().waitFor();
    await regraded.page.goto("/standard-standings?state=expired");
    await regraded.page.getByRole("row", { name: /财政局第一党支部.*已到期/ }).waitFor();
    await regraded.check();
    await regraded.shot("standard-expired");
    await regraded.close();
    for (const size of ["phone", "desktop"] as const) {
      const { page, shot, check, close } = await open_page(stage.browser, stage.server.url, size);
      await page.goto(`/certificate#${certificate!.code}`);
      await page.getByText("证书已过有效期").waitFor();
      await check();
      await shot("certificate-expired");
      await close();
    }
    holds_until(day(20));
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.secretary, "phone");
    await page.goto("/m/");
    await page.getByText(/“示范党支部”等次\d.*到期/).first().waitFor();
    await check();
    await shot("standard-ending");
    await close();
    holds_until(valid_until!);
  });

  test("a re-check is due on its day: kept by the inspector, withdrawn by the committee, and the certificate with it", async () => {
    write_past(stage.server, `UPDATE standard_sheet SET recheck_on = ${number_of(day(3))} WHERE id = ${place.sheet}`);
    const clerk = await stage.actors.with_cookie(cookies.clerk, "desktop");
    const { page, shot, check } = clerk;
    const decided = async (words: string, reason?: string) => {
      await page.getByRole("button", { name: words }).click();
      if (reason) await page.locator("dialog.confirm textarea").fill(reason);
      await page.locator("dialog.confirm").getByRole("button", { name: words }).click();
    };
    await page.goto("/");
    await page.getByText("复查财政局第一党支部（示范党支部）").click();
    await page.waitForURL(`**/standard-sheets/${place.sheet}`);
    await decided("开始复查");
    await page.getByText(/按.*的记录重新核对/).waitFor();
    await check();
    await shot("standard-recheck");
    const inspector = await stage.actors.with_cookie(cookies.inspector, "phone");
    await inspector.page.goto(`/m/standard-sheets/${place.sheet}`);
    await inspector.page.getByText(/按.*的记录重新核对/).waitFor();
    await inspector.check();
    await inspector.shot("standard-recheck-phone");
    await inspector.page.getByRole("button", { name: "复查合格，保留等次" }).click();
    await inspector.page.locator("dialog.confirm textarea").fill("现场核对，记录齐全");
    await inspector.page.locator("dialog.confirm").getByRole("button", { name: "复查合格，保留等次" }).click();
    await inspector.page.getByText("已达标").first().waitFor();
    await inspector.close();
    await page.reload();
    await page.getByText("现场核对，记录齐全").waitFor();
    await decided("开始复查");
    await decided("复查不合格，撤销等次", "连续半年没有开展组织生活");
    await page.getByText("证书已撤销：连续半年没有开展组织生活").waitFor();
    await page.getByText("已撤销").first().waitFor();
    await check();
    await shot("standard-withdrawn");
    const { certificate } = await shown();
    await page.goto("/standard-standings");
    await page.getByRole("row", { name: /财政局第一党支部.*已撤销/ }).waitFor();
    await check();
    await clerk.close();
    const secretary = await stage.actors.with_cookie(cookies.secretary, "phone");
    await secretary.page.goto(`/m/standard-sheets/${place.sheet}`);
    await secretary.page.getByText("证书已撤销：连续半年没有开展组织生活").waitFor();
    await secretary.check();
    await secretary.shot("standard-withdrawn-phone");
    await secretary.close();
    const stranger = await open_page(stage.browser, stage.server.url, "phone");
    await stranger.page.goto(`/certificate#${certificate!.code}`);
    await stranger.page.getByText("证书已撤销").waitFor();
    await stranger.check();
    await stranger.shot("certificate-withdrawn");
    await stranger.close();
  });
});
