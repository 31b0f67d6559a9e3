// The cockpit: words first, each cell down to its records, balance, integration; and a screen on the wall that is hung up and taken down.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { today } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;
const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
  const clerk = await actors.cookie_of("committee_clerk", city.committee);
  const item = async (name: string, more = {}) => (await call<{ id: number }>(server, "POST", "/business-items", { name, organization_id: city.organ, starts_on: `${city.year}-01-01`, due_on: `${city.year}-01-01`, ...more }, clerk)).body.id;
  await item("优化政务服务窗口", { team: "vanguard_post" });
  await item("专项资金检查");
  const tied = await item("预算公开");
  await fetch(`${server.url}/api/v1/business-items/${tied}/tie`, { method: "POST", headers: { "X-Zhibu": "1", "Content-Type": "application/json", Cookie: clerk, Origin: server.url, "If-Match": "1" }, body: JSON.stringify({ branch_id: city.branch }) });
  for (const [name, before, now] of [["criminal_cases", 1000, 753], ["public_order_cases", 2000, 1530], ["homicides", 16, 11], ["traffic_deaths", 101, 82]])
    for (const [year, value] of [[city.year - 2, before], [city.year - 1, now]]) await call(server, "POST", "/business-figures", { name, organization_id: city.organ, period: String(year), value, source: "业务年报" }, clerk);
});

describe.each<Size>(["desktop", "phone"])("the cockpit on %s", (size) => {
  test("leads from the words over a cell to its records", async () => {
    const { page, shot, check, settled, close } = await stage.actors.as("committee_clerk", size, city.committee);
    await page.goto(`/cockpit?year=${city.year}`);
    await page.getByText(/上.中.下.|还没有可以计算温度的记录/).first().waitFor();
    if (today() !== `${city.year}-01-01`) await page.getByText("业务事项超期").waitFor(); // on the first day of a year nothing of the year can be late
    await settled();
    await shot("cockpit");
    await check();
    if (today() !== `${city.year}-01-01`) {
      await page.goto(`/cockpit?year=${city.year}&attention=business_overdue`);
      await page.getByRole("dialog").getByRole("link", { name: /超过期限/ }).waitFor();
      await settled();
      await shot("cockpit-findings");
      await check();
      await page.keyboard.press("Escape");
      await page.waitForURL((url) => !url.searchParams.get("attention"));
    }
    await page.getByRole("button", { name: "表格" }).click();
    await shot("cockpit-table");
    await page.getByRole("button", { name: "热力图" }).click();
    await page.goto(`/cockpit?year=${city.year}&organization=${city.organ}`);
    await page.getByRole("link", { name: /财政局第一党支部.*度，/ }).last().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText(/÷ \d+ = .* 度/).waitFor();
    await settled();
    await shot("cockpit-cell");
    await check();
    await drawer.getByRole("link", { name: "2", exact: true }).first().click();
    await page.waitForURL(/\/facts\?/);
    await close();
  });

  test("shows balance and integration with their reasons", async () => {
    const { page, shot, check, settled, close } = await stage.actors.as("committee_clerk", size, city.committee);
    await page.goto(`/cockpit/imbalance?year=${city.year}`);
    await page.getByRole("heading", { name: "雷达图" }).waitFor();
    await settled();
    await shot("cockpit-imbalance");
    await check();
    await page.goto(`/cockpit/integration?year=${city.year}`);
    await page.getByText("其中 1 项有支部牵引（33.3%），2 项没有").waitFor();
    await page.getByRole("link", { name: "优化政务服务窗口" }).waitFor();
    await settled();
    await shot("cockpit-integration");
    await check();
    await page.goto(`/cockpit/integration?year=${city.year - 1}`);
    for (const change of ["−24.7%", "−23.5%", "−31.3%", "−18.8%"]) await page.getByText(change, { exact: true }).first().waitFor();
    await settled();
    await shot("cockpit-business");
    await check();
    // What branches wrote this year opens to as many records.
    await page.goto(`/cockpit/burden?year=${city.year}`);
    await page.getByText(/基层填写记录 \d+ 份/).waitFor();
    const written = page.locator("tr.whole a.fig").last();
    const count = await written.innerText();
    await settled();
    await shot("cockpit-burden");
    await check();
    await written.click();
    await page.waitForURL(/\/facts\?/);
    await expect.poll(() => page.locator(".list tbody tr").count()).toBe(Math.min(50, Number(count)));
    await close();
  });
});

