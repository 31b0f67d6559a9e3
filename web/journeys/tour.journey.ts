// An on-site visit in a real browser: planned, its stations scanned and scored on phones, its board in the hall, counted.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { open_stage } from "./harness/stage.ts";
import { get } from "./harness/supervision.ts";
import { held_tour, type HeldTour } from "./harness/tour.ts";

let committee = 0;
let clerk = "";
let tour: HeldTour;
let planned: HeldTour;
const cookies = new Map<string, string>();

const stage = open_stage(async ({ server, actors }) => {
  committee = await actors.organization("市直机关工委", "working_committee");
  clerk = await actors.cookie_of("committee_clerk", committee);
  const places: number[] = [];
  for (const name of ["市财政局机关党委", "市教体局机关党委", "市水利局机关党委", "市档案馆党支部"]) places.push(await actors.organization(name, name.endsWith("支部") ? "branch" : "organ_committee", committee));
  const person = async (name: string, role: string, organization_id: number) => cookies.set(name, await log_in(server, (await actors.account(name, [{ role, organization_id }])).username, first_password));
  for (const name of ["高远", "郭平"]) await person(name, "leader", committee);
  await person("王一", "organ_clerk", places[0]!);
  await person("何静", "inspector", committee);
  const judges = { leaders: [cookies.get("高远")!, cookies.get("郭平")!], peers: [cookies.get("王一")!], "": [cookies.get("何静")!] };
  tour = await held_tour(server, clerk, committee, places, judges);
  planned = await held_tour(server, clerk, committee, places.slice(0, 2), { leaders: [cookies.get("高远")!] }, false);
});
const link = async (at: number) => new URL((await get<{ items: { link: string }[] }>(stage.server, clerk, `/tours/${tour.id}/codes`)).items[at]!.link);

