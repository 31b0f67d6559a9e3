// Contact points in a real browser: the clerk gives every organisation a leader, the leader logs a contact on the phone, the matrix shows it.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

describe.each<Size>(["desktop", "phone"])("contact points on %s", (size) => {
  let committee = 0;
  let organ = 0;
  const names = ["市财政局机关党委", "市教体局机关党委", "市水利局机关党委"];

  const stage = open_stage(async ({ server, actors }) => {
    const admin = await actors.administrator_cookie();
    const found = async (name: string, kind: string, parent_id?: number) =>
      (await call<{ id: number }>(server, "POST", "/organizations", { name, short_name: name, kind, founded_on: "2010-01-01", ...(parent_id ? { parent_id } : {}) }, admin)).body.id;
    committee = await found("市直机关工委", "working_committee");
    const below: number[] = [];
    for (const name of names) below.push(await found(name, "organ_committee", committee));
    organ = below[0]!;
    await actors.cookie_of("leader", committee);
  });

  test("the clerk assigns all organisations to a leader after a preview", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, committee);
    await page.goto("/contact");
    await page.getByRole("button", { name: "安排这 3 个" }).click();
    await page.getByRole("combobox", { name: /联系领导/ }).selectOption({ index: 1 });
    await check();
    await shot("contact-assign");
    await page.getByRole("button", { name: "预览" }).click();
    await page.getByRole("button", { name: "确认安排 3 个" }).waitFor();
    await shot("contact-preview");
    await page.getByRole("button", { name: "确认安排 3 个" }).click();
    await page.getByText("全覆盖").waitFor();
    await check();
    await shot("contact-matrix");
    await close();
  });

  test("the leader logs an exchange with one choice and one sentence", async () => {
    const { page, shot, check, close } = await stage.actors.as("leader", size, committee);
    await page.goto(size === "phone" ? "/m/contact" : "/contact/mine");
    await page.getByRole(size === "phone" ? "link" : "button", { name: `记一次联系 ${names[0]!}` }).click();
    await check();
    await shot("contact-log");
    await page.getByLabel("反馈了什么").fill("第一议题落实较好，会议记录偏简单");
    await page.getByLabel("希望跟进").fill("一周内补齐会议记录");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("已联系 1 个").waitFor();
    await check();
    await shot("contact-mine");
    await close();
  });

  test("the organisation sees its leader and answers the wish", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", size, organ);
    await page.goto("/contact/ours");
    await page.getByText("待答复").waitFor();
    await check();
    await shot("contact-ours");
    await page.getByRole("link", { name: "交流反馈" }).click();
    await page.getByLabel("跟进情况").fill("已补齐");
    await page.getByRole("button", { name: "答复" }).click();
    await page.getByText("已答复").first().waitFor();
    await close();
  });

  test("the clerk opens a cell to its records", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, committee);
    await page.goto("/contact");
    await page.getByRole("button", { name: new RegExp(`^${names[0]!}.*本年联系 1 次`) }).click();
    await page.getByText("第一议题落实较好").waitFor();
    await check();
    await shot("contact-cell");
    await page.getByRole("link", { name: "在列表中查看" }).click();
    await page.waitForURL("**/contact/visits?*");
    await expect.poll(() => page.getByRole("region", { name: "联系记录" }).locator("tbody tr").count()).toBe(1);
    await close();
  });
});
