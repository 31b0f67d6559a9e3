// A secret ballot from its preparation to its sheet: on phones, one answer lost on the way, a real paper counted by two, published, counted
// again in the browser, the own paper found by its receipt.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import type { GuardedPage, Size } from "./harness/browser.ts";
import { branch_with_members, type Branch } from "./harness/city.ts";
import { all_of } from "./harness/hands.ts";
import { open_stage } from "./harness/stage.ts";

let city: Branch;
const voters: string[] = []; // the cookies of the five members
const stage = open_stage(async ({ server, actors }) => {
  city = await branch_with_members(server, actors);
  for (const member of city.members) voters.push(await actors.member_cookie(member, city.branch));
});
const post = async <T>(path: string, body: unknown, cookie: string): Promise<T> => (await call<T>(stage.server, "POST", path, body, cookie)).body;
const forget_lost_network = ({ faults }: GuardedPage) => faults.splice(0, faults.length, ...faults.filter((fault) => !/ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION)/.test(fault)));

// Takes the paper, chooses, looks again, puts it in; the receipt.
async function vote(voter: GuardedPage, id: number, choice: string): Promise<string> {
  const { page } = voter;
  await page.goto(`/m/ballots/${id}`);
  await page.getByRole("button", { name: "领取选票" }).click();
  await page.getByText(choice, { exact: true }).click();
  await page.getByRole("button", { name: "下一步：再看一遍" }).click();
  await page.getByRole("button", { name: "投出选票" }).click();
  await page.getByText("这是您的回执").waitFor();
  return (await page.locator(".number").textContent())!.trim();
}

describe.each<Size>(["desktop"])("a secret ballot", (size) => {
  test("is prepared, voted by phone and on paper, counted by two, and checked by everybody", async () => {
    const secretary = await stage.actors.with_cookie(city.secretary, size);
    const { page, shot, check } = secretary;
    await page.goto("/ballots");
    await page.getByText("还没有表决").waitFor();
    await page.getByRole("link", { name: "准备表决" }).click();
    await page.getByText("应到会有表决权 5 名").waitFor();
    await page.getByRole("textbox", { name: "事项" }).fill("同意调整党支部活动经费");
    await page.getByLabel("监票人").selectOption({ label: "陈志强" });
    await page.getByRole("combobox", { name: "计票人", exact: true }).selectOption({ label: "王建国" });
    await page.getByLabel("计票人（第二人）").selectOption({ label: "李秀英" });
    await check();
    await shot("ballot-prepare");
    await page.getByRole("button", { name: "保存" }).click();
    await page.waitForURL(/\/ballots\/\d+$/);
    const id = Number(/\/ballots\/(\d+)/.exec(page.url())![1]);
    await page.getByRole("button", { name: "开始投票" }).click();
    await page.getByText("内容已加密，开票前无人可看").waitFor();

    // The first voter looks at everything; the answer to the vote is lost on the way, and pressed again it is the same paper.
    const first = await stage.actors.with_cookie(voters[0]!, "phone");
    await first.page.goto("/m/");
    await first.page.getByRole("link", { name: "去投票" }).first().click();
    await first.page.getByRole("button", { name: "领取选票" }).waitFor();
    await first.check();
    await first.shot("ballot-take");
    await first.page.getByRole("button", { name: "领取选票" }).click();
    await first.page.getByText("赞成", { exact: true }).click();
    await first.check();
    await first.shot("ballot-paper");
    await first.page.getByRole("button", { name: "下一步：再看一遍" }).click();
    await first.check();
    await first.shot("ballot-sure");
    let lost = 0;
    await first.page.route("**/paper", async (route) => {
      if (++lost <= 3) {
        await route.fetch(); // it reaches the server, and its answer does not come back
        await route.abort();
      } else await route.continue();
    });
    await first.page.getByRole("button", { name: "投出选票" }).click();
    await first.page.getByText("用的是同一张票，不会投两次").waitFor({ timeout: 20_000 });
    await first.shot("ballot-lost");
    await first.page.getByRole("button", { name: "投出选票" }).click();
    await first.page.getByText("这是您的回执").waitFor();
    forget_lost_network(first);
    await first.check();
    await first.shot("ballot-receipt");
    const receipt = (await first.page.locator(".number").textContent())!.trim();
    expect(receipt).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);

    for (const [at, choice] of [[1, "赞成"], [2, "反对"]] as const) {
      const voter = await stage.actors.with_cookie(voters[at]!, "phone");
      await vote(voter, id, choice);
      await voter.close();
    }
    await expect.poll(async () => page.locator(".strip b").nth(2).textContent(), { timeout: 15_000 }).toBe("3");
    await page.getByRole("button", { name: "刘晓燕：发纸质票" }).click();
    await page.getByText("手机 3，纸质 1").waitFor();
    await check();
    await shot("ballot-open");
    await page.getByRole("button", { name: "截止投票" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "截止投票" }).click();
    await page.getByRole("button", { name: "截止投票" }).first().waitFor({ state: "detached" });
    await page.getByText("两名计票人都还没有登记").waitFor();

    // Each counts alone. The second finds another figure, so both count again.
    const counted_by = async () => (await call<{ counted_by: string[] }>(stage.server, "GET", `/ballots/${id}`, undefined, city.secretary)).body.counted_by.length;
    for (const [at, choice, entered] of [[0, "赞成", 1], [1, "反对", 0], [0, "赞成", 1], [1, "赞成", 2]] as const) {
      const teller = await stage.actors.with_cookie(voters[at]!, "phone");
      await teller.page.goto(`/m/ballots/${id}`);
      await teller.page.getByLabel("收回张数").fill("1");
      await teller.page.getByLabel(choice).fill("1");
      await teller.check();
      await teller.shot("ballot-count");
      await teller.page.getByRole("button", { name: "登记我的计数" }).click();
      if (!entered) {
        await teller.page.getByText("两名计票人的数字不一致").waitFor();
        await teller.check();
        await teller.shot("ballot-counts-differ");
      }
      await expect.poll(counted_by).toBe(entered);
      await teller.close();
    }
    await page.reload();
    await page.getByRole("button", { name: "开票公布" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "开票公布" }).click();
    await page.getByText(/表决通过/).waitFor();
    await page.getByText("与公布结果一致").waitFor();
    await page.getByText("全部 3 张选票").click();
    await expect.poll(() => page.locator("details li").count()).toBe(3);
    await page.evaluate(() => window.scrollTo(0, 0));
    await check();
    await shot("ballot-result");
    const [sheet] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "结果报告单 PDF" }).click()]);
    expect(sheet.suggestedFilename()).toContain("结果报告单.pdf");

    await first.page.goto(`/m/ballots/${id}`);
    await first.page.getByLabel("输入您的回执，查看自己的选票").fill(receipt);
    await first.page.getByText("已计入").waitFor();
    await first.check();
    await first.shot("ballot-published");
    await secretary.close();
  });
});

