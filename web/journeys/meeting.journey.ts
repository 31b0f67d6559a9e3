// Step 3: a theme day from its plan to its record: invited, signed in by the changing code and the list, voted, written without a
// network, closed once; and the one that is recorded late with its reason.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { GuardedPage, Size } from "./harness/browser.ts";
import { branch_with_members, type Branch } from "./harness/city.ts";
import { day } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

interface Meeting {
  id: number;
  title: string;
  state: string;
  present: number;
  late: boolean;
  late_reason: string;
  paper: { minutes: string; agenda: { title: string; done: boolean }[]; decisions: { text: string }[]; photos: object[] };
}
let city: Branch;
const invited: string[] = []; // cookies of two members with accounts
const stage = open_stage(async ({ server, actors }) => {
  city = await branch_with_members(server, actors);
  for (const member of city.members.slice(0, 2)) invited.push(await actors.member_cookie(member, city.branch));
});
const get = async <T>(path: string): Promise<T> => (await call<T>(stage.server, "GET", path, undefined, city.secretary)).body;
const id_in = (page: Page) => Number(/\/meetings\/(\d+)/.exec(page.url())![1]);
const photo = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==", "base64");
// The browser says of each request that the network was gone; anything else would still be a fault.
const forget_lost_network = ({ faults }: GuardedPage) => faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED")));

async function add_to_the_agenda(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "添加议程" }).click();
  await page.getByRole("textbox", { name: "议程 1" }).fill(item);
  await page.getByRole("checkbox", { name: item }).check();
}

async function planned(secretary: GuardedPage, size: Size, title: string): Promise<number> {
  const { page, shot, check } = secretary;
  if (size === "phone") {
    await page.goto("/m/");
    await page.getByRole("link", { name: "安排 主题党日" }).click();
  } else {
    await page.goto("/meetings");
    await page.getByRole("link", { name: "安排会议" }).click();
  }
  await page.getByText("本支部 5 名党员全部参加").waitFor();
  await page.getByLabel("标题").fill(title);
  await page.getByLabel("地点").fill("三楼会议室");
  await check();
  await shot("meeting-plan");
  await page.getByRole("button", { name: "安排并通知" }).click();
  await page.waitForURL(/\/meetings\/\d+$/);
  return id_in(page);
}

async function signed_by_code(id: number, title: string): Promise<void> {
  for (const [at, cookie] of invited.entries()) {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookie, "phone");
    await page.goto("/m/");
    await page.getByRole("link", { name: new RegExp(`${title}.*去签到`, "s") }).waitFor();
    const { link } = await get<{ link: string }>(`/meetings/${id}/sign-code`); // what the camera reads from the picture
    await page.goto(link);
    await page.getByText(`${city.members[at]!.name}，签到成功`).waitFor();
    await check();
    if (at === 0) await shot("meeting-signed");
    await page.reload();
    await page.getByText(/您已签到/).waitFor();
    await close();
  }
}

