// The annual report: a draft writes itself, is edited on the paper, refreshed, compared, made final and taken out.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

describe.each<Size>(["desktop", "phone"])("on %s the annual report", (size) => {
  let city: City;

  const stage = open_stage(async ({ server, actors }) => {
    city = await recorded_city(server, actors);
  });

  test("writes itself, keeps what was written by hand, and is frozen when final", async () => {
    const { page, absent, shot, check, close } = await stage.actors.as("committee_clerk", size, city.committee);
    await page.goto(`/reports?organization_id=${city.committee}&year=${city.year}`);
    await page.getByText("还没有年度报告").waitFor();
    await check();
    await page.getByRole("button", { name: "新建报告" }).click();
    await page.waitForURL(/\/reports\/\d+$/);
    await page.getByText("全年共开展组织生活").waitFor();
    await check();
    await shot("report");
    await page.getByRole("button", { name: String(city.meetings), exact: true }).first().click();
    await page.getByRole("link", { name: "查看记录" }).waitFor();
    await shot("report-figure");
    if (size === "phone") await page.getByRole("button", { name: "关闭" }).click(); // there the note stands over the foot of the page

    await page.getByRole("button", { name: "修改" }).click();
    const paragraph = page.getByRole("textbox", { name: "第一部分第1段" });
    await paragraph.click();
    await page.keyboard.press("Home");
    await page.keyboard.insertText("经过全年努力，");
    await check();
    await shot("report-edit");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("button", { name: "修改" }).waitFor();
    await page.getByText("经过全年努力，截至").waitFor();
    await page.getByRole("button", { name: "刷新数字" }).click();
    await page.getByText("已刷新，数字没有变化").waitFor();
    await page.getByText("经过全年努力，截至").waitFor();

    await page.getByRole("link", { name: "版本比对" }).click();
    await page.locator("tr.same").first().waitFor();
    await check();
    await shot("report-versions");
    await page.getByRole("link", { name: "返回报告" }).click();
    for (const format of ["Word 文档（DOCX）", "PDF", "Markdown"]) {
      await page.getByRole("button", { name: "导出" }).click();
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: format }).click()]);
      expect(file.suggestedFilename()).toContain("年度党建工作报告");
    }
    await page.getByRole("button", { name: "定稿" }).click();
    await page.getByRole("button", { name: "确认定稿" }).click();
    await page.getByText("数字已冻结").waitFor();
    await absent(page.getByRole("button", { name: "修改" }));
    await shot("report-final");
    await close();
  });

  test("is read without sideways scrolling", async () => {
    const { page, shot, check, close } = await stage.actors.as("leader", size, city.committee);
    await page.goto("/reports");
    await page.getByRole("link", { name: /年度党建工作报告/ }).click();
    await page.getByText("基本情况").waitFor();
    await check();
    await shot("report-read");
    await close();
  });
});