describe.each<Size>(["desktop", "phone"])("an election", (size) => {
  test(`takes a name beside the candidates, found by its beginning, and counts it, on ${size}`, async () => {
    const [first, second, third, fourth, fifth] = city.members;
    const plan = { organization_id: city.branch, kind: "election", title: `补选支部委员（${size}）`, seats: 1, items: [{ member_id: first!.id }, { member_id: second!.id }], scrutineer_id: third!.id, teller_id: fourth!.id, second_teller_id: fifth!.id };
    const { id, version } = await post<{ id: number; version: number }>("/ballots", plan, city.secretary);
    const as_secretary = async (verb: string, seen: number) => {
      const answer = await fetch(`${stage.server.url}/api/v1/ballots/${id}/${verb}`, { method: "POST", body: "{}", headers: { "If-Match": String(seen), "X-Zhibu": "1", "Content-Type": "application/json", Cookie: city.secretary, Origin: stage.server.url } });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { version: number }).version;
    };
    const open = await as_secretary("opening", version);
    const voter = await stage.actors.with_cookie(voters[3]!, "phone");
    const { page } = voter;
    await page.goto(`/m/ballots/${id}`);
    await page.getByRole("button", { name: "领取选票" }).click();
    for (const name of ["王建国", "李秀英"]) await page.locator("fieldset", { hasText: name }).first().getByText("反对", { exact: true }).click();
    await page.getByPlaceholder("输入姓名查找").fill("张");
    await page.getByRole("button", { name: /张文明/ }).click();
    await page.getByRole("button", { name: "去掉张文明" }).waitFor();
    await voter.check();
    await voter.shot("ballot-write-in");
    await page.getByRole("button", { name: "下一步：再看一遍" }).click();
    await page.getByRole("button", { name: "投出选票" }).waitFor();
    await page.getByText("另选他人").waitFor();
    await voter.check();
    await page.getByRole("button", { name: "投出选票" }).click();
    await page.getByText("这是您的回执").waitFor();
    for (const [at, member] of [[0, 0], [1, 1], [2, 2], [4, 4]] as const)
      await post(`/ballots/${id}/paper`, { secret: `device of voter ${at} ${member}`, choices: ["no", "no"], written: at === 0 ? [] : [third!.id] }, voters[at]!);
    await as_secretary("closing", await as_secretary("ending", open));
    const keeper = await stage.actors.with_cookie(city.secretary, size);
    await keeper.page.goto(size === "phone" ? `/m/ballots/${id}` : `/ballots/${id}`);
    await keeper.page.getByText(/当选：张文明（4票）/).waitFor();
    await keeper.page.getByText("与公布结果一致").waitFor();
    await keeper.check();
    await keeper.shot("ballot-write-in-result");
    await Promise.all([voter.close(), keeper.close()]);
  });
});