describe.each<Size>(["phone", "desktop"])("a theme day on %s", (size) => {
  const title = size === "phone" ? "主题党日：走进社区办实事" : "主题党日：重温入党誓词";

  test("is planned, shown to members, opened with a changing code, signed, voted on, and closed once", async () => {
    const secretary = await stage.actors.with_cookie(city.secretary, size);
    const { page, context, shot, check, close } = secretary;
    const id = await planned(secretary, size, title);

    const member = await stage.actors.with_cookie(invited[0]!, size);
    await member.page.goto(size === "phone" ? "/m/" : "/");
    await member.page.getByText(title).first().waitFor();
    await member.check();
    await member.shot("meeting-invited");
    await member.close();

    await page.getByRole("button", { name: "开始签到" }).click();
    const code = page.getByRole("img", { name: "签到二维码" });
    await code.waitFor();
    await check();
    await shot("meeting-code");
    const first = await code.getAttribute("src");
    await signed_by_code(id, title);

    const sheet = page.getByRole("listitem");
    await expect.poll(() => sheet.filter({ hasText: "扫码" }).count()).toBe(2);
    await page.getByText(size === "phone" ? "还差 1 人" : "未过半数，不能表决").waitFor();
    for (const { name } of city.members.slice(2, 4)) await page.getByRole("button", { name: `${name} 到会` }).click();
    const leave = page.getByRole("button", { name: `${city.members[4]!.name} 请假` });
    await leave.click();
    await expect.poll(() => leave.getAttribute("aria-pressed")).toBe("true");
    await page.getByText(size === "phone" ? "可以开会表决" : "过半数，可以表决", { exact: true }).waitFor();
    await shot("meeting-quorum");
    await expect.poll(() => code.getAttribute("src"), { timeout: 25_000 }).not.toBe(first); // every quarter of a minute

    await page.locator("input[type=file]").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: photo });
    await page.locator("figure img[src*='/photos/']").waitFor();
    await page.getByRole("button", { name: "记录决议并结束" }).click();
    await add_to_the_agenda(page, "交流发言");
    await page.getByRole("button", { name: "添加决议" }).click();
    await page.getByLabel("决议 1", { exact: true }).fill("同意每季度到社区服务一次");
    for (const [label, count] of [["赞成", "4"], ["反对", "0"], ["弃权", "0"]] as const) await page.getByLabel(label, { exact: true }).fill(count);
    await page.getByLabel(/^记录/).fill("王建国主持，按议程进行。");
    await page.getByText("已保存", { exact: true }).waitFor();

    // In the middle of the record the network goes; the page is even loaded anew; not a word is lost.
    await context.setOffline(true);
    await page.getByLabel(/^记录/).fill("王建国主持，按议程进行。会上作了交流发言。");
    await page.getByText("已存在本机").waitFor();
    await shot("meeting-offline");
    await context.setOffline(false);
    await page.reload();
    await page.getByRole("button", { name: "记录决议并结束" }).click();
    await expect.poll(() => page.getByLabel(/^记录/).inputValue()).toBe("王建国主持，按议程进行。会上作了交流发言。");
    await expect.poll(() => page.getByLabel("决议 1", { exact: true }).inputValue()).toBe("同意每季度到社区服务一次");
    forget_lost_network(secretary);
    await check();
    await shot("meeting-close");

    await page.getByRole("button", { name: "结束会议" }).dblclick();
    await page.getByText("已完成").first().waitFor();
    await page.getByText("同意每季度到社区服务一次").first().waitFor();
    await check();
    await shot("meeting-closed");
    const meeting = await get<Meeting>(`/meetings/${id}`);
    expect(meeting).toMatchObject({ state: "closed", present: 4, late: false, paper: { minutes: "王建国主持，按议程进行。会上作了交流发言。" } });
    expect(meeting.paper.agenda).toMatchObject([{ title: "交流发言", done: true }]);
    expect(meeting.paper.decisions).toHaveLength(1);
    expect(meeting.paper.photos).toHaveLength(1);
    const held = await get<{ items: { source_page: string }[] }>(`/facts?kind=life.held.theme_day&organization_within=${city.branch}&size=50`);
    expect(held.items.filter(({ source_page }) => source_page === `/meetings/${id}`)).toHaveLength(1);
    await close();
  }, 240_000);

  test("entered long after, asks for its reason and says so in the record", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(city.secretary, size);
    await page.goto(size === "phone" ? "/m/meetings/record" : "/meetings/record");
    await page.getByLabel("召开时间").fill(`${day(size === "phone" ? -40 : -45)}T09:00`);
    await page.getByLabel(/^补录原因/).waitFor();
    await page.getByRole("button", { name: "全部到会" }).click();
    await page.getByText("5 / 5 人到会").waitFor();
    await add_to_the_agenda(page, "交流发言");
    await page.getByRole("button", { name: "保存记录" }).click();
    await page.getByRole("alert").first().waitFor();
    await check();
    await shot("meeting-late-asked");
    await page.getByLabel(/^补录原因/).fill("书记外出学习，返回后补记");
    await page.getByRole("button", { name: "保存记录" }).click();
    await page.waitForURL(/\/meetings\/\d+$/);
    await page.getByText("会后补记：书记外出学习，返回后补记").waitFor();
    await check();
    await shot("meeting-late");
    expect(await get<Meeting>(`/meetings/${id_in(page)}`)).toMatchObject({ state: "closed", present: 5, late: true });
    await close();
  });
});

test("recorded on the phone without a network, it waits there and goes up once", async () => {
  const secretary = await stage.actors.with_cookie(city.secretary, "phone");
  const { page, context, shot, check, close } = secretary;
  await page.goto("/m/meetings/record?kind=party_lecture");
  await page.getByRole("button", { name: "全部到会" }).click();
  await page.getByLabel("地点").fill("党员活动室");
  await add_to_the_agenda(page, "交流发言");
  await context.setOffline(true);
  await page.getByLabel(/^记录/).fill("书记讲党课，谈体会。");
  await page.getByRole("button", { name: "保存记录" }).dblclick();
  await page.getByText("已保存在本机，联网后自动上传").first().waitFor();
  await shot("meeting-kept");
  await context.setOffline(false);
  await page.getByText("已同步", { exact: true }).waitFor({ timeout: 60_000 });
  const { items } = await get<{ items: Meeting[] }>("/meetings?kind=party_lecture");
  expect(items).toHaveLength(1);
  expect((await get<Meeting>(`/meetings/${items[0]!.id}`)).paper.minutes).toBe("书记讲党课，谈体会。");
  forget_lost_network(secretary);
  await check();
  await close();
});
