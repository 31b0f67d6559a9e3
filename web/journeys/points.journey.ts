// Members' points in a real browser: the member reads and disputes on the phone, the organiser answers, the secretary settles, those above
// see spreads and try other rules.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in } from "./harness/actors.ts";
import { office_now } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

let committee = 0;
let branch = 0;
const members: { id: number; name: string }[] = [];
const cookies = new Map<string, string>();

const now = office_now();
const quarter = Math.floor(now.getUTCMonth() / 3);
const last = new Date(Date.UTC(now.getUTCFullYear(), quarter * 3 - 1, 10)); // a day of the quarter before
const day_of = (days: number) => new Date(last.getTime() - days * 86_400_000).toISOString().slice(0, 10);
const period = `${last.getUTCFullYear()}-Q${Math.floor(last.getUTCMonth() / 3) + 1}`;

const stage = open_stage(async ({ server, actors }) => {
  const admin = await actors.administrator_cookie();
  committee = await actors.organization("市直机关工委", "working_committee");
  const organ = await actors.organization("市公安局机关党委", "organ_committee", committee);
  branch = await actors.organization("刑侦支队党支部", "branch", organ);
  for (const [at, name] of ["王一", "李二", "张三", "刘四", "陈五", "杨六", "黄七", "赵八", "周九", "吴十", "郑冬"].entries()) {
    const made = await call<{ id: number }>(server, "POST", "/members", { name, organization_id: branch, stage: "formal", gender: at % 2 ? "female" : "male", joined_on: "2010-07-01", post: at < 6 ? "侦查员" : "内勤" }, admin);
    members.push({ id: made.body.id, name });
  }
  const holding = (at: number, post: string) => call(server, "POST", "/post-holdings", { organization_id: branch, post, member_id: members[at]!.id, valid_from: "2020-01-01" }, admin);
  await holding(0, "secretary");
  await holding(2, "organization_member");
  for (const [at, roles] of [[0, ["branch_secretary", "member"]], [1, ["member"]], [2, ["member"]]] as const) {
    const { username } = await actors.account(members[at]!.name, roles.map((role) => ({ role, organization_id: branch })), members[at]!.id);
    cookies.set(members[at]!.name, await log_in(server, username, first_password));
  }
  // What the secretary recorded: 李二 missed one theme day, everybody else was there.
  const record = (kind: string, days: number, hours: number, absent: string[]) =>
    call(server, "POST", "/meetings/records", { organization_id: branch, kind, held_at: `${day_of(days)}T09:00`, ended_at: `${day_of(days)}T${String(9 + hours).padStart(2, "0")}:00`, present: members.filter(({ name }) => !absent.includes(name)).map(({ id }) => id), late_reason: "集中补录" }, cookies.get("王一"));
  await record("theme_day", 40, 2, []);
  await record("theme_day", 9, 2, ["李二"]);
  await record("party_lecture", 20, 2, []);
  await record("volunteer", 15, 2, ["李二", ...members.slice(6).map(({ name }) => name)]); // the five in the field; nobody of the office
});

// Half for a theme day, twice for volunteer work: the office has only the former.
const drafted = (rules: string): string =>
  rules.replace(/(name = "theme_day"[^]*?\npoints = )2/, (_, before: string) => `${before}1`).replace(/(name = "volunteer"[^]*?\npoints = )2/, (_, before: string) => `${before}4`);

