// Committees, terms and leave in a real browser: a change of term, an extension, a role offered, a leave with a stand-in.
import { describe, expect, test } from "vitest";
import { call, log_in, first_password } from "./harness/actors.ts";
import type { Size } from "./harness/browser.ts";
import { month_day } from "./harness/day.ts";
import { pick } from "./harness/hands.ts";
import { open_stage } from "./harness/stage.ts";

let committee = 0;
let organ = 0;
let branch = 0;
const members: { id: number; name: string }[] = [];
const accounts = new Map<string, string>();

const stage = open_stage(async ({ server, actors }) => {
  const admin = await actors.administrator_cookie();
  committee = await actors.organization("市直机关工委", "working_committee");
  organ = await actors.organization("市财政局机关党委", "organ_committee", committee);
  branch = await actors.organization("财政局第一党支部", "branch", organ);
  for (const name of ["王一", "李二", "张三", "刘四", "陈五", "杨六", "黄七", "赵八"]) {
    const made = await call<{ id: number }>(server, "POST", "/members", { name, organization_id: branch, stage: "formal", gender: "male", joined_on: "2010-07-01" }, admin);
    members.push({ id: made.body.id, name });
  }
  for (const [at, roles] of [[0, ["branch_secretary", "member"]], [1, ["member"]], [2, ["member"]]] as const) {
    const person = members[at]!;
    const { username } = await actors.account(person.name, roles.map((role) => ({ role, organization_id: branch })), person.id);
    accounts.set(person.name, await log_in(server, username, first_password));
  }
});
describe("committees and terms", () => {
  test("the clerk of the organ records a change of term", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", "desktop", organ);
    await page.goto(`/committee?organization_id=${branch}`);
    await page.getByText("还没有登记任期").first().waitFor();
    await page.getByRole("button", { name: "换届" }).click();
    await page.getByLabel("届次").fill("第三届");
    await page.getByLabel("任期起始").fill(month_day(-34));
    await page.getByLabel("选举会议或投票").fill("支部党员大会无记名投票");
    await pick(page, "当选人 1", "李二");
    await page.getByRole("button", { name: "再加一人" }).click();
    await page.getByLabel("职务 2").selectOption({ label: "副书记" });
    await pick(page, "当选人 2", "张三");
    await check();
    await shot("post-change-term");
    await page.locator(".el-drawer").getByRole("button", { name: "换届" }).click();
    await page.getByText("将届满").waitFor();
    await check();
    await shot("post-committee");
    await page.getByRole("button", { name: "授予支部书记角色" }).click();
    await page.getByText("已授予支部书记角色").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "授予支部书记角色" }).count()).toBe(0);
    await close();
  });

  test.each<Size>(["desktop", "phone"])("the secretary sees the term and asks for an extension on %s", async (size) => {
    const { page, shot, check, close } = await stage.actors.with_cookie(accounts.get("王一")!, size);
    await page.goto(size === "phone" ? `/m/committee?organization_id=${branch}` : `/committee?organization_id=${branch}`);
    await page.getByText("将届满").waitFor();
    await check();
    await shot("post-term");
    if (size === "phone") {
      await page.getByRole("button", { name: "申请延期" }).click();
      await page.getByLabel("延期至").fill(month_day(8));
      await page.getByLabel("理由").fill("机构改革正在进行，班子尚未到位");
      await check();
      await page.getByRole("button", { name: "申请延期" }).click();
      await page.getByText("待上级批准").waitFor();
      await shot("post-extension");
    }
    await close();
  });

  test("the superior finds the request in the inbox and approves; the list of terms shows it", async () => {
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", "desktop", organ);
    await page.goto("/");
    await page.getByText("申请延期换届至").first().waitFor();
    await page.goto(`/committee?organization_id=${branch}`);
    await page.getByRole("button", { name: "批准" }).click();
    await page.getByText("已批准").waitFor();
    await page.goto("/terms");
    await page.getByText("财政局第一党支部").first().waitFor();
    await check();
    await shot("post-terms");
    await page.goto("/posts");
    await page.getByText("李二").first().waitFor();
    await check();
    await shot("post-roster");
    await close();
  });
});

