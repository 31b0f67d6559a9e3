// Step 4: what a closed meeting changes at once: the branch's cadence turns green, the figures of branch, organ and committee
// move, and each of them clicks down to this meeting.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { branch_with_members, type Branch } from "./harness/city.ts";
import { office_now } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

let city: Branch;
let month = 0;
const stage = open_stage(async ({ server, actors }) => {
  city = await branch_with_members(server, actors);
  month = Number((await call<{ now: string }>(server, "GET", "/session", undefined, city.secretary)).body.now.slice(5, 7));
});
const title = "主题党日：学习讨论";
const places = (): [string, number][] => [["branch_secretary", city.branch], ["organ_clerk", city.organ], ["committee_clerk", city.committee]];
const theme_day = (page: Page) => page.getByRole("row", { name: /^主题党日/ }).getByRole("link", { name: new RegExp(`年${month}月`) });

async function hold_meeting(): Promise<number> {
  const send = async <T>(path: string, body: unknown) => (await call<T>(stage.server, "POST", path, body, city.secretary)).body;
  const planned_at = office_now().toISOString().slice(0, 16);
  const { id } = await send<{ id: number }>("/meetings", { organization_id: city.branch, kind: "theme_day", title, planned_at, place: "三楼会议室" });
  await send(`/meetings/${id}/opening`, {});
  await send(`/meetings/${id}/marks`, { marks: city.members.map((member) => ({ member_id: member.id, state: "present" })) });
  await send(`/meetings/${id}/closure`, { minutes: "按议程进行。" });
  return id;
}

// From whatever list a figure opens, its one row leads to the meeting.
async function leads_to(page: Page, meeting: number): Promise<void> {
  await page.getByRole("link", { name: title }).first().click();
  await page.waitForURL(`**/meetings/${meeting}`);
  await page.getByRole("heading", { name: title }).waitFor();
}

test("before it, the cell is due and nobody's figures know a meeting", async () => {
  const { page, absent, check, shot, close } = await stage.actors.with_cookie(city.secretary);
  await page.goto("/cadence");
  await page.getByRole("link", { name: new RegExp(`主题党日.*年${month}月 (待办|逾期未办) 0/1`) }).waitFor();
  await check();
  await shot("cadence-before");
  await page.goto("/");
  await page.getByRole("heading", { name: "今天要办" }).waitFor();
  await absent(page.getByRole("link", { name: /^(本月组织生活|本年主题党日)/ }));
  await close();
});

describe("after it is closed", () => {
  let meeting = 0;
  test("the branch's cell is green at once, on both faces, and opens to the meeting", async () => {
    const { page, check, shot, close } = await stage.actors.with_cookie(city.secretary);
    await page.goto("/cadence");
    await theme_day(page).waitFor();
    meeting = await hold_meeting();
    await page.reload();
    const cell = page.getByRole("link", { name: new RegExp(`主题党日.*年${month}月 已办 1/1`) });
    await cell.waitFor();
    await expect.poll(() => cell.getAttribute("class")).toContain("ok");
    await check();
    await shot("cadence-after");
    await cell.click();
    await page.waitForURL("**/meetings?**");
    await expect.poll(() => page.getByRole("region", { name: "会议与活动" }).locator("tbody tr").count()).toBe(1);
    await leads_to(page, meeting);
    await close();

    const phone = await stage.actors.with_cookie(city.secretary, "phone");
    await phone.page.goto("/m/");
    await phone.page.getByText("由记录自动完成").waitFor();
    await phone.absent(phone.page.getByRole("link", { name: "安排 主题党日" }));
    await phone.check();
    await phone.shot("cadence-after");
    await phone.close();
  });

  test.each<Size>(["desktop", "phone"])("the home figures of branch, organ and committee lead to it on %s", async (size) => {
    for (const [role, organization] of places()) {
      const { page, check, shot, close } = await stage.actors.as(role, size, organization);
      await page.goto("/");
      const figure = page.getByRole("link", { name: "本年主题党日 1" });
      await figure.waitFor();
      await check();
      await shot(`home-after-${role}`);
      await figure.click();
      await page.waitForURL("**/facts?**");
      await leads_to(page, meeting);

      await page.goto(`/portraits?organization_id=${organization}`);
      await page.getByRole("link", { name: "组织生活 1", exact: true }).click();
      await page.getByText("共 1 条记录").waitFor();
      await leads_to(page, meeting);
      await close();
    }
  }, 180_000);

  test("a member's study hours grow with it", async () => {
    const cookie = await stage.actors.member_cookie(city.members[0]!, city.branch);
    const { page, check, shot, close } = await stage.actors.with_cookie(cookie, "phone");
    await page.goto("/m/my-attendance");
    await page.getByText(title).first().waitFor();
    await page.getByText("学时").first().waitFor();
    await check();
    await shot("my-attendance");
    await close();
  });
});
