// A session of reports on duty in a real browser: people named, a report written and submitted, scored on phones, counted.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { all_of } from "./harness/hands.ts";
import { open_stage } from "./harness/stage.ts";

let committee = 0;
const names = ["市财政局机关党委", "市教体局机关党委"];
const cookies = new Map<string, string>();
let session = 0;

const stage = open_stage(async ({ server, actors }) => {
  committee = await actors.organization("市直机关工委", "working_committee");
  for (const [at, name] of names.entries()) {
    const organ = await actors.organization(name, "organ_committee", committee);
    const person = ["王一", "李二"][at]!;
    cookies.set(person, await log_in(server, (await actors.account(person, [{ role: "organ_clerk", organization_id: organ }])).username, first_password));
  }
  for (const person of ["高远", "郭平", "何静"]) cookies.set(person, await log_in(server, (await actors.account(person, [{ role: "leader", organization_id: committee }])).username, first_password));
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
    await page.getByRole("button", { name: "选人 领导评" }).click();
    for (const name of ["高远", "郭平", "何静"]) await page.getByRole("checkbox", { name }).check();
    await check();
    await shot("duty-people");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("checkbox", { name: "高远" }).waitFor({ state: "hidden" });
    await page.getByText("3 人").waitFor();
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
    await clerk.page.getByText("已收 0 / 6 票").first().waitFor();
    await clerk.check();
    for (const [at, name] of ["高远", "郭平", "何静"].entries()) {
      const voter = await stage.actors.with_cookie(cookies.get(name)!, "phone");
      await voter.page.goto(`/m/duty-sessions/${session}`);
      await voter.page.getByText("无记名").waitFor();
      for (const label of await all_of(voter.page.locator("label.choice").filter({ hasText: at ? /^较好$/ : /^好$/ }))) await label.click();
      if (!at) {
        await voter.check();
        await voter.shot("duty-paper");
      }
      await voter.page.getByRole("button", { name: "提交评议票" }).click();
      await voter.page.locator("dialog.confirm").getByRole("button", { name: "提交评议票" }).click();
      await voter.page.getByText("已提交，谢谢").waitFor();
      await voter.close();
    }
    await clerk.page.reload();
    await clerk.page.getByText("已收 6 / 6 票").first().waitFor();
    await clerk.shot("duty-scoring");
    await clerk.page.getByRole("button", { name: "结束并计票" }).click();
    await clerk.page.locator("dialog.confirm").getByRole("button", { name: "结束并计票" }).click();
    await clerk.page.getByText("评议结果").waitFor();
    await expect.poll(() => clerk.page.getByText("90.00").count()).toBeGreaterThan(0);
    await clerk.check();
    await clerk.shot("duty-result");
    await clerk.close();
    const answer = await call<{ rows: { score: number }[] }>(stage.server, "GET", `/duty-sessions/${session}/sheet`, undefined, await stage.actors.cookie_of("committee_clerk", committee));
    expect(answer.body.rows.map(({ score }) => score)).toEqual([9000, 9000]);
  });
});
