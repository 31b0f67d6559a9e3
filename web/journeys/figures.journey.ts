// From a recorded meeting to every figure: portrait, the records behind a number, a branch's year on the phone, the binder.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;

const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
});

describe.each<Size>(["desktop", "phone"])("the portrait on %s", (size) => {
  test("leads from a number to its records and back", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, city.committee);
    await page.goto(`/portraits?organization_id=${city.branch}&year=${city.year}`);
    const meetings = page.getByRole("link", { name: `组织生活 ${city.meetings}`, exact: true });
    await meetings.waitFor();
    await check();
    await shot("portrait");
    await meetings.click();
    await page.getByText(`共 ${city.meetings} 条记录`).waitFor();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(city.meetings);
    await page.getByRole("button", { name: "说明" }).first().click();
    await page.getByText("计入：组织生活").waitFor();
    await check();
    await shot("facts");
    await page.getByRole("button", { name: "返回组织画像" }).click();
    await page.waitForURL("**/portraits?**");
    await close();
  });
});

test("one button makes the branch's binder", async () => {
  const { page, shot, close } = await stage.actors.as("branch_secretary", "desktop", city.branch);
  await page.goto(`/portraits?organization_id=${city.branch}&year=${city.year}`);
  await page.getByRole("button", { name: "一键归档" }).click();
  const button = page.getByRole("button", { name: /下载归档册/ });
  await button.waitFor({ timeout: 20_000 });
  await shot("binder");
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(file.suggestedFilename()).toMatch(/党建工作档案\.pdf$/);
  await close();
});

test("a secretary reads the branch's year on the phone", async () => {
  const { page, shot, check, close } = await stage.actors.as("branch_secretary", "phone", city.branch);
  await page.goto("/m/figures");
  const row = page.getByRole("link", { name: /组织生活/ }).first();
  await row.waitFor();
  await check();
  await shot("year");
  await row.click();
  await page.getByText(`共 ${city.meetings} 条`).waitFor();
  await check();
  await shot("records");
  await close();
});
