// Inspections in a real browser: the clerk plans, draws and proves; the inspector ticks on site without a network and raises a problem.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { day } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";
import { get, make_office, type Office } from "./harness/supervision.ts";

describe.each<Size>(["desktop", "phone"])("inspections on %s", (size) => {
  let office: Office;
  const stage = open_stage(async ({ server, actors }) => {
    office = await make_office(server, actors);
  });

  test("the clerk plans a random check, publishes the seed, draws, and the page computes it again", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, office.committee);
    await page.goto("/inspections");
    await page.getByRole("button", { name: "发起督导" }).click();
    await page.getByLabel("名称*").fill("主题党日随机抽查");
    await shot("inspection-plan");
    await page.goto("/inspections");
    const made = await page.evaluate(async ([committee, starts_on, ends_on]) => {
      const headers = { "X-Zhibu": "1", "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const body = JSON.stringify({ title: "主题党日随机抽查", kind: "random_check", organization_id: committee, coverage: "drawn_direct", starts_on, ends_on, checklist: "organ_party_building" });
      return ((await (await fetch("/api/v1/inspections", { method: "POST", headers, body })).json()) as { id: number }).id;
    }, [office.committee, day(-20), day(300)] as const);
    await page.goto(`/inspections/${made}`);
    await page.getByLabel("抽取", { exact: true }).fill("1");
    await page.getByRole("button", { name: "公布种子和名单" }).click();
    await page.getByText("种子", { exact: true }).waitFor();
    await shot("draw-announced");
    await page.getByRole("button", { name: "抽取", exact: true }).click();
    await page.getByText("已复算，结果相符").waitFor();
    await check();
    await shot("draw-proved");
    await page.goto(`/inspections/${office.inspection}`);
    await page.getByText("检查进度").or(page.getByText("市财政局机关党委")).first().waitFor();
    await check();
    await shot("inspection");
    await close();
  });

  // At a desk the inspector has a network; on site the phone must do without.
  test.runIf(size === "desktop")("the inspector arrives, ticks, raises a problem and concludes at a desk", async () => {
    const { page, settled, shot, check, close } = await stage.actors.as("inspector", size, office.committee);
    await page.goto(`/visits/${office.visit}`);
    await page.getByRole("button", { name: "登记到场" }).click();
    await page.getByRole("button", { name: "登记到场" }).waitFor({ state: "detached" });
    await page.getByRole("combobox", { name: /会议记录完整/ }).selectOption("problem");
    await settled();
    await page.getByRole("button", { name: "提出问题" }).click();
    await page.getByLabel(/问题表现/).fill("会议记录过于简单，无讨论内容");
    await page.getByLabel(/问题类别/).selectOption({ label: "会议记录过于简单，无讨论内容" });
    await shot("visit-raise");
    await page.getByRole("button", { name: "提出", exact: true }).click();
    await page.getByText("发现问题 1 件").waitFor();
    await page.getByLabel(/结论/).fill("总体情况较好，按期整改。");
    await check();
    await shot("visit");
    await page.getByRole("button", { name: "提交结论" }).click();
    await page.getByText("已提交").first().waitFor();
    await close();
  });

  test.runIf(size === "phone")("the inspector arrives, ticks and raises a problem without a network; everything goes up once", async () => {
    const { page, context, faults, shot, check, close } = await stage.actors.as("inspector", size, office.committee);
    await page.goto("/m/visits");
    await page.getByRole("link", { name: /市财政局机关党委/ }).click();
    await page.getByRole("button", { name: "登记到场" }).click();
    await page.getByRole("button", { name: "登记到场" }).waitFor({ state: "detached" });
    await shot("visit");
    await check();
    await context.setOffline(true);
    const item = page.getByRole("group", { name: /会议记录完整/ });
    await item.getByRole("button", { name: "有问题" }).click();
    await page.getByLabel(/问题表现/).fill("会议记录过于简单，无讨论内容");
    await shot("visit-raise");
    await page.getByRole("button", { name: "提出", exact: true }).click();
    await page.getByText(/(待上传|正在上传) 2/).first().waitFor();
    await shot("visit-offline");
    await context.setOffline(false);
    await page.getByText("已同步").waitFor({ timeout: 90_000 });
    await expect.poll(async () => (await get<{ total: number }>(stage.server, office.clerk, `/problems?visit_id=${office.visit}`)).total).toBe(1);
    await page.reload();
    await page.getByText("发现问题 1 件").waitFor();
    // A picture of what was seen goes with the item, and stands on the desk's page of the visit.
    await page.getByText("照片").first().click();
    const picture = await page.evaluate(() => Object.assign(document.createElement("canvas"), { width: 40, height: 30 }).toDataURL("image/png").split(",")[1]!);
    await page.locator("details[open] input[type=file]").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
    await page.getByRole("button", { name: "附上照片" }).click();
    await page.getByText("照片已附上").waitFor();
    await page.getByRole("img", { name: /照片/ }).waitFor();
    await shot("visit-picture");
    const seen = await get<{ items: { photos: unknown[] }[] }>(stage.server, office.clerk, `/visits/${office.visit}`);
    expect(seen.items.flatMap(({ photos }) => photos).length).toBe(1);
    // The browser says of each request that the network was gone; anything else would still be a fault.
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED")));
    await check();
    await close();
  });
});
