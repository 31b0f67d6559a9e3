// Business: the office's own sheets come in with a fault at its cell, an item gets the branch that drives it and the meeting that discussed it.
import { describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import type { Size } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;
const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
});
const count = (page: Page, name: string) => page.locator(".counts div", { hasText: name }).locator("dd").innerText();
const sheet = (name: string, rows: string[]) => ({ name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });

describe.each<Size>(["desktop", "phone"])("business on %s", (size) => {
  test("items come in by a sheet, one gets its branch and its meeting", async () => {
    const { page, shot, check, settled, close } = await stage.actors.as("organ_clerk", size, city.organ);
    await page.goto("/imports/new?kind=business_items");
    await check();
    const named = (title: string) => `${title}${size === "phone" ? "（二）" : ""}`;
    await page.locator("input[type=file]").setInputFiles(sheet("重点工作.csv", ["事项名称,事项类别,责任单位,牵引支部,开始日期,完成期限",
      `${named("优化政务服务窗口")},服务事项,市财政局机关党委,财政局第一党支部,${city.year}-01-05,${city.year}-12-20`, `${named("专项资金检查")},专项行动,市财政局机关党委,,${city.year}-02-01,${city.year}-12-30`,
      `${named("预算公开")},重点工作,没有这个单位,,${city.year}-02-01,${city.year}-11-30`]));
    await expect.poll(() => count(page, "有误")).toBe("1");
    await page.getByText("没有找到这个党组织").first().waitFor();
    await shot("business-import");
    await check();
    await page.getByRole("button", { name: /^导入 2 行$/ }).click();
    await page.getByText("已导入 ·").waitFor();
    await page.getByRole("link", { name: "查看业务事项" }).click();
    await page.getByRole("button", { name: named("专项资金检查"), exact: true }).waitFor();
    await settled();
    await shot("business-items");
    await check();
    await page.getByRole("button", { name: named("专项资金检查"), exact: true }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("还没有会议研究过这项业务").waitFor();
    await drawer.getByRole("button", { name: "由支部牵引" }).click();
    await drawer.locator(".which button").first().click();
    await drawer.getByPlaceholder("查找组织").fill("第一党支部");
    await drawer.getByRole("treeitem", { name: /财政局第一党支部/ }).click();
    await drawer.getByRole("button", { name: "确定", exact: true }).click();
    await drawer.getByRole("link", { name: "财政局第一党支部" }).waitFor();
    await drawer.getByRole("button", { name: "登记会议研究" }).click();
    await drawer.locator("select").selectOption({ index: 1 });
    await drawer.getByRole("button", { name: "保存" }).click();
    await drawer.getByRole("link", { name: /学习讨论|主题党日/ }).waitFor();
    await settled();
    await shot("business-item");
    await check();
    await close();
  });
});

test("figures show their change on the year in a word", async () => {
  const { page, shot, check, settled, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await page.goto("/imports/new?kind=business_figures");
  const rows = [["刑事案件", 1000, 753], ["治安案件", 2000, 1530], ["命案", 16, 11], ["交通事故死亡人数", 101, 82]].flatMap(([name, before, now]) => [`市财政局机关党委,${name},${city.year - 2}年,${before},年报`, `市财政局机关党委,${name},${city.year - 1}年,${now},年报`]);
  await page.locator("input[type=file]").setInputFiles(sheet("业务指标.csv", ["单位名称,指标,期间,数值,数据来源", ...rows]));
  await page.getByRole("button", { name: /^导入 8 行$/ }).click();
  await page.getByText("已导入 ·").waitFor();
  await page.getByRole("link", { name: "查看业务指标" }).click();
  for (const change of ["−24.7%", "−23.5%", "−31.3%", "−18.8%"]) await page.getByText(`${change} 向好`).waitFor();
  await settled();
  await shot("business-figures");
  await check();
  await close();
});
