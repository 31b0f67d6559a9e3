// Step 2 and the roster: accounts within subtrees see their own part, members are looked at, transferred, called.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

let branch = 0;

async function bring(kind: string, name: string, cookie: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../packs/samples/laixi/${name}.xlsx`, import.meta.url));
  const form = new FormData();
  form.append("file", new Blob([readFileSync(path)]), `${name}.xlsx`);
  const answer = await fetch(`${stage.server.url}/api/v1/imports?kind=${kind}`, { method: "POST", headers: { "X-Zhibu": "1", Cookie: cookie, Origin: stage.server.url }, body: form });
  const batch = (await answer.json()) as { id: number; version: number };
  const applied = await fetch(`${stage.server.url}/api/v1/imports/${batch.id}/application`, { method: "POST", headers: { "X-Zhibu": "1", Cookie: cookie, Origin: stage.server.url, "If-Match": String(batch.version) } });
  expect(applied.status).toBe(200);
}

const stage = open_stage(async ({ server, actors }) => {
  const cookie = await actors.administrator_cookie();
  await bring("organizations", "organizations-national", cookie);
  await bring("members", "members-national", cookie);
  branch = (await call<{ items: { id: number }[] }>(server, "GET", `/organizations?q=${encodeURIComponent("市委办公室党支部")}`, undefined, cookie)).body.items[0]!.id;
});

describe("the console", () => {
  test("the tree at the left, what stands below at the right, a branch renamed with its history", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator");
    await page.goto("/organizations");
    await page.getByRole("treeitem", { name: /^市直机关工委/ }).first().click();
    await page.getByRole("button", { name: "市人大常委会办公室党总支" }).waitFor();
    await shot("organizations");
    await check();
    await page.getByRole("button", { name: "市委办公室党支部", exact: true }).click();
    await page.getByText("本级及下级党员").waitFor();
    await page.getByRole("button", { name: "更名" }).first().click();
    await page.locator("form.deed").getByLabel("党组织简称").fill("市委办机关党支部");
    await page.locator("form.deed").getByLabel("原因").fill("规范简称");
    await shot("organization-renaming");
    await page.locator("form.deed").getByRole("button", { name: "更名" }).click();
    await page.locator(".history").getByText("更名").waitFor();
    await shot("organization");
    await check();
    await close();
  });

  test("the roster: found by initials, opened, a number shown with a reason", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator");
    await page.goto("/members");
    await page.getByRole("row", { name: /范丽/ }).waitFor();
    await shot("members");
    await check();
    await page.getByRole("button", { name: "范丽", exact: true }).click();
    await page.getByRole("button", { name: "查看完整号码" }).first().click();
    await page.getByRole("dialog").getByLabel("原因").fill("核对档案");
    await page.getByRole("dialog").getByRole("button", { name: "查看", exact: true }).click();
    await page.getByText("370299194705044607").waitFor();
    await shot("member");
    await check();
    await close();
  });

  test("a secretary sees the own branch and no other", async () => {
    const { page, absent, shot, check, close } = await stage.actors.as("branch_secretary", "desktop", branch);
    await page.goto("/members");
    await page.getByRole("row", { name: /范丽/ }).waitFor();
    await page.getByText("共 18 条").or(page.getByText(/18/)).first().waitFor();
    await absent(page.getByRole("button", { name: "新增党员" }));
    await shot("members-of-secretary");
    await check();
    await close();
  });
});

test.each<Size>(["desktop", "phone"])("what the roster shows goes out as Excel, and the audit knows it, on %s", async (size) => {
  const { page, shot, check, close } = await stage.actors.as("administrator", size);
  await page.goto(`/members?q=${encodeURIComponent("范丽")}`);
  await page.getByRole("row", { name: /范丽/ }).first().waitFor();
  await page.getByRole("button", { name: "导出" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("导出事由").fill("核对名册");
  await check();
  await shot("members-export-reason");
  const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "导出" }).click()]);
  await check();
  await shot("members-export");
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");
  const cookie = await stage.actors.administrator_cookie();
  const audited = async () => (await call<{ items: { action: string }[] }>(stage.server, "GET", "/audit?size=5", undefined, cookie)).body.items.map(({ action }) => action);
  await expect.poll(async () => (await audited()).some((action) => action.includes("export"))).toBe(true);
  await close();
});

describe("the phone", () => {
  test("a secretary finds a member and calls", async () => {
    const { page, shot, check, close } = await stage.actors.as("branch_secretary", "phone", branch);
    await page.goto("/m/roster");
    await page.getByText("范丽").waitFor();
    await shot("roster");
    await page.getByLabel("姓名、拼音或完整手机号").fill("fanli");
    await expect.poll(() => page.locator(".row").count()).toBe(1);
    await check(); // a short list: no button lies half under the tabs
    await page.getByRole("button", { name: "给范丽打电话" }).click();
    await shot("roster-call");
    await page.getByRole("dialog").getByLabel("原因").fill("通知开会");
    await check();
    await close();
  });
});
