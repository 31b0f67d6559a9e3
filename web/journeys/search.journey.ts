// Ctrl-K at both sizes: people, organisations, meetings and problems by words, pinyin and initials, at once after they were written.
import { describe, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { day, today } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

let committee = 0;
const stage = open_stage(async ({ server, actors }) => {
  const admin = await actors.administrator_cookie();
  const make = async (name: string, kind: string, parent_id?: number) =>
    (await call<{ id: number }>(server, "POST", "/organizations", { name, short_name: name, kind, parent_id, founded_on: "2010-01-01" }, admin)).body.id;
  committee = await make("市直机关工委", "working_committee");
  const branch = await make("市水利局第一党支部", "branch", committee);
  await call(server, "POST", "/members", { name: "诸葛静怡", organization_id: branch, stage: "formal", joined_on: "2010-07-01" }, admin);
  await call(server, "POST", "/meetings", { organization_id: branch, kind: "theme_day", title: "重温入党誓词主题党日", planned_at: `${day(3)}T09:00:00+08:00`, place: "三楼会议室" }, await actors.cookie_of("branch_secretary", branch));
  await call(server, "POST", "/problems", { organization_id: branch, category: "record_thin", severity: "general", description: "谈心谈话记录过于笼统", found_on: today() }, await actors.cookie_of("inspector", committee));
});

describe.each<Size>(["desktop", "phone"])("search on %s", (size) => {
  test.each([
    ["诸葛", /诸葛静怡/],
    ["zhugejing", /诸葛静怡/],
    ["zgjy", /诸葛静怡/],
    ["水利", /市水利局第一党支部/],
    ["slj", /市水利局第一党支部/],
    ["誓词", /重温入党誓词主题党日/],
    ["rudangshici", /重温入党誓词主题党日/],
    ["rdsc", /重温入党誓词主题党日/],
    ["笼统", /谈心谈话记录过于笼统/],
    ["longtong", /谈心谈话记录过于笼统/],
    ["txth", /谈心谈话记录过于笼统/],
  ])("%s finds %s, and Enter opens it", async (typed, expected) => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, committee);
    await page.goto("/");
    await page.getByRole("heading", { name: "工作台" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^找人/ }).fill(typed);
    await page.getByRole("option", { name: expected }).first().waitFor();
    if (typed === "zgjy") {
      await check();
      await shot("palette");
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/(\?open=|\/)\d+$/);
    await close();
  });

  test("says in words that nothing was found", async () => {
    const { page, absent, close } = await stage.actors.as("administrator", size);
    await page.goto("/");
    await page.getByRole("heading", { level: 1 }).waitFor(); // the shell listens once it is there
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^找人/ }).fill("没有这个人");
    await page.getByRole("status").filter({ hasText: /没有找到/ }).waitFor();
    await absent(page.getByRole("option"));
    await close();
  });
});
