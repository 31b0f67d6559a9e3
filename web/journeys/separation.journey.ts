// Two people for an export in bulk, and the three of 三员分立: set, obeyed and switched off again in a real browser.
import { expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { open_stage } from "./harness/stage.ts";

let committee: number;

const stage = open_stage(async ({ actors, server }) => {
  committee = await actors.organization("市直机关工委", "working_committee");
  const branch = await actors.organization("市水利局机关第一党支部", "branch", committee);
  const admin = await actors.administrator_cookie();
  for (let at = 0; at < 24; ++at) await call(server, "POST", "/members", { name: `周${"一二三四五六七八九十百千"[at % 12]}${at < 12 ? "平" : "安"}`, organization_id: branch, stage: "formal", joined_on: "2010-07-01" }, admin);
});

test("an export of many people waits for a second person, who answers on the phone, and is then downloaded once", async () => {
  const admin = await stage.actors.as("administrator");
  await admin.page.goto("/security");
  await admin.page.getByRole("heading", { name: "双人控制" }).waitFor();
  await admin.page.getByLabel("超过多少行须经同意").fill("20");
  await admin.page.getByRole("button", { name: "修改行数" }).click();
  await admin.page.getByLabel("修改理由").last().fill("防止批量外泄");
  await admin.page.locator("dialog").getByRole("button", { name: "修改行数" }).click();
  await admin.page.getByText("双人控制已修改").waitFor();
  await admin.check();
  await admin.close();

  const clerk = await stage.actors.as("committee_clerk", "desktop", committee);
  await clerk.page.goto("/members?stage=formal");
  await clerk.page.getByText("周一平").first().waitFor();
  await clerk.page.getByRole("button", { name: "导出" }).click();
  await clerk.page.locator("dialog textarea").fill("核对党费台账");
  await clerk.page.locator("dialog").getByRole("button", { name: "导出" }).click();
  await clerk.page.getByRole("heading", { name: "须经第二人同意" }).waitFor();
  await clerk.check();
  await clerk.shot("export-waits");
  await clerk.page.getByRole("button", { name: "查看导出申请" }).click();
  await clerk.page.getByRole("cell", { name: "核对党费台账" }).waitFor();
  await clerk.check();
  await clerk.shot("export-requests");

  const leader = await stage.actors.as("leader", "phone", committee);
  await leader.page.goto("/m/");
  await leader.page.getByText("申请导出党员名册 24 行").waitFor();
  await leader.check();
  await leader.shot("export-inbox");
  await leader.page.getByText("申请导出党员名册 24 行").click();
  await leader.page.getByRole("button", { name: "同意导出" }).waitFor();
  await leader.page.getByText("人员类别：正式党员").waitFor();
  await leader.check();
  await leader.shot("export-request");
  await leader.page.getByRole("button", { name: "同意导出" }).click();
  await leader.page.locator("dialog").getByRole("button", { name: "同意导出" }).click();
  await leader.page.getByText("已同意").first().waitFor();
  await leader.settled();
  await leader.check();
  await leader.shot("export-consented");
  await leader.close();

  await clerk.page.goto("/");
  await clerk.page.getByText("导出党员名册 24 行已获同意").click();
  await clerk.page.getByRole("button", { name: "下载名单" }).waitFor();
  await clerk.settled();
  await clerk.check();
  await clerk.shot("export-may-be-taken");
  const file = clerk.page.waitForEvent("download");
  await clerk.page.getByRole("button", { name: "下载名单" }).click();
  expect((await file).suggestedFilename()).toContain("xlsx");
  await clerk.page.locator(".el-drawer").getByText("已下载").first().waitFor();
  await clerk.absent(clerk.page.getByRole("button", { name: "下载名单" }));
  await clerk.close();
});

test("the three are set apart once nobody holds two, and the security officer gives the roles from then on", async () => {
  const both = await stage.actors.account("孙宁", [{ role: "administrator", organization_id: committee }, { role: "auditor", organization_id: committee }]);
  const admin = await stage.actors.as("administrator");
  await admin.page.goto("/security");
  await admin.page.getByText("以下账号兼任").waitFor();
  await admin.page.getByText("还没有管理范围为全局的：安全管理员、审计管理员").waitFor();
  await expect.poll(() => admin.page.getByRole("button", { name: "启用三员分立" }).isDisabled()).toBe(true);
  await admin.page.getByText("以下账号兼任").scrollIntoViewIfNeeded();
  await admin.check();
  await admin.shot("three-against");

  const admin_cookie = await stage.actors.administrator_cookie();
  const held = (await call<{ grants: { id: number; role: string }[] }>(stage.server, "GET", `/accounts/${both.id}`, undefined, admin_cookie)).body.grants;
  await call(stage.server, "DELETE", `/accounts/${both.id}/grants/${held.find(({ role }) => role === "auditor")!.id}`, undefined, admin_cookie);
  const officer = await log_in(stage.server, (await stage.actors.account("何静", [{ role: "security_officer" }])).username, first_password);
  await stage.actors.account("沈书明", [{ role: "auditor" }]);
  await admin.page.reload();
  await admin.page.getByText("没有账号兼任，三员齐备").waitFor();
  await admin.page.getByRole("button", { name: "启用三员分立" }).click();
  await admin.page.locator("dialog textarea").fill("等级保护测评要求");
  await admin.shot("three-confirming");
  await admin.page.locator("dialog").getByRole("button", { name: "启用三员分立" }).click();
  await admin.page.getByText("三员分立已启用").waitFor();
  await admin.page.getByText("启用三员分立后，由安全管理员修改").waitFor();
  await admin.absent(admin.page.getByRole("link", { name: "审计", exact: true }));
  await admin.check();
  await admin.shot("three-apart");
  await admin.page.goto("/accounts");
  await admin.page.getByRole("button", { name: "新建账号" }).first().click();
  await admin.page.getByText("先建账号，再请安全管理员授予角色").waitFor();
  await admin.page.getByLabel("姓名").fill("陈明");
  await admin.page.getByLabel("用户名").fill("chenming");
  await admin.check();
  await admin.shot("three-new-account");
  await admin.page.locator("form").getByRole("button", { name: "新建账号" }).click();
  await admin.page.getByRole("button", { name: "已记下" }).click();
  await admin.page.getByText("这件事由安全管理员办理").waitFor();
  await admin.check();
  await admin.shot("three-account-of-administrator");
  await admin.close();

  const { page, check, shot, settled, close } = await stage.actors.with_cookie(officer);
  await page.goto("/");
  await page.getByRole("heading", { name: "工作台" }).waitFor();
  await settled();
  await check();
  await shot("three-officer-home");
  await page.goto("/accounts");
  await page.getByText("陈明").first().click();
  await page.getByRole("button", { name: "授予角色" }).click();
  await page.getByRole("combobox", { name: "角色", exact: true }).click({ force: true });
  await page.getByRole("option", { name: "支部书记" }).click();
  await page.getByRole("button", { name: /^管理范围/ }).click();
  await page.getByRole("treeitem", { name: /市水利局机关第一党支部/ }).click();
  await page.getByRole("button", { name: "授予角色" }).click();
  await page.getByRole("button", { name: "收回" }).waitFor();
  await check();
  await shot("three-officer-granted");
  await page.goto("/accounts?q=沈书明");
  await page.getByText("沈书明").first().click();
  await page.getByRole("button", { name: "授予角色" }).click();
  await page.getByRole("combobox", { name: "角色", exact: true }).click({ force: true });
  await page.getByRole("option", { name: "系统管理员" }).click();
  await page.getByRole("button", { name: "授予角色" }).click();
  await page.getByText("沈书明已是审计管理员").waitFor();
  await check();
  await shot("three-refused");

  await page.goto("/security");
  await page.getByRole("button", { name: "停用三员分立" }).click();
  await page.locator("dialog textarea").fill("测评结束");
  await page.locator("dialog").getByRole("button", { name: "停用三员分立" }).click();
  await page.getByText("三员分立已停用").waitFor();
  await check();
  await close();
});
