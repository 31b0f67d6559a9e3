// Taking a deletion back (at once, and from the recycle bin), the reason why a page stays closed, the keys, and a list with its tree.
import { expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;
const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
});

test("a deleted draft is taken back within ten seconds, and later from the recycle bin", async () => {
  const clerk = await stage.actors.cookie_of("committee_clerk", city.committee);
  const { id } = (await call<{ id: number }>(stage.server, "POST", "/reports", { organization_id: city.committee, year: city.year }, clerk)).body;
  const { page, check, shot, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  const remove = async () => {
    await page.goto(`/reports/${id}`);
    await page.getByRole("button", { name: "删除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
    await page.getByText("30 天内可在回收站找回").waitFor();
  };
  await remove();
  await page.getByRole("button", { name: "撤销" }).click();
  await page.waitForURL(`**/reports/${id}`);
  await remove();
  await page.goto("/recycle-bin");
  await page.getByRole("cell", { name: /工作报告/ }).waitFor();
  await check();
  await shot("recycle-bin");
  await page.getByRole("button", { name: "恢复" }).click();
  await page.waitForURL(`**/reports/${id}`);
  await page.goto("/recycle-bin");
  await page.getByText("回收站是空的").waitFor();
  await close();
});

test.each(["desktop", "phone"] as const)("a closed page says why, on a %s", async (size) => {
  const { page, check, shot, close } = await stage.actors.as("branch_secretary", size, city.branch);
  await page.goto("/audit");
  await page.getByRole("button", { name: "为什么看不到？" }).click();
  await page.getByText("财政局第一党支部及其下级").waitFor();
  await expect.poll(() => page.getByText("需要以下角色之一").textContent()).toContain("审计管理员");
  await check();
  await shot("why-not");
  await close();
});

test("the keys are shown by ?, / goes to the list's search, and a tree and its list stand in the address", async () => {
  const { page, check, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await page.goto("/members");
  await page.getByText("王建国").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("李秀英");
  await page.keyboard.press("Enter");
  await page.getByText("王建国").waitFor({ state: "detached" });
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("李秀英");
  await page.getByRole("button", { name: "李秀英" }).focus();
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "键盘操作" }).waitFor();
  await check();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "键盘操作" }).waitFor({ state: "hidden" });
  await page.goto("/members");
  await page.getByRole("treeitem", { name: /财政局第一党支部|市财政局机关党委/ }).first().click();
  await page.waitForURL(/below=\d+/);
  await close();
});

test("a date is taken as it is pasted", async () => {
  const { page, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await page.goto("/members");
  await page.getByRole("button", { name: "新增党员" }).first().click();
  const joined = page.getByRole("combobox", { name: "入党日期" }).or(page.getByLabel("入党日期")).first();
  await joined.focus();
  await joined.evaluate((input) => {
    const data = new DataTransfer();
    data.setData("text", "２０１２．７．１");
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.waitForFunction(() => Array.from(document.querySelectorAll<HTMLInputElement>(".el-drawer input")).some(({ value }) => value === "2012年7月1日"));
  await close();
});
