// Steps 1: an empty office is installed with the one-time token, and its three files come in through the wizard.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const sample = (name: string) => fileURLToPath(new URL(`../../packs/samples/laixi/${name}.xlsx`, import.meta.url));
const count = (page: Page, name: string) => page.locator(".counts div", { hasText: name }).locator("dd").innerText();

async function upload(page: Page, kind: string, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.goto(`/imports/new?kind=${kind}`);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.waitForURL(/\/imports\/\d+$/);
}
const apply = async (page: Page) => {
  await page.getByRole("button", { name: /^导入 .* 行$/ }).click();
  await page.getByText("已导入 ·").waitFor();
};

describe.each<Size>(["desktop", "phone"])("the office's three files on %s", (size) => {
  const stage = open_stage();

  test("members without organisations are sent back in words", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/imports/new?kind=members");
    await shot("import-upload");
    await check();
    await page.locator("input[type=file]").setInputFiles(sample("members-office"));
    await page.getByRole("alert").getByText("请先导入党组织表").waitFor();
    await close();
  });

  test("the tree, the national roster, then the office's own sheet with its 22 faults", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await upload(page, "organizations", sample("organizations-national"));
    await expect.poll(() => count(page, "新增")).toBe("186");
    await shot("import-organizations");
    await check();
    await apply(page);
    await page.getByRole("link", { name: "接着导入党员" }).click();
    await page.locator("input[type=file]").setInputFiles(sample("members-national"));
    await expect.poll(() => count(page, "新增")).toBe("4,062");
    await apply(page);
    await upload(page, "members", sample("members-office"));
    await expect.poll(() => count(page, "有误")).toBe("22");
    await expect.poll(() => count(page, "新增")).toBe("242");
    await expect.poll(() => page.locator("td.wrong").count()).toBeGreaterThanOrEqual(22);
    await page.getByText(/没有这个党支部.*第九十九临时支部/).first().waitFor();
    await shot("import-faults");
    await check();
    const [marked] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载错误标注表" }).click()]);
    expect(marked.suggestedFilename()).toBe("members-office-错误标注.xlsx");
    const corrected = { name: "改好的行.xlsx", mimeType: "application/octet-stream", buffer: readFileSync(await marked.path()) };
    await apply(page);
    await shot("import-done");
    await check();
    await upload(page, "members", corrected);
    await expect.poll(() => count(page, "共")).toBe("22");
    await close();
  });

  test("the same sheet again changes nothing; a batch goes back as a whole", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await upload(page, "members", sample("members-national"));
    await page.getByText("表里的内容与系统中一致").waitFor();
    await expect.poll(() => page.getByRole("button", { name: /^导入 0 行$/ }).isDisabled()).toBe(true);
    await page.goto("/imports");
    await page.getByRole("link", { name: "members-office.xlsx" }).first().waitFor();
    await shot("imports");
    await check();
    await page.getByRole("link", { name: "members-office.xlsx" }).first().click();
    await page.getByRole("button", { name: "撤销导入" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "撤销导入" }).click();
    await page.getByText("已撤销 ·").waitFor();
    const cookie = await stage.actors.administrator_cookie();
    await expect.poll(async () => (await call<{ total: number }>(stage.server, "GET", "/members?size=1", undefined, cookie)).body.total).toBe(4062);
    await close();
  });

  test("a sheet with words of its own is mapped by hand, and remembered", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    const sheet = (name: string) => ({ name: "自用表.csv", mimeType: "text/csv", buffer: Buffer.from(`人员,组织\n${name},市委办公室党支部\n`) });
    await upload(page, "members", sheet("郑大"));
    await page.getByText("没有认出表头").waitFor();
    await page.getByLabel("“人员”对应").selectOption("name");
    await page.getByLabel("“组织”对应").selectOption("branch");
    await shot("import-mapping");
    await check();
    await page.getByRole("button", { name: "核对", exact: true }).click();
    await expect.poll(() => count(page, "新增")).toBe("1");
    await close();
  });

  test("shows bad files what is wrong with them", async () => {
    const { page, check, shot, close } = await stage.actors.as("administrator", size);
    await page.goto("/imports/new?kind=organizations");
    await page.locator("input[type=file]").setInputFiles({ name: "图片.xlsx", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "latin1") });
    await page.getByRole("alert").getByText("既不是 Excel").waitFor();
    await shot("import-refused");
    await check();
    await upload(page, "members", sample("members-office"));
    await expect.poll(() => count(page, "有误")).toBe("22");
    await shot("import-check");
    await check();
    await close();
  });
});
