// A selection from its notice to the honour: nominated by the branch, blocked nowhere, reviewed, publicised, objected to on the phone, answered.
import { describe, expect, test } from "vitest";
import { call } from "./harness/actors.ts";
import { branch_with_members, type Branch } from "./harness/city.ts";
import { today } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";

let city: Branch;
let clerk: string;
let member: string;
const stage = open_stage(async ({ server, actors }) => {
  city = await branch_with_members(server, actors);
  clerk = await actors.cookie_of("committee_clerk", city.committee);
  member = await actors.member_cookie(city.members[1]!, city.branch);
});

describe("a selection", () => {
  test("is nominated, reviewed, publicised, objected to and answered", async () => {
    const office = await stage.actors.with_cookie(clerk);
    const { page, shot, check } = office;
    await page.goto("/selections");
    await page.getByText("还没有评选").waitFor();
    const { account } = (await call<{ account: { id: number } }>(stage.server, "GET", "/session", undefined, clerk)).body;
    const year = Number(today().slice(0, 4));
    const made = (await call<{ id: number }>(stage.server, "POST", "/selections", { organization_id: city.committee, honour: "excellent_member", title: `${year}年“七一”表彰`, year, handler_id: account.id }, clerk)).body;

    const secretary = await stage.actors.with_cookie(city.secretary);
    await secretary.page.goto(`/selections/${made.id}`);
    await secretary.page.getByRole("button", { name: "推荐", exact: true }).click();
    await secretary.page.getByRole("textbox", { name: "事迹" }).waitFor();
    await secretary.check();
    await secretary.shot("selection-nominate");
    await secretary.close();
    await call(stage.server, "POST", `/selections/${made.id}/nominations`, { organization_id: city.branch, member_id: city.members[0]!.id, deeds: "牵头完成攻坚项目三项，带动支部年轻党员。" }, city.secretary);

    await page.goto(`/selections/${made.id}`);
    await page.getByText("王建国").waitFor();
    await page.getByRole("button", { name: "推荐截止，开始审核" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "推荐截止，开始审核" }).click();
    await page.getByRole("button", { name: "王建国：列为拟表彰" }).click();
    await page.getByText("拟表彰 1 / 1").waitFor();
    await check();
    await shot("selection-review");
    await page.getByRole("button", { name: "开始公示" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "开始公示" }).click();
    await page.getByText(/公示至/).first().waitFor();

    const phone = await stage.actors.with_cookie(member, "phone");
    await phone.page.goto("/m/selections");
    await phone.page.getByRole("link", { name: /七一/ }).click();
    await phone.page.getByRole("button", { name: "提出异议" }).click();
    await phone.page.getByRole("textbox", { name: "异议内容" }).fill("其中一项由他人完成");
    await phone.check();
    await phone.shot("selection-object");
    await phone.page.getByRole("button", { name: "提交异议" }).click();
    await phone.page.getByText("等待答复").waitFor();

    await page.reload();
    await page.getByText("收到异议 1 件，1 件待答复").waitFor();
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("textbox", { name: "答复" }).fill("经核实，三项均由本人牵头。");
    await check();
    await shot("selection-handle");
    await page.getByRole("button", { name: "答复", exact: true }).click();
    await page.getByText("收到异议 1 件，0 件待答复").waitFor();
    await phone.page.reload();
    await phone.page.getByText("经核实，三项均由本人牵头。").waitFor();
    await page.goto("/honours");
    await page.getByText("还没有荣誉").waitFor();
    await check();
    await expect.poll(async () => (await call<{ state: string }>(stage.server, "GET", `/selections/${made.id}`, undefined, clerk)).body.state).toBe("publicised");
    await phone.close();
    await office.close();
  });
});
