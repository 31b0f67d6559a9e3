// Accounts and the audit in a real browser: made by an organ's clerk within the subtree, roles, disabling, reset, who did what.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { call, log_in } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

let organ: number;

const stage = open_stage(async ({ actors }) => {
  const committee = await actors.organization("市直机关工委", "working_committee");
  organ = await actors.organization("市公安局机关党委", "organ_committee", committee);
  await actors.organization("市公安局机关第一党支部", "branch", organ);
  await actors.organization("市公安局机关第二党支部", "branch", organ);
  await actors.organization("市水利局机关党委", "organ_committee", committee);
});

const kept_as_draft = (page: Page, text: string) => page.waitForFunction((typed) => Object.values(localStorage).some((each) => String(each).includes(typed)), text);

describe.each<Size>(["desktop", "phone"])("on %s", (size) => {
  test("an organ's clerk makes an account within the subtree, hands over the first password, gives and takes roles, disables it", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", size, organ);
    await page.goto("/accounts");
    await page.getByRole("button", { name: "新建账号" }).first().waitFor();
    await check();
    await shot("accounts");
    await page.getByRole("button", { name: "新建账号" }).first().click();
    await page.getByLabel("姓名").fill("陈明");
    await page.getByLabel("用户名").fill("admin");
    await page.getByRole("combobox", { name: "角色", exact: true }).click({ force: true });
    await expect.poll(() => page.locator(".el-select-dropdown:visible").getByRole("option").allInnerTexts()).toEqual(["支部书记", "党员"]); // nothing beyond one's own
    await page.getByRole("option", { name: "支部书记" }).click();
    await page.getByRole("button", { name: /^管理范围/ }).click();
    await page.getByPlaceholder("查找组织").fill("第二党支部");
    await shot("accounts-tree");
    await page.getByRole("treeitem", { name: /市公安局机关第二党支部/ }).click();
    await page.locator("form").getByRole("button", { name: "新建账号" }).click();
    await page.getByText("已被使用，请换一个").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("username");
    await check();
    await shot("accounts-invalid");
    const username = `chenming_${size}`;
    await page.getByLabel("用户名").fill(username);
    await page.locator("form").getByRole("button", { name: "新建账号" }).click();
    await page.getByText("初始密码只显示这一次").waitFor();
    const first = await page.locator("dialog code").innerText();
    await page.getByRole("button", { name: "复制" }).click();
    await check();
    await shot("first-password");
    await page.getByRole("button", { name: "已记下" }).click();
    await log_in(stage.server, username, first);

    await page.locator(".el-drawer").getByText("市公安局机关第二党支部").first().waitFor();
    await shot("account");
    await check();
    await page.getByRole("button", { name: "收回" }).click();
    await page.getByText("还没有角色").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByRole("button", { name: "收回" }).waitFor();
    await page.getByRole("button", { name: "停用" }).click();
    await expect.poll(() => page.locator("dialog button[type=submit]").isDisabled()).toBe(true);
    await page.getByLabel("停用原因").fill("岗位调整");
    await shot("account-disable");
    await page.locator("dialog button[type=submit]").click();
    await page.getByRole("button", { name: "恢复使用" }).click();
    await page.getByRole("button", { name: "重置密码" }).click();
    await page.locator("dialog button[type=submit]").click();
    await page.getByText("初始密码只显示这一次").waitFor();
    await expect.poll(() => page.locator("dialog code").innerText()).not.toBe(first);
    await close();
  });

  test("the audit tells who did what, filtered in the address, with its differences in words", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/audit?action=account.disabled");
    await page.getByRole("cell", { name: "停用账号" }).first().waitFor();
    await check();
    await shot("audit");
    await page.locator("tbody .first").first().click();
    const drawer = page.locator(".el-drawer");
    await drawer.getByRole("cell", { name: "岗位调整" }).waitFor();
    await drawer.getByRole("row", { name: /状态 正常 已停用/ }).waitFor();
    await shot("audit-entry");
    await check();
    await close();
  });
});

test("roles and states are filters in the address", async () => {
  const { page, check, close } = await stage.actors.as("administrator");
  await stage.actors.cookie_of("organ_clerk", organ);
  await page.goto("/accounts?role=organ_clerk");
  await page.getByRole("cell", { name: /市公安局机关党委/ }).waitFor();
  await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
  await page.goto("/accounts?state=disabled");
  await page.getByText("没有符合条件的记录").waitFor();
  await check();
  await close();
});

test("one's own account is out of reach, and says why", async () => {
  const { page, absent, shot, check, close } = await stage.actors.as("administrator");
  const { account } = (await call<{ account: { id: number } }>(stage.server, "GET", "/session", undefined, await stage.actors.administrator_cookie())).body;
  await page.goto(`/accounts?open=${account.id}`);
  await page.getByText("不能对自己的账号这样办").waitFor();
  await absent(page.getByRole("button", { name: "停用" }));
  await shot("own-account");
  await check();
  await close();
});

test("two editors of one account see both versions, and a draft survives a reload", async () => {
  const { id } = await stage.actors.account("陈明", [{ role: "member", organization_id: organ }]);
  const first = await stage.actors.as("administrator");
  const second = await stage.actors.as("administrator");
  for (const { page } of [first, second]) {
    await page.goto(`/accounts?open=${id}`);
    await page.getByRole("button", { name: "修改" }).click();
  }
  await first.page.getByRole("textbox", { name: "姓名" }).fill("陈明明");
  await first.page.getByRole("button", { name: "保存" }).click();
  await first.page.getByRole("button", { name: "修改" }).waitFor();

  await second.page.getByRole("textbox", { name: "姓名" }).fill("陈小明");
  await kept_as_draft(second.page, "陈小明");
  second.page.on("dialog", (dialog) => void dialog.accept());
  await second.page.getByRole("button", { name: "保存" }).click();
  await second.page.getByText("别人也修改了这条记录").waitFor();
  await second.shot("both-versions");
  await second.check();
  await second.page.getByRole("button", { name: "按所选保存" }).click();
  await second.page.getByRole("button", { name: "修改" }).click();
  await second.page.getByRole("textbox", { name: "姓名" }).fill("陈大明");
  await kept_as_draft(second.page, "陈大明");
  await second.page.reload();
  await second.page.getByRole("button", { name: "修改" }).click();
  await second.page.getByText("已恢复您上次未保存的内容").waitFor();
  await expect.poll(() => second.page.getByRole("textbox", { name: "姓名" }).inputValue()).toBe("陈大明");
  await first.close();
  await second.close();
});
