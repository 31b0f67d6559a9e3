// A session of reports on duty in a real browser: people named, a report written and submitted, scored on phones by leaders, members and peers, counted with their weights.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { all_of } from "./harness/hands.ts";
import { open_stage } from "./harness/stage.ts";
import { get } from "./harness/supervision.ts";

let committee = 0;
const names = ["市财政局机关党委", "市教体局机关党委"];
const cookies = new Map<string, string>();
let session = 0;
// Who scores, and what all but the first of a circle tap; the first one of the leaders taps 好. So the circles differ, and their weights show.
const circles = [
  { circle: "领导评", role: "leader", people: ["高远", "郭平", "何静"], taps: "较好" },
  { circle: "党员代表评", role: "member", people: ["孙三", "周四", "郑五"], taps: "好" },
  { circle: "同级互评", role: "branch_secretary", people: ["冯六", "褚七", "卫八"], taps: "较好" },
];

const stage = open_stage(async ({ server, actors }) => {
  committee = await actors.organization("市直机关工委", "working_committee");
  for (const [at, name] of names.entries()) {
    const organ = await actors.organization(name, "organ_committee", committee);
    const person = ["王一", "李二"][at]!;
    cookies.set(person, await log_in(server, (await actors.account(person, [{ role: "organ_clerk", organization_id: organ }])).username, first_password));
  }
  for (const { people, role } of circles) for (const person of people) cookies.set(person, await log_in(server, (await actors.account(person, [{ role, organization_id: committee }])).username, first_password));
});

describe("reports on duty", () => {
  test("the clerk makes a session and names reporters and voters", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", "desktop", committee);
    await page.goto("/duty-sessions");
    await page.getByRole("button", { name: "新建评议会" }).first().click();
    await page.locator(".el-drawer").getByRole("button", { name: "新建评议会" }).click();
    await page.waitForURL("**/duty-sessions/*");
    session = Number(page.url().split("/").pop());
    await page.getByRole("button", { name: "选定述职人" }).click();
    await page.getByRole("button", { name: "全选本组" }).click();
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("button", { name: "全选本组" }).waitFor({ state: "hidden" });
    await page.getByText("王一").waitFor();
    const name_voters = async (circle: string, people: string[]) => {
      await page.getByRole("button", { name: `选人 ${circle}` }).click();
      for (const name of people) await page.getByRole("checkbox", { name }).check();
      await check();
      await shot("duty-people");
      await page.getByRole("button", { name: "保存" }).click();
      await page.getByRole("checkbox", { name: people[0] }).waitFor({ state: "hidden" });
    };
    for (const { circle, people } of circles) await name_voters(circle, circle === "同级互评" ? people.slice(0, 2) : people);
    // Of two papers each would know the other's.
    await page.getByRole("button", { name: "开始评议" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "开始评议" }).click();
    await page.getByRole("alert").filter({ hasText: "同级互评" }).waitFor();
    await check();
    await shot("duty-circle-small");
    await name_voters("同级互评", circles[2]!.people);
    await expect.poll(() => page.getByText("3 人", { exact: true }).count()).toBe(3);
    await check();
    await shot("duty-session");
    await close();
  });

  test("the secretary finds the draft, writes on and submits it", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.get("王一")!, "phone");
    await page.goto("/m/");
    await page.getByText("撰写述职报告").click();
    await page.getByLabel("存在的问题和原因").fill("组织生活的质量还不够高，党课形式单一。");
    await check();
    await shot("duty-report");
    await page.getByRole("button", { name: "提交报告" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "提交报告" }).click();
    await page.getByRole("button", { name: "提交报告" }).first().waitFor({ state: "detached" });
    await page.getByText("已提交").first().waitFor();
    await close();
  });

  test("the hall scores on phones; the clerk sees only how many are in, then counts", async () => {
    const clerk = await stage.actors.as("committee_clerk", "desktop", committee);
    await clerk.page.goto(`/duty-sessions/${session}`);
    await clerk.page.getByRole("button", { name: "开始评议" }).click();
    await clerk.page.locator("dialog.confirm").getByRole("button", { name: "开始评议" }).click();
    await clerk.page.getByText("已收 0 / 18 票").first().waitFor();
    await clerk.check();
    for (const { people, role, taps } of circles)
      for (const [at, name] of people.entries()) {
        const { page, check, shot, close } = await stage.actors.with_cookie(cookies.get(name)!, "phone");
        await page.goto("/m/");
        await page.getByText(/^评议打分：/).first().click();
        await page.getByText("无记名").waitFor();
        for (const label of await all_of(page.locator("label.choice").filter({ hasText: new RegExp(`^${role === "leader" && !at ? "好" : taps}$`) }))) await label.click();
        if (!at) {
          await check();
          await shot(`duty-paper-${role}`);
        }
        await page.getByRole("button", { name: "提交评议票" }).click();
        await page.locator("dialog.confirm").getByRole("button", { name: "提交评议票" }).click();
        await page.getByText("已提交，谢谢").waitFor();
        await close();
      }
    await clerk.page.reload();
    await clerk.page.getByText("已收 18 / 18 票").first().waitFor();
    await clerk.shot("duty-scoring");
    await clerk.page.getByRole("button", { name: "结束并计票" }).click();
    await clerk.page.locator("dialog.confirm").getByRole("button", { name: "结束并计票" }).click();
    await clerk.page.getByText("评议结果").waitFor();
    // 90 of the leaders at 40%, 100 of the members at 35%, 85 of the peers at 25%.
    const row = clerk.page.getByRole("row", { name: /王一/ });
    await expect.poll(() => row.innerText()).toMatch(/90\.00[^]*100\.00[^]*85\.00[^]*92\.25[^]*好/);
    await clerk.check();
    await clerk.shot("duty-result");
    await clerk.page.emulateMedia({ media: "print" });
    await expect.poll(() => clerk.page.getByRole("button", { name: "导出结果单" }).isVisible()).toBe(false);
    await clerk.shot("duty-result-printed");
    await clerk.page.emulateMedia({ media: "screen" });
    const [sheet] = await Promise.all([clerk.page.waitForEvent("download"), clerk.page.getByRole("button", { name: "导出结果单" }).click()]);
    expect(sheet.suggestedFilename()).toContain(".pdf");
    await sheet.saveAs("test-results/duty-result.pdf");
    await clerk.close();
    const answer = await call<{ rows: { score: number }[] }>(stage.server, "GET", `/duty-sessions/${session}/sheet`, undefined, await stage.actors.cookie_of("committee_clerk", committee));
    expect(answer.body.rows.map(({ score }) => score)).toEqual([9225, 9225]);
    // Each of those who reported finds the own result on the phone.
    const own = await stage.actors.with_cookie(cookies.get("王一")!, "phone");
    await own.page.goto(`/m/duty-reports/${(await get<{ reports: { id: number; account_name: string }[] }>(stage.server, cookies.get("王一")!, `/duty-sessions/${session}`)).reports.find(({ account_name }) => account_name === "王一")!.id}`);
    await own.page.getByText("92.25").first().waitFor();
    await own.check();
    await own.shot("duty-own-result");
    await own.close();
  });
});