describe.each<Size>(["desktop", "phone"])("a show of hands", (size) => {
  test(`is recorded with its figures, refused where there are more hands than people, on ${size}`, async () => {
    const { id, version } = await post<{ id: number; version: number }>("/ballots", { organization_id: city.branch, kind: "resolution", title: `同意增设党员活动室（${size}）` }, city.secretary);
    await call(stage.server, "POST", `/ballots/${id}/opening`, {}, city.secretary, version);
    const { page, shot, check, close } = await stage.actors.with_cookie(city.secretary, size);
    await page.goto(size === "phone" ? `/m/ballots/${id}` : `/ballots/${id}`);
    await page.getByLabel(/^赞成/).fill("6");
    await page.getByRole("button", { name: "登记并公布" }).click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await check();
    await shot("ballot-hands");
    for (const [words, count] of [["赞成", "3"], ["反对", "1"], ["弃权", "1"]] as const) await page.getByLabel(new RegExp(`^${words}`)).fill(count);
    await page.getByRole("button", { name: "登记并公布" }).click();
    await page.getByText(/表决通过/).first().waitFor();
    await check();
    await shot("ballot-hands-result");
    await close();
  });
});

describe("an appraisal", () => {
  test("is graded on the phone by everybody and confirmed by the committee", async () => {
    const made = await post<{ id: number; version: number }>("/ballots", { organization_id: city.branch, kind: "democratic_review", title: "民主评议党员", items: [] }, city.secretary);
    const version = { "If-Match": String(made.version) };
    await fetch(`${stage.server.url}/api/v1/ballots/${made.id}/opening`, { method: "POST", body: "{}", headers: { ...version, "X-Zhibu": "1", "Content-Type": "application/json", Cookie: city.secretary, Origin: stage.server.url } });
    const voter = await stage.actors.with_cookie(voters[2]!, "phone");
    const { page } = voter;
    await page.goto(`/m/ballots/${made.id}`);
    await page.getByRole("button", { name: "合格", exact: true }).first().waitFor();
    await page.locator(".grades").getByRole("button", { name: "优秀" }).click();
    await page.getByRole("button", { name: "领取选票" }).click();
    await page.locator("fieldset").nth(4).waitFor();
    for (const group of await all_of(page.locator("fieldset"))) await group.getByText("合格", { exact: true }).click();
    await voter.check();
    await voter.shot("ballot-grades");
    await voter.close();
    for (const cookie of voters.slice(0, 4))
      await post(`/ballots/${made.id}/paper`, { secret: `secret of ${cookie.slice(-20)}`.slice(0, 60), choices: ["excellent", "qualified", "qualified", "qualified", "basically_qualified"] }, cookie);
    const secretary = await stage.actors.with_cookie(city.secretary);
    await secretary.page.goto(`/ballots/${made.id}`);
    await secretary.page.getByRole("button", { name: "截止投票" }).click();
    await secretary.page.getByRole("dialog").getByRole("button", { name: "截止投票" }).click();
    await secretary.page.getByRole("button", { name: "开票公布" }).click();
    await secretary.page.getByRole("dialog").getByRole("button", { name: "开票公布" }).click();
    await secretary.page.getByText("优秀 1 名，至多 1 名").waitFor();
    await secretary.check();
    await secretary.shot("ballot-confirm");
    await secretary.page.getByRole("button", { name: "提交审定结果" }).click();
    await secretary.page.getByRole("columnheader", { name: "审定等次" }).waitFor();
    await secretary.close();
  });
});