const papers = [
  ["cockpit", "/cockpit", "今日关注"],
  ["imbalance", "/cockpit/imbalance", "偏科"],
  ["integration", "/cockpit/integration", "融合"],
  ["indexes", "/indexes", "指数"],
] as const;
test.each(papers)("%s is printed as the content alone, its tables whole", async (name, path, words) => {
  const { page, shot, settled, close } = await stage.actors.as("committee_clerk", "desktop", city.committee);
  await page.goto(`${path}?year=${city.year}&period=${city.year}`);
  await page.locator("main").getByText(words).first().waitFor();
  await settled();
  await page.locator(".shell-menu").waitFor();
  await page.getByRole("button", { name: "打印" }).waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect.poll(() => page.locator("details:not([open])").filter({ visible: true }).count()).toBe(0);
  await expect.poll(() => page.locator(".shell-menu").isVisible()).toBe(false);
  await expect.poll(() => page.locator("button:not(th button)").filter({ visible: true }).allInnerTexts()).toEqual([]);
  // A table that would run out of the sheet loses its last columns: nothing scrolls on paper.
  await page.setViewportSize({ width: 1050, height: 700 }); // A4 across, without its margins
  const cut_off = () => page.evaluate(() => Array.from(document.querySelectorAll("table")).filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1).length);
  await expect.poll(cut_off, { message: "tables cut off" }).toBe(0);
  await shot(`printed-${name}`);
  await page.pdf({ path: `test-results/${name}.pdf`, preferCSSPageSize: true, printBackground: true });
  await close();
});

test("a screen is hung up without a log-in, turns by keys, and goes dark when its link is taken back", async () => {
  const admin = await stage.actors.as("administrator", "desktop");
  await admin.page.goto("/screen-links");
  await admin.page.getByLabel("挂在哪里").fill("一楼大厅");
  await admin.page.getByRole("button", { name: /选择展示范围|展示范围/ }).click();
  await admin.page.getByText("市直机关工委").last().click();
  await admin.page.getByRole("button", { name: "生成链接" }).click();
  const shown = () => admin.page.locator(".address input").inputValue();
  await expect.poll(shown).toMatch(/\/screen#[0-9a-f]{64}$/);
  const address = await shown();
  await admin.settled();
  await admin.shot("screen-links");
  await admin.check();

  const wall = await stage.actors.with_cookie("none=none", "desktop");
  const { page } = wall;
  for (const [name, width, height] of [["1080p", 1920, 1080], ["4k", 3840, 2160]] as const) {
    await page.setViewportSize({ width, height });
    await page.goto("about:blank");
    await page.goto(address);
    await page.getByRole("heading", { name: /市直机关工委/ }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "继续" }).waitFor();
    for (let turned = 0; turned < 5 && !(await page.locator(".which", { hasText: "温度图" }).isVisible()); ++turned) {
      await page.keyboard.press("ArrowRight"); // it may have turned by itself before it was told to stay
      await wall.settled();
    }
    for (const panel of ["温度图", "今日关注", "偏科跛脚", "党建业务融合"]) {
      await page.locator(".which", { hasText: panel }).waitFor();
      await wall.settled();
      await wall.shot(`screen-${name}-${panel}`);
      if (name === "1080p") await wall.check();
      await expect.poll(() => page.evaluate(() => [document.documentElement, document.querySelector(".panel")!].every((each) => each.scrollHeight <= each.clientHeight + 1)), { message: `${panel} fits` }).toBe(true);
      for (const person of city.members) await wall.absent(page.getByText(person.name));
      await page.keyboard.press("ArrowRight");
    }
  }
  await admin.page.getByRole("button", { name: "收回" }).click();
  await admin.page.getByRole("dialog").getByRole("button", { name: "收回" }).click();
  await admin.page.getByText("还没有大屏链接").waitFor();
  await page.reload();
  await page.getByText("链接无效或已收回").waitFor();
  await admin.close();
  await wall.close();
});
