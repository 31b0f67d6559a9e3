// Slow statements at both sizes: what stands there, one opened with its plan, the list taken out and cleared; not for others.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage(undefined, ["--slow-query-ms", "1"]);

// Some statement takes longer than a millisecond sooner or later: asked until one has.
async function something_slow(): Promise<void> {
  const cookie = await stage.actors.administrator_cookie();
  for (let i = 0; i < 200; ++i) {
    await call(stage.server, "GET", `/audit?size=200&q=${"x".repeat(1 + (i % 40))}`, undefined, cookie);
    const { total } = (await call<{ total: number }>(stage.server, "GET", "/slow-statements?size=1", undefined, cookie)).body;
    if (total > 0) return;
  }
  throw new Error("nothing was slow");
}

describe.each<Size>(["desktop", "phone"])("slow statements on %s", (size) => {
  test("are listed, opened with their plan, taken out and cleared", async () => {
    await something_slow();
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/slow-queries");
    await page.getByRole("heading", { name: "慢查询", level: 1 }).waitFor();
    await page.locator("tbody tr").first().waitFor();
    await check();
    await shot("slow-statements");
    await page.locator("tbody tr").first().getByRole("button").first().click();
    await page.getByRole("heading", { name: "执行计划" }).waitFor();
    await page.waitForURL("**/slow-queries?open=*");
    await check();
    await shot("slow-statement");
    await page.goto("/slow-queries");
    const file = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出" }).first().click();
    expect((await file).suggestedFilename()).toMatch(/\.xlsx$/);
    await page.getByRole("button", { name: "清空重记" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "清空重记" }).click();
    await page.getByText("已清空，重新开始记录").waitFor();
    await close();
  });
});

test("are not for others", async () => {
  const { page, absent, close } = await stage.actors.as("committee_clerk", "desktop");
  await page.goto("/");
  await page.getByRole("heading", { name: "工作台" }).waitFor();
  await absent(page.getByRole("link", { name: "慢查询" }));
  await close();
});