describe("members' points", () => {
  test("the member reads every line on the phone and disputes one", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.get("李二")!, "phone");
    await page.goto("/m/");
    await page.getByText("我的积分").click();
    await page.getByLabel("期间").selectOption(period);
    await expect.poll(() => page.locator(".total b").innerText()).toBe("61"); // 60 + 2 + 2 − 3; the quarter before has another sum
    await page.getByText("无故缺席").first().waitFor();
    await check();
    await shot("points-mine");
    await page.getByRole("button", { name: /对 .* 无故缺席 提出申诉/ }).click();
    await page.getByLabel("理由").fill("当天在外地办案，已向书记报告");
    await check();
    await shot("points-dispute");
    await page.getByRole("button", { name: "提交申诉" }).click();
    await page.getByText("已提交，由张三答复").waitFor();
    await page.getByText("待答复").waitFor();
    await close();
  });

  test("the organiser, who is named, answers it on the phone", async () => {
    const { page, shot, check, close } = await stage.actors.with_cookie(cookies.get("张三")!, "phone");
    await page.goto("/m/");
    await page.getByText("答复积分申诉").first().click();
    await page.getByText("当天在外地办案").waitFor();
    await page.getByLabel("答复意见").fill("出差审批单属实，不应扣分");
    await page.getByLabel("补记分值").fill("3");
    await check();
    await shot("points-answer");
    await page.getByRole("button", { name: "予以更正" }).click();
    await page.getByRole("button", { name: "予以更正" }).first().waitFor({ state: "detached" });
    await page.getByText("已更正").first().waitFor();
    await close();
  });

  test("the secretary sees the branch by name, corrects, settles and publishes", async () => {
    const { page, shot, check, settled, close } = await stage.actors.with_cookie(cookies.get("王一")!, "desktop");
    await page.goto(`/points/branch?period=${period}`);
    await page.getByRole("link", { name: "李二" }).waitFor();
    const by_name = members.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "zh-CN"));
    await expect.poll(() => page.locator("table tbody tr td:first-child").allInnerTexts()).toEqual(by_name);
    await page.getByRole("link", { name: "李二" }).click();
    await page.getByText("积分更正").first().waitFor();
    await expect.poll(() => page.locator(".total b").innerText()).toBe("64");
    await settled();
    await check();
    await shot("points-statement");
    await page.goto(`/points/branch?period=${period}`);
    await page.getByRole("button", { name: "结算并公示" }).click();
    await page.locator("dialog.confirm").getByRole("button", { name: "结算并公示" }).click();
    await page.getByText("公示中").waitFor();
    await page.getByRole("button", { name: "开启榜单" }).click();
    await page.locator("dialog.confirm").getByLabel("理由").fill("支部党员大会决定");
    await page.locator("dialog.confirm").getByRole("button", { name: "开启榜单" }).click();
    await page.getByText("支部党员大会决定").waitFor();
    await check();
    await shot("points-branch");
    await close();
  });

  test("the member sees what the branch published", async () => {
    const { page, check, shot, close } = await stage.actors.with_cookie(cookies.get("李二")!, "phone");
    await page.goto(`/m/points?period=${period}`);
    await page.getByRole("button", { name: "看支部公示" }).click();
    await page.getByRole("cell", { name: "赵八" }).waitFor();
    await check();
    await shot("points-published");
    await close();
  });

  test("the committee's clerk sees how points are spread, without a name, and tries other rules", async () => {
    const { page, shot, check, absent, settled, close } = await stage.actors.as("committee_clerk", "desktop", committee);
    await page.goto(`/points/spread?period=${period}`);
    await page.getByRole("heading", { name: "分数段人数" }).waitFor();
    await absent(page.getByText("李二"));
    await check();
    await shot("points-spread");
    await page.goto("/points/rules");
    await page.getByText("积分只来自工作记录").waitFor();
    await check();
    await shot("points-rules");
    await page.getByRole("link", { name: "规则试算" }).click();
    await page.getByLabel("年度").selectOption(String(last.getUTCFullYear()));
    await page.getByRole("button", { name: "开始试算" }).click();
    await page.getByRole("heading", { name: "公平性提示" }).waitFor();
    await page.getByText("侦查员").first().waitFor();
    await settled();
    await check();
    await shot("points-trial");
    // A draft is tried before it is published: who gains and who loses, by kind of post.
    await page.getByRole("link", { name: "去起草规则" }).click();
    await page.getByRole("button", { name: "起草新版" }).click();
    await page.getByRole("button", { name: "文本" }).click();
    const text = page.getByLabel("规则文本");
    await text.fill(drafted(await text.inputValue()));
    await page.getByText("已保存").first().waitFor();
    await page.goto("/points/trial");
    await expect.poll(() => page.locator("form.ask select").first().locator("option:checked").innerText()).toContain("草稿");
    await page.getByLabel("年度").selectOption(String(last.getUTCFullYear()));
    await page.getByRole("button", { name: "开始试算" }).click();
    const posts = page.getByRole("region", { name: "工作岗位" });
    const of_post = async (name: string) => (await posts.getByRole("row", { name: new RegExp(name) }).locator("td").allInnerTexts()).slice(0, 5); // people, gain, lose, same
    await expect.poll(() => of_post("侦查员")).toEqual(["侦查员", "6", "5", "1", "0"]);
    expect(await of_post("内勤")).toEqual(["内勤", "5", "0", "5", "0"]);
    await settled();
    await check();
    await posts.scrollIntoViewIfNeeded();
    await shot("points-trial-draft");
    const [sheet] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "打印" }).click()]);
    await sheet.saveAs("test-results/points-trial.pdf");
    await close();
  });
});
