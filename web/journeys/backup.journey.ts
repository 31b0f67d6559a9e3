// Backups in a real browser: the vault set up with a passphrase, one backup now, a restore drill with its certificate, the plan.
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage(async ({ actors }) => {
  const committee = await actors.organization("市直机关工委", "working_committee");
  await actors.organization("市公安局机关第一党支部", "branch", committee);
});
const sizes: Size[] = ["desktop", "phone"];

test.each(sizes)("before anything is set up the page asks for a passphrase that only people know, on %s", async (size) => {
  const { page, shot, check, close } = await stage.actors.as("administrator", size);
  await page.goto("/backups");
  await page.getByRole("heading", { name: "先设置备份库" }).waitFor();
  await page.getByLabel("口令（至少 12 个字）").fill("一个只有人知道的长口令啊");
  await page.getByLabel("再输一次口令").fill("另一个");
  await page.locator("form").getByRole("button", { name: "设置备份" }).click();
  await page.getByText("两次输入的口令不同").waitFor();
  await check();
  await shot("backup-set-up");
  await close();
});

describe.each<Size>(sizes)("on %s", (size) => {
  test("the vault is set up, a backup taken, a restore tried, its certificate taken out and the plan changed", async () => {
    const { page, settled, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/backups");
    await page.getByRole("heading", { name: /先设置备份库|备份列表/ }).waitFor();
    if (await page.getByRole("heading", { name: "先设置备份库" }).isVisible()) {
      await page.getByLabel("口令（至少 12 个字）").fill("一个只有人知道的长口令啊");
      await page.getByLabel("再输一次口令").fill("一个只有人知道的长口令啊");
      await page.getByLabel(/口令保管在哪里/).fill("办公室保险柜，由张某保管");
      await page.locator("form").getByRole("button", { name: "设置备份" }).click();
      await page.getByText("还没有备份").waitFor();
      await check();
      await shot("backup-empty");
    }
    await settled();
    const before = await page.locator("tbody tr").count();
    await page.getByRole("button", { name: "立即备份" }).click();
    await page.getByText(/已备份 [\d]+ 条记录/).waitFor();
    await expect.poll(() => page.locator("tbody tr").count()).toBeGreaterThan(before);
    await page.getByText("未核验").first().waitFor();
    await page.getByRole("button", { name: "恢复演练", exact: true }).click();
    await page.getByText(/演练完成：[\d]+ 条记录全部恢复并核对无误/).waitFor();
    await page.getByRole("button", { name: "打印证明" }).first().waitFor();
    await page.getByText("完好").first().waitFor();
    await check();
    await shot("backup");
    await page.getByText("查看数目").first().click();
    await page.getByRole("cell", { name: "党组织", exact: true }).first().waitFor();
    await shot("backup-counts");
    const [paper] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "打印证明" }).first().click()]);
    expect(paper.suggestedFilename()).toMatch(/^恢复演练证明 \d{4}-\d\d-\d\d\.pdf$/);
    expect((await readFile((await paper.path())!)).subarray(0, 5).toString()).toBe("%PDF-");
    const [sheet] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载恢复说明" }).click()]);
    expect(sheet.suggestedFilename()).toBe("备份恢复说明.pdf");
    await page.getByRole("button", { name: "修改安排" }).click();
    await page.getByLabel("每隔几小时备份一次").fill("2");
    await check();
    await shot("backup-plan");
    await page.locator(".el-drawer").getByRole("button", { name: "保存" }).click();
    await page.getByText("备份安排已保存").waitFor();
    await close();
  });
});
