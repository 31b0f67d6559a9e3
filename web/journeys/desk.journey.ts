// The desk at both sizes: the home page, the calendar, work in progress, the phone's 今天, and the way out of the sample.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage();

describe.each<Size>(["desktop", "phone"])("the desk on %s", (size) => {
  test("opens with what is to do, and says what to do next where there is nothing", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/");
    await page.getByRole("heading", { name: "工作台" }).waitFor();
    await page.getByRole("heading", { name: "今天要办" }).waitFor();
    await check();
    await shot("home");
    await close();
  });

  test("the calendar goes from month to month, keeps it in the address, and opens a day", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/calendar?month=2021-10");
    await page.getByRole("status").filter({ hasText: "2021年10月" }).waitFor();
    await page.getByText("休", { exact: true }).first().waitFor(); // National Day
    await page.getByText("班", { exact: true }).first().waitFor(); // a worked weekend
    await check();
    await shot("calendar");
    await page.getByRole("button", { name: "下个月" }).click();
    await page.waitForURL("**/calendar?month=2021-11");
    await page.getByRole("button", { name: /^2021年11月3日/ }).click();
    await page.getByRole("heading", { name: "2021年11月3日的安排" }).waitFor();
    await page.goBack();
    await close();
  });

  test("the job centre says what will stand there", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/jobs");
    await page.getByText("没有正在办理的事项").waitFor();
    await check();
    await shot("jobs");
    await close();
  });
});

test("the phone opens on 今天", async () => {
  const { page, shot, check, close } = await stage.actors.as("administrator", "phone");
  await page.goto("/m/");
  await page.locator(".list, .empty, .quiet").first().waitFor();
  await check();
  await shot("today");
  await close();
});

test("an office's own data is not removed by the sample's way out", async () => {
  const cookie = await stage.actors.administrator_cookie();
  const answer = await fetch(`${stage.server.url}/api/v1/sample/removal`, {
    method: "POST",
    headers: { "X-Zhibu": "1", Origin: stage.server.url, "Content-Type": "application/json", Cookie: cookie, "Idempotency-Key": "desk-journey-1" },
    body: JSON.stringify({ confirmation: "移除示例" }),
  });
  expect(answer.status).toBe(409);
});
