// Rules in a real browser: a number changed by form, a text with a fault at its line, published from a day, compared; read by a leader.
import { describe, expect, test } from "vitest";
import { open_stage } from "./harness/stage.ts";
import { get, make_office, type Office } from "./harness/supervision.ts";

let office: Office;
const stage = open_stage(async ({ server, actors }) => {
  office = await make_office(server, actors);
});
const file = "/packs/standard/cadence.toml";

describe("packs", () => {
  test("the clerk changes a number by form, sees what it means and puts it into force", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", office.committee);
    await page.goto("/packs");
    await page.getByRole("heading", { name: "标准规则包" }).waitFor();
    await check();
    await shot("packs");
    await page.getByRole("link", { name: "组织生活频次" }).click();
    const row = page.locator("details", { hasText: "支部党员大会一般每季度召开 1 次" }).first();
    await row.locator("summary").click();
    await row.getByLabel("次数").fill("2");
    await check();
    await shot("pack-form");
    await page.getByRole("button", { name: "保存到草稿（1 处）" }).click();
    await page.getByText("没有发现问题").waitFor();
    await page.getByRole("button", { name: "文本" }).click();
    const text = page.getByLabel("规则文本");
    expect(await text.inputValue()).toContain("times = 2");
    // A fault stands at its line, and nothing typed is lost meanwhile.
    await text.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(0, 0));
    await text.pressSequentially("权重 = 3\n");
    await page.getByRole("button", { name: "检查并试算" }).click();
    await page.getByText(/项目名只能用字母/).waitFor();
    await check();
    await shot("pack-fault");
    await page.getByText("已保存").first().waitFor();
    await page.reload();
    expect(await page.getByLabel("规则文本").inputValue()).toContain("权重 = 3");
    await page.getByLabel("规则文本").fill((await page.getByLabel("规则文本").inputValue()).replace("权重 = 3\n", ""));
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("次数").waitFor();
    await dialog.getByLabel(/说明/).fill("本市要求每季度两次");
    await check();
    await shot("pack-publish");
    await dialog.getByRole("button", { name: "发布" }).click();
    await page.getByText("第 1 版").first().waitFor();
    await page.getByRole("button", { name: "历史版本" }).click();
    await page.getByText("本市要求每季度两次").waitFor();
    await check();
    await shot("pack-history");
    await page.getByRole("button", { name: "比较", exact: true }).click();
    await page.getByRole("heading", { name: "逐行对照" }).waitFor();
    await check();
    await shot("pack-difference");
    const { in_force } = await get<{ in_force: { number: number } }>(stage.server, office.clerk, "/packs/standard/files/cadence.toml");
    expect(in_force.number).toBe(1);
    await close();
  });

  test("what belongs to the program says why; a leader reads and cannot edit", async () => {
    const { page, shot, check, close } = await stage.actors.as("leader", "phone", office.committee);
    await page.goto("/packs/standard/rectification.toml");
    await page.getByText(/正在办理的问题要按开始时的流程走完/).waitFor();
    await check();
    await shot("pack-fixed-narrow");
    await page.goto(file);
    await page.getByText("您可以查看，不能修改。").waitFor();
    expect(await page.getByRole("button", { name: "起草新版" }).count()).toBe(0);
    await check();
    await shot("pack-read-narrow");
    await page.goto("/packs");
    await page.getByRole("heading", { name: "标准规则包" }).waitFor();
    await check();
    await shot("packs-narrow");
    await close();
  });
});
