// Indexes, what-if, classes and lift plans: the committee's clerk on the desktop, the branch secretary on the phone.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;
const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
});

describe.each<Size>(["desktop", "phone"])("the indexes on %s", (size) => {
  test("lead from all organisations to one, and from an item to its records", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, city.committee);
    await page.goto(`/indexes?period=${city.year}`);
    const rows = page.locator("tbody tr");
    await rows.first().waitFor();
    await check();
    await shot("indexes");
    await page.goto(`/indexes/five_indexes/${city.branch}?period=${city.year}`);
    await page.getByRole("img", { name: /各维度与目标、中位数对照/ }).waitFor();
    await page.getByText("没有数据，不计入").first().waitFor();
    await check();
    await shot("index of one");
    await close();
  });
});

test("a what-if moves organisations, is undone, and leaves nothing behind", async () => {
  const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await page.goto(`/indexes/five_indexes/trial?period=${city.year}`);
  await page.getByText(/上升 0，下降 0/).waitFor();
  await page.getByLabel("支部党员大会 满分值").fill("1");
  await page.getByLabel("支部党员大会 满分值").blur();
  await page.getByText(/上升 [1-9]/).waitFor();
  await check();
  await shot("what-if");
  await page.getByRole("button", { name: "撤销一步" }).click();
  await page.getByText(/上升 0，下降 0/).waitFor();
  // One that convinced becomes a draft of the file, to be looked at and published there.
  await page.getByLabel("支部党员大会 满分值").fill("1");
  await page.getByLabel("支部党员大会 满分值").blur();
  await page.getByText(/上升 [1-9]/).waitFor();
  await page.getByRole("button", { name: "作为草稿写入规则包" }).click();
  await page.waitForURL(/\/packs\/five_indexes\/index.toml/);
  await page.getByRole("heading", { name: "逐行对照" }).waitFor();
  await page.getByText('target = "1"').waitFor();
  await check();
  await shot("what-if taken over");
  await close();
});

test("classes are computed and confirmed, and the weak get a plan with tasks", async () => {
  const clerk = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await clerk.page.goto("/classes");
  await clerk.page.getByRole("button", { name: "计算分类" }).click();
  await clerk.page.waitForURL(/\/classes\/\d+/);
  await clerk.check();
  await clerk.shot("classes");
  await clerk.page.getByRole("button", { name: "确认分类" }).click();
  await clerk.page.getByRole("dialog").getByRole("button", { name: "确认分类" }).click();
  await clerk.page.getByText("已确认").first().waitFor();
  await clerk.page.getByRole("link", { name: "制定计划" }).first().click();
  await clerk.page.getByLabel(/计划名称/).fill("整顿提升");
  await clerk.page.getByLabel(/存在问题和原因/).fill("活动不经常");
  await clerk.page.getByLabel(/整顿目标/).fill("按期开展组织生活");
  await clerk.page.getByLabel(/整顿责任人/).fill("支部书记");
  await clerk.page.getByLabel(/完成期限/).fill("2099-12-31");
  await clerk.check();
  await clerk.shot("new plan");
  await clerk.close();
});

test("a secretary reads the own index on the phone", async () => {
  const { page, shot, check, close } = await stage.actors.as("branch_secretary", "phone", city.branch);
  await page.goto(`/m/index?period=${city.year}`);
  await page.getByText("模范机关五项指数").waitFor();
  await expect.poll(() => page.getByRole("img", { name: /对照/ }).count()).toBe(1);
  await check();
  await shot("own index");
  await close();
});