describe("a visit", () => {
  test("is planned: the route, the judges, the codes that hang at the stations", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(clerk, "desktop");
    await page.goto("/tours");
    await page.getByRole("button", { name: "一季度党建现场观摩" }).first().waitFor();
    await check();
    await shot("tours");
    await page.goto(`/tours/${planned.id}`);
    await page.getByRole("button", { name: "排定路线" }).click();
    const drawer = page.locator(".el-drawer:visible");
    await drawer.getByLabel("看什么").first().fill("看“红色档案”阵地");
    await drawer.getByRole("button", { name: "上移 第 2 站" }).click();
    await check();
    await shot("tour-route");
    await drawer.getByRole("button", { name: "保存" }).click();
    await drawer.getByText("早于上一个点位的离开时间").waitFor(); // the times went along
    await drawer.getByRole("button", { name: "上移 第 2 站" }).click();
    await drawer.getByRole("button", { name: "保存" }).click();
    await page.getByText("看“红色档案”阵地").waitFor();
    await page.getByRole("button", { name: "选人 同行评委" }).click();
    await page.getByRole("button", { name: "全选本组" }).click();
    await page.locator(".el-drawer:visible").getByRole("button", { name: "保存" }).click();
    await page.getByRole("button", { name: "全选本组" }).waitFor({ state: "hidden" });
    await page.getByText("王一").waitFor();
    await page.getByRole("button", { name: "点位二维码" }).click();
    await page.getByRole("img", { name: "点位二维码 市财政局机关党委" }).waitFor();
    await check();
    await shot("tour-codes");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "摆放本年档案 市财政局机关党委" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "摆放本年档案" }).click();
    await page.getByText("档案已摆放", { exact: true }).waitFor();
    await check();
    await shot("tour-planned");
    await close();
  });

  test("is scored on phones, station by station, also without a network", async () => {
    const { page, context, shot, check, close } = await stage.actors.with_cookie(cookies.get("高远")!, "phone");
    await page.goto("/m/");
    await page.getByText("观摩打分：一季度党建现场观摩").first().click();
    await page.getByText("可打分").first().waitFor();
    await check();
    await shot("tour-phone-route");
    await page.getByText("市教体局机关党委").click();
    await page.getByText("请先扫点位上的二维码。").first().waitFor();
    const scanned = await link(1);
    await page.goto(scanned.pathname + scanned.search);
    await page.getByText("已到达").first().waitFor();
    await page.getByText("组织生活按期率").waitFor();
    await page.getByRole("spinbutton", { name: /组织生活规范/ }).fill("28");
    await page.getByRole("spinbutton", { name: /班子和队伍/ }).fill("18");
    await page.getByRole("spinbutton", { name: /党建业务融合/ }).fill("27");
    await page.getByRole("spinbutton", { name: /阵地和特色/ }).fill("19");
    await page.getByText("合计 92 分").waitFor();
    await check();
    await shot("tour-phone-score");
    // What is typed stays on the phone until it is sent.
    await page.reload();
    await expect.poll(() => page.getByRole("spinbutton", { name: /组织生活规范/ }).inputValue()).toBe("28");
    await context.setOffline(true);
    await page.getByRole("button", { name: /提交评分/ }).click();
    await page.getByText("评分已留在手机里").waitFor();
    await shot("tour-phone-kept");
    await context.setOffline(false);
    await expect.poll(async () => (await get<{ paper: { own: number[] | null } }>(stage.server, cookies.get("高远")!, `/tours/${tour.id}/stations/${tour.stations[1]}`)).paper.own, { timeout: 30_000 }).toEqual([28, 18, 27, 19]);
    await close();
  });

  test("lets nobody score the own unit, and lets visitors look without scoring", async () => {
    const own = await stage.actors.with_cookie(cookies.get("王一")!, "phone");
    const first = await link(0);
    await own.page.goto(first.pathname + first.search);
    await own.page.getByText("不能给本单位打分。").waitFor();
    await own.check();
    await own.shot("tour-phone-own");
    await own.close();
    const visitor = await stage.actors.with_cookie(cookies.get("何静")!, "phone");
    const second = await link(1);
    await visitor.page.goto(second.pathname + second.search);
    await visitor.page.getByText("您参加观摩，不打分。").waitFor();
    await visitor.page.getByText("组织生活按期率").waitFor();
    await visitor.check();
    await visitor.close();
  });

  test("shows its board in the hall without a name, and is counted", async () => {
    const judge = cookies.get("郭平")!;
    for (const at of [0, 1, 2]) {
      const where = `/tours/${tour.id}/stations/${tour.stations[at]}`;
      await call(stage.server, "POST", `${where}/arrival`, { code: (await link(at)).searchParams.get("c") }, judge);
      await call(stage.server, "POST", `${where}/score`, { points: [29 - at, 19, 28 - at, 18] }, judge);
    }
    const { page, absent, shot, check, close } = await stage.actors.with_cookie(clerk, "desktop");
    await page.goto(`/tours/${tour.id}/board`);
    await page.getByText("得分尚未公开").waitFor();
    await page.goto(`/tours/${tour.id}`);
    await page.getByText("已评 2 / 3").first().waitFor();
    await check();
    await shot("tour-open");
    await page.getByRole("button", { name: "公开大屏得分" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "公开大屏得分" }).click();
    await page.getByRole("link", { name: "打开大屏" }).click();
    await page.getByText("94.00").waitFor();
    await check();
    for (const [width, height] of [[1920, 1080], [3840, 2160]] as const) {
      await page.setViewportSize({ width, height });
      await shot(`tour-board-${height}`);
    }
    for (const name of ["高远", "郭平"]) await absent(page.getByText(name));
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(`/tours/${tour.id}`);
    await page.getByRole("button", { name: "结束并计分" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "结束并计分" }).click();
    await page.getByRole("button", { name: "结束并计分" }).first().waitFor({ state: "detached" });
    await page.getByText("优秀点位").first().waitFor();
    await check();
    await shot("tour-result");
    await close();
    const phone = await stage.actors.with_cookie(cookies.get("王一")!, "phone");
    await phone.page.goto(`/m/tours/${tour.id}`);
    await phone.page.getByText("94.00").waitFor(); // one's own station
    await phone.check();
    await phone.shot("tour-phone-result");
    await phone.close();
  });
});
