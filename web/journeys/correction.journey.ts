// The member's right to have the own data put right, in a real browser: asked on the phone, checked and corrected on the console, refused with
// a reason, noted by the member; and the member's own page on the console.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

let organ = 0;
let member = { id: 0, cookie: "" };

const stage = open_stage(async ({ server, actors }) => {
  const admin = await actors.administrator_cookie();
  const committee = await actors.organization("市直机关工委", "working_committee");
  organ = await actors.organization("市财政局机关党委", "organ_committee", committee);
  const branch = await actors.organization("财政局第一党支部", "branch", organ);
  const made = await call<{ id: number }>(server, "POST", "/members", { name: "李二", organization_id: branch, stage: "formal", gender: "female", joined_on: "2010-07-01", id_number: "440524188001010014", phone: "13800000001", post: "科员", education: "大学", nationality: "汉族" }, admin);
  const { username } = await actors.account("李二", [{ role: "member", organization_id: branch }], made.body.id);
  member = { id: made.body.id, cookie: await log_in(server, username, first_password) };
});
const own = (size: Size) => stage.actors.with_cookie(member.cookie, size);

describe("a request for correction", () => {
  test("the member asks on the phone for two things", async () => {
    const { page, shot, check, close } = await own("phone");
    await page.goto("/m/my");
    await page.getByRole("link", { name: "我的党员信息" }).click();
    await page.getByRole("heading", { name: "更正申请" }).waitFor();
    await check();
    await page.getByRole("button", { name: "申请更正" }).click();
    await page.getByLabel("更正项目").selectOption("身份证号");
    await page.getByText("440524188001010014").nth(1).waitFor(); // what stands there now
    await page.getByLabel("应更正为").fill("11010519491231002");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByText("身份证号应为 18 位").waitFor();
    await shot("correction-wrong");
    await check();
    await page.getByLabel("应更正为").fill("11010519491231002X");
    await page.getByLabel("说明").fill("以身份证原件为准");
    await shot("correction-ask");
    await page.getByRole("button", { name: "提交申请" }).dblclick();
    await page.getByRole("button", { name: /^身份证号/ }).waitFor();
    await page.getByRole("button", { name: "申请更正" }).click();
    await page.getByLabel("更正项目").selectOption("入党日期");
    await page.getByLabel("应更正为").fill("2009-07-01");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByRole("button", { name: /^入党日期/ }).click();
    await page.getByText("2009年7月1日").waitFor();
    await check();
    await shot("correction-own");
    expect((await call<{ total: number }>(stage.server, "GET", "/corrections", undefined, member.cookie)).body.total).toBe(2);
    await close();
  });

  test("the organ's clerk finds it in the inbox and corrects it with one button", async () => {
    const { page, shot, check, settled, close } = await stage.actors.as("organ_clerk", "desktop", organ);
    await page.goto("/");
    await page.getByText("核实更正申请：李二 身份证号").waitFor();
    await page.goto("/corrections");
    await page.getByRole("row", { name: /身份证号/ }).waitFor();
    await settled();
    await check();
    await shot("corrections");
    await page.getByRole("row", { name: /身份证号/ }).getByRole("button", { name: "李二" }).click();
    await page.getByText("110105********002X").waitFor();
    await page.getByRole("button", { name: "查看完整号码" }).click();
    await page.locator("dialog.confirm").getByLabel("原因").fill("核对身份证复印件");
    await page.locator("dialog.confirm").getByRole("button", { name: "查看", exact: true }).click();
    await page.getByText("11010519491231002X").waitFor();
    await settled();
    await check();
    await shot("correction");
    await page.getByRole("button", { name: "按申请更正" }).click();
    await page.getByRole("button", { name: "按申请更正" }).waitFor({ state: "detached" });
    await page.getByRole("dialog").getByText("已更正").first().waitFor();
    await shot("correction-done");
    await close();
  });

  test("on the phone the other is refused, with a reason", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", "phone", organ);
    await page.goto("/m/");
    await page.getByText("核实更正申请：李二 入党日期").click();
    await page.getByText("2009年7月1日").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "不予更正" }).isDisabled()).toBe(true);
    await page.getByLabel("答复意见").fill("入党志愿书记载为2010年7月1日");
    await check();
    await shot("correction-answer");
    await page.getByRole("button", { name: "不予更正" }).click();
    await page.getByText("入党志愿书记载为2010年7月1日").waitFor();
    await close();
  });

  test("the member reads both answers, and who looked", async () => {
    const { page, shot, check, settled, close } = await own("phone");
    await page.goto("/m/");
    await page.getByText("您申请的入党日期不予更正").click();
    await page.getByText("入党志愿书记载为2010年7月1日").waitFor();
    await page.getByRole("button", { name: "知道了" }).click();
    await page.getByRole("button", { name: "知道了" }).waitFor({ state: "detached" });
    await page.goto("/m/my-record");
    await page.getByText("11010519491231002X").waitFor();
    await page.getByText("核对身份证复印件").waitFor();
    await settled();
    await check();
    await shot("correction-corrected");
    await close();
  });

  test("the member's own page on the console", async () => {
    const { page, shot, check, settled, close } = await own("desktop");
    await page.goto("/my-record");
    await page.getByRole("button", { name: /^入党日期/ }).click();
    await page.getByText("入党志愿书记载为2010年7月1日").waitFor();
    await settled();
    await check();
    await shot("correction-console");
    await page.getByRole("button", { name: "申请更正" }).click();
    await page.getByLabel("更正项目").selectOption("性别");
    await page.getByLabel("应更正为").selectOption("男");
    await check();
    await shot("correction-console-ask");
    await close();
  });
});