describe("posts by sheet", () => {
  test("the clerk brings in two terms, sees the faults at their cells, and takes a mistaken term back", async () => {
    const sibling = await stage.actors.organization("财政局第二党支部", "branch", organ);
    const admin = await stage.actors.administrator_cookie();
    for (const name of ["周甲", "吴乙", "郑丙"]) await call(stage.server, "POST", "/members", { name, organization_id: sibling, stage: "formal", gender: "male", joined_on: "2010-07-01" }, admin);
    const { page, shot, check, close } = await stage.actors.as("organ_clerk", "desktop", organ);
    await page.goto("/posts");
    await page.getByRole("link", { name: "导入班子和任期" }).click();
    const lines = ["党组织,届次,本届开始日期,职务,姓名,任职日期,选举会议", `财政局第二党支部,第一届,${month_day(-50)},书记,周甲,,支部党员大会`, `财政局第二党支部,第二届,${month_day(-10)},书记,吴乙,,支部党员大会`, `财政局第二党支部,第二届,${month_day(-10)},炊事员,郑丙,,`];
    await page.locator("input[type=file]").setInputFiles({ name: "班子名册.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
    await page.getByText("这个组织不设此职务").first().waitFor();
    await check();
    await shot("post-import");
    await page.getByRole("button", { name: /^导入 2 行/ }).click();
    await page.getByText("已导入 ·").waitFor();
    await page.getByRole("link", { name: "查看任职" }).click();
    await page.getByText("吴乙").first().waitFor();
    await page.goto(`/committee?organization_id=${sibling}`);
    await page.getByText("第二届").first().waitFor();
    await page.getByRole("button", { name: "登记有误，撤回" }).click();
    const dialog = page.locator("dialog.confirm");
    await dialog.locator("input, textarea").first().fill("第二届尚未选举，误登");
    await check();
    await shot("post-taking-back");
    await dialog.getByRole("button", { name: "登记有误，撤回" }).click();
    await page.getByText("已撤回，上一届恢复在任").waitFor();
    await page.getByText("第一届").first().waitFor();
    await page.getByText("周甲").first().waitFor();
    await shot("post-taken-back");
    await close();
  });
});

describe("stand-ins", () => {
  test("a secretary on leave is stood in for, and comes back", async () => {
    const away = await stage.actors.with_cookie(accounts.get("李二")!, "phone");
    const clerk = await stage.actors.as("organ_clerk", "desktop", organ);
    await clerk.page.goto(`/committee?organization_id=${branch}`);
    await clerk.page.getByRole("button", { name: "指定 B角 李二" }).click();
    await pick(clerk.page, "B角", "张三");
    await clerk.page.getByRole("button", { name: "保存" }).click();
    await clerk.page.getByText("已指定 B角").waitFor();

    await away.page.goto("/m/leaves");
    await away.page.getByText("由 张三 代办").waitFor();
    await away.check();
    await away.shot("post-leave");
    await away.page.getByRole("button", { name: "我要请假" }).click();
    await away.page.getByText("待批准").waitFor();

    await clerk.page.goto("/leaves");
    await clerk.page.getByRole("button", { name: "李二" }).click();
    await clerk.page.getByRole("button", { name: "批准" }).waitFor();
    await clerk.check();
    await clerk.shot("post-leave-decide");
    await clerk.page.getByRole("button", { name: "批准" }).click();
    await clerk.page.getByText("已办理").waitFor();

    const stand_in = await stage.actors.with_cookie(accounts.get("张三")!, "phone");
    await stand_in.page.goto("/m/");
    await stand_in.page.getByText("【代李二】").first().waitFor();
    await stand_in.check();
    await stand_in.shot("post-stand-in");

    await away.page.goto("/m/");
    await away.page.getByText("您正在休假").click();
    await away.page.getByRole("button", { name: "销假" }).click();
    await away.page.getByText("已销假").first().waitFor();
    await stand_in.page.goto("/m/");
    await stand_in.absent(stand_in.page.getByText("【代李二】"));
    await Promise.all([away.close(), stand_in.close(), clerk.close()]);
  });
});
