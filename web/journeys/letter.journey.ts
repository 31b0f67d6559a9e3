// Letters in a real browser: written beside its paper and the unit's burden, issued with a number, received and answered.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";
import { get, make_office, raise, type Office } from "./harness/supervision.ts";

describe.each<Size>(["desktop", "phone"])("letters on %s", (size) => {
  let office: Office;
  let problem = 0;
  const stage = open_stage(async ({ server, actors }) => {
    office = await make_office(server, actors);
    problem = await raise(server, office, office.organ, "党费收缴不及时、未公示", false);
  });

  test("the clerk writes a reminder, looks at the burden and issues it; it feeds the problem back", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, office.committee);
    await page.goto(`/letters/new?organization_id=${office.organ}`);
    await page.getByRole("article", { name: "文书样式" }).getByText("党费收缴不及时、未公示").waitFor();
    await page.getByText("单位本月已承担的要求").waitFor();
    await check();
    await shot("letter-compose");
    await page.getByRole("button", { name: "保存草稿" }).click();
    await page.getByRole("button", { name: "印发" }).waitFor();
    await expect.poll(() => page.getByRole("button", { name: "印发" }).isDisabled()).toBe(true);
    await page.getByText(/我已看过/).click();
    await page.getByRole("button", { name: "印发" }).click();
    await page.getByRole("heading", { name: /直工提〔\d{4}〕1号/ }).waitFor();
    await check();
    await shot("letter-issued");
    const [pdf] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PDF" }).click()]);
    expect(pdf.suggestedFilename()).toMatch(/^直工提〔\d{4}〕1号 .*\.pdf$/);
    await expect.poll(async () => (await get<{ state: string }>(stage.server, office.clerk, `/problems/${problem}`)).state).toBe("fed_back");
    await close();
  });

  test("the organ receives it and answers with a pledge", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", size, office.organ);
    const { items } = await get<{ items: { id: number }[] }>(stage.server, office.clerk, "/letters");
    await page.goto(`${size === "phone" ? "/m" : ""}/letters/${items[0]!.id}`);
    await page.getByRole("button", { name: "签收" }).click();
    await page.getByLabel(/回复内容/).fill("已研究整改措施，逐项落实，本月底前完成。");
    await page.getByText(/以承诺书形式回复/).click();
    await check();
    await shot("letter-reply");
    await page.getByRole("button", { name: "回复" }).click();
    await expect.poll(async () => (await get<{ state: string }>(stage.server, office.clerk, `/letters/${items[0]!.id}`)).state).toBe("replied");
    const pledge = async () => (await get<{ items: { kind: string; number: string }[] }>(stage.server, office.clerk, "/letters")).items.find(({ kind }) => kind === "pledge");
    await expect.poll(async () => (await pledge())?.number).toMatch(/^整改诺〔\d{4}〕1号$/);
    await close();
  });
});
