// A selection from its notice to the honour: nominated by the branch, blocked by an overdue problem, reviewed, publicised, objected to on the
// phone, answered, decided, on the pages of member and organisation.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { GuardedPage } from "./harness/browser.ts";
import { branch_with_members, type Branch } from "./harness/city.ts";
import { number_of, write_past } from "./harness/database.ts";
import { day, today } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";
import { get, post } from "./harness/supervision.ts";

let city: Branch;
let clerk: string;
let member: string;
const stage = open_stage(async ({ server, actors }) => {
  city = await branch_with_members(server, actors);
  clerk = await actors.cookie_of("committee_clerk", city.committee);
  member = await actors.member_cookie(city.members[1]!, city.branch);
});

// The days of publicity are over; the clerk decides.
async function decided({ page, check }: GuardedPage, id: number): Promise<void> {
  write_past(stage.server, `UPDATE selection SET publicity_to = ${number_of(day(-1))} WHERE id = ${id}`);
  await page.goto(`/selections/${id}`);
  await page.getByRole("button", { name: "公布结果" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "公布结果" }).click();
  await page.getByText("已表彰").first().waitFor();
  await check();
}

describe("a selection", () => {
  test("is nominated, reviewed, publicised, objected to and answered", async () => {
    const office = await stage.actors.with_cookie(clerk);
    const { page, shot, check } = office;
    await page.goto("/selections");
    await page.getByText("还没有评选").waitFor();
    const { account } = (await call<{ account: { id: number } }>(stage.server, "GET", "/session", undefined, clerk)).body;
    const year = Number(today().slice(0, 4));
    const made = (await call<{ id: number }>(stage.server, "POST", "/selections", { organization_id: city.committee, honour: "excellent_member", title: `${year}年“七一”表彰`, year, handler_id: account.id }, clerk)).body;

    const secretary = await stage.actors.with_cookie(city.secretary);
    await secretary.page.goto(`/selections/${made.id}`);
    await secretary.page.getByRole("button", { name: "推荐", exact: true }).click();
    await secretary.page.getByRole("textbox", { name: "事迹" }).waitFor();
    await secretary.check();
    await secretary.shot("selection-nominate");
    await secretary.close();
    await call(stage.server, "POST", `/selections/${made.id}/nominations`, { organization_id: city.branch, member_id: city.members[0]!.id, deeds: "牵头完成攻坚项目三项，带动支部年轻党员。" }, city.secretary);

    await page.goto(`/selections/${made.id}`);
    await page.getByText("王建国").waitFor();
    await page.getByRole("button", { name: "推荐截止，开始审核" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "推荐截止，开始审核" }).click();
    await page.getByRole("button", { name: "王建国：列为拟表彰" }).click();
    await page.getByText("拟表彰 1 / 1").waitFor();
    await check();
    await shot("selection-review");
    await page.getByRole("button", { name: "开始公示" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "开始公示" }).click();
    await page.getByText(/公示至/).first().waitFor();

    const phone = await stage.actors.with_cookie(member, "phone");
    await phone.page.goto("/m/selections");
    await phone.page.getByRole("link", { name: /七一/ }).click();
    await phone.page.getByRole("button", { name: "提出异议" }).click();
    await phone.page.getByRole("textbox", { name: "异议内容" }).fill("其中一项由他人完成");
    await phone.check();
    await phone.shot("selection-object");
    await phone.page.getByRole("button", { name: "提交异议" }).click();
    await phone.page.getByText("等待答复").waitFor();

    await page.reload();
    await page.getByText("收到异议 1 件，1 件待答复").waitFor();
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("textbox", { name: "答复" }).fill("经核实，三项均由本人牵头。");
    await check();
    await shot("selection-handle");
    await page.getByRole("button", { name: "答复", exact: true }).click();
    await page.getByText("收到异议 1 件，0 件待答复").waitFor();
    await phone.page.reload();
    await phone.page.getByText("经核实，三项均由本人牵头。").waitFor();
    await page.goto("/honours");
    await page.getByText("还没有荣誉").waitFor();
    await check();
    await decided(office, made.id);
    await shot("selection-decided");
    await page.goto("/honours");
    await page.getByRole("row", { name: /优秀共产党员.*王建国/ }).waitFor();
    await check();
    await shot("honours");
    await page.goto(`/members/${city.members[0]!.id}`);
    const honours = page.locator(".honours");
    await honours.getByText("优秀共产党员").first().scrollIntoViewIfNeeded();
    await check();
    await shot("honours-of-member");
    await phone.page.reload();
    await phone.page.getByText("已表彰").first().waitFor();
    await phone.check();
    await phone.shot("selection-decided");
    await phone.close();
    await office.close();
  });

  test("an organisation with an overdue problem is blocked with the reason, until it is rectified; its honour stands on its page", async () => {
    const inspector = await stage.actors.cookie_of("inspector", city.committee);
    const raised = await post<{ id: number }>(stage.server, inspector, "/problems", { organization_id: city.branch, category: "record_thin", severity: "general", description: "会议记录过于简单，无讨论内容", found_on: today() });
    const step = async (cookie: string, verb: string, said = {}) => {
      const { version } = await get<{ version: number }>(stage.server, cookie, `/problems/${raised.id}`);
      await post(stage.server, cookie, `/problems/${raised.id}/steps/${verb}`, said, version);
    };
    await step(inspector, "feed_back");
    write_past(stage.server, `UPDATE problem SET due_on = ${number_of(day(-5))} WHERE id = ${raised.id}`);
    const office = await stage.actors.with_cookie(clerk);
    const { page, shot, check } = office;
    await page.goto("/selections");
    await page.getByRole("button", { name: "发起评选" }).click();
    const drawer = page.locator(".el-drawer:visible");
    await drawer.getByRole("combobox", { name: /^荣誉/ }).click({ force: true }); // drawn under its own words
    await page.getByRole("option", { name: "先进基层党组织" }).click();
    await drawer.getByLabel(/^名称/).fill("先进基层党组织评选");
    await check();
    await shot("selection-new");
    await drawer.getByRole("button", { name: "发起", exact: true }).click();
    await page.waitForURL(/\/selections\/\d+$/);
    const id = Number(page.url().split("/").pop());
    await page.getByText("先进基层党组织评选").first().waitFor();

    const secretary = await stage.actors.with_cookie(city.secretary);
    await secretary.page.goto(`/selections/${id}`);
    await secretary.page.getByRole("button", { name: "推荐", exact: true }).click();
    await secretary.page.getByRole("textbox", { name: "事迹" }).fill("组织生活按期率全部达标，服务群众三十次。");
    await secretary.page.getByRole("button", { name: "提交推荐" }).click();
    await secretary.page.getByText("不符合条件：有1个超期未整改的问题").waitFor();
    await secretary.check();
    await secretary.shot("selection-blocked");
    await secretary.close();

    await page.reload();
    await page.getByText("财政局第一党支部").waitFor();
    await page.getByRole("button", { name: "推荐截止，开始审核" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "推荐截止，开始审核" }).click();
    const choose = page.getByRole("button", { name: "财政局第一党支部：列为拟表彰" });
    await choose.waitFor();
    await expect.poll(() => choose.isDisabled()).toBe(true);
    await check();
    await shot("selection-blocked-review");
    // The reason opens the problem itself.
    await page.getByRole("link", { name: "查看" }).click();
    await page.waitForURL(/\/problems\?/);
    await page.getByText("无讨论内容").first().waitFor();
    await page.goBack();
    await step(city.secretary, "receive");
    await step(city.secretary, "set_measures", { measures: "补记讨论内容", owner: "王一", due_on: day(20) });
    await step(city.secretary, "report", { rectification: "已补记并由支委会审核" });
    await step(inspector, "verify");
    await step(clerk, "close");
    await page.reload();
    await choose.click();
    await page.getByText("拟表彰 1 / 1").waitFor();
    await page.getByRole("button", { name: "开始公示" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "开始公示" }).click();
    await page.getByText(/公示至/).first().waitFor();
    await decided(office, id);
    await page.goto(`/organizations/${city.branch}`);
    await page.locator(".honours").getByText("先进基层党组织").first().scrollIntoViewIfNeeded();
    await check();
    await shot("honours-of-organization");
    await office.close();
    const reader = await stage.actors.with_cookie(member, "phone");
    await reader.page.goto("/m/selections");
    await reader.page.getByRole("link", { name: /先进基层党组织评选/ }).click();
    await reader.page.getByText("财政局第一党支部").first().waitFor();
    await reader.check();
    await reader.shot("selection-of-organizations");
    await reader.close();
  });
});
