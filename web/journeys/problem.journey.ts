// The problem ledger in a real browser: figures that open their list, many fed back at once, and the branch's way on the phone.
import { describe, expect, test } from "vitest";
import type { Size } from "./harness/browser.ts";
import { day } from "./harness/day.ts";
import { open_stage } from "./harness/stage.ts";
import { get, make_office, raise, type Office } from "./harness/supervision.ts";

describe.each<Size>(["desktop", "phone"])("the problem ledger on %s", (size) => {
  const face = size === "phone" ? "/m" : "";
  let office: Office;
  let answered = 0;
  const stage = open_stage(async ({ server, actors }) => {
    office = await make_office(server, actors);
    answered = await raise(server, office, office.branch, "会议记录过于简单，无讨论内容", true);
    await raise(server, office, office.branch, "谈心谈话未做到全覆盖", false);
    await raise(server, office, office.organ, "党费收缴不及时", false);
  });

  test("the clerk opens a figure's list and feeds back many at once, told what was refused", async () => {
    const { page, shot, check, close } = await stage.actors.as("committee_clerk", size, office.committee);
    await page.goto("/problems");
    await page.getByRole("list", { name: "问题台账" }).getByRole("link", { name: "3" }).first().waitFor();
    await check();
    await shot("problems");
    await page.getByRole("checkbox", { name: "选择本页" }).or(page.locator("thead input[type=checkbox]")).first().check();
    await page.getByRole("button", { name: "批量办理" }).click();
    await page.getByText("可办 2 件").waitFor();
    await page.getByText("不能办 1 件").waitFor();
    await shot("problems-bulk");
    await check();
    await page.getByRole("button", { name: "确认办理 2 件" }).click();
    await page.getByText("已办 2 件").waitFor();
    await page.getByRole("button", { name: "完成" }).click();
    await page.goto("/problems?reached=fed_back");
    await expect.poll(() => page.locator("table.ledger tbody tr").count()).toBe(3);
    await page.goto(`/problems/${answered}`);
    await page.getByText(/下一步/).waitFor();
    await check();
    await shot("problem-drawer");
    await close();
  });

  test("the branch receives, sets measures and reports; the inspector verifies, the clerk closes", async () => {
    const { page, shot, check, close } = await stage.actors.as("branch_secretary", size, office.branch);
    await page.goto(`${face}/problems`);
    await page.getByRole(size === "phone" ? "link" : "button", { name: /无讨论内容/ }).click();
    await page.getByRole("button", { name: "签收" }).click();
    await page.locator("form").getByRole("button", { name: "签收" }).click();
    await page.getByRole("button", { name: "定措施" }).click();
    await page.locator("form").getByRole("button", { name: "定措施" }).click();
    await page.getByText("必填").first().waitFor();
    await shot("problem-required");
    await page.getByLabel(/整改措施/).fill("补记讨论内容，今后按要求记录");
    await page.getByLabel(/责任人/).fill("王一");
    await page.getByLabel(/整改时限/).fill(day(20));
    await page.locator("form").getByRole("button", { name: "定措施" }).click();
    await page.getByRole("button", { name: "报整改" }).click();
    await page.getByLabel(/整改情况/).fill("已补记并由支委会审核");
    await check();
    await shot("problem-report");
    await page.locator("form").getByRole("button", { name: "报整改" }).click();
    await page.getByRole("button", { name: "报整改" }).first().waitFor({ state: "detached" });
    await page.getByText("待核验").first().waitFor();
    await close();

    const inspector = await stage.actors.as("inspector", size, office.committee);
    await inspector.page.goto(`${face}/problems/${answered}`);
    await inspector.page.getByRole("button", { name: "核验通过" }).click();
    await inspector.page.locator("form").getByRole("button", { name: "核验通过" }).click();
    await inspector.page.getByRole("button", { name: "核验通过" }).first().waitFor({ state: "detached" });
    await inspector.page.getByText("待销号").first().waitFor();
    await inspector.shot("problem-verified");
    await inspector.close();

    const clerk = await stage.actors.as("committee_clerk", size, office.committee);
    await clerk.page.goto(`/problems/${answered}`);
    await clerk.page.getByRole("button", { name: "销号" }).first().click();
    await clerk.page.locator("form").getByRole("button", { name: "销号" }).click();
    await expect.poll(async () => (await get<{ state: string }>(stage.server, office.clerk, `/problems/${answered}`)).state).toBe("closed");
    await clerk.shot("problem-closed");
    await clerk.close();
  });

  test("what is closed is drawn by lot, looked at again, and reopened where it did not hold", async () => {
    const { page, shot, check, settled, close } = await stage.actors.as("committee_clerk", size, office.committee);
    await page.goto("/problems");
    await page.getByRole("link", { name: "回头看抽查" }).click();
    await page.getByText("还没有抽查过").waitFor();
    await page.getByLabel("抽取数").fill("2");
    await page.getByRole("button", { name: "公布种子和名单" }).click();
    await page.getByText("最多").or(page.getByText("不能大于")).first().waitFor(); // one is closed
    await page.getByLabel("抽取数").fill("1");
    await page.getByRole("button", { name: "公布种子和名单" }).click();
    await page.getByText("1 个中抽 1 个").waitFor();
    await page.getByRole("heading", { name: "市直机关工委" }).waitFor();
    await page.getByText("上一次已公布的抽取还没有进行").waitFor();
    await check();
    await shot("rechecks-announced");
    await page.getByRole("button", { name: "抽取", exact: true }).click();
    await page.getByText("已复算，结果相符").waitFor();
    await settled();
    await check();
    await shot("rechecks-drawn");
    await page.getByRole("link", { name: /无讨论内容/ }).click();
    await page.waitForURL(/open=/);
    await page.getByRole("button", { name: "重新整改" }).click();
    await page.locator("form").getByLabel(/说明|理由|情况/).first().fill("回头看发现仍无讨论内容");
    await page.locator("form").getByRole("button", { name: "重新整改" }).click();
    await expect.poll(async () => (await get<{ state: string }>(stage.server, office.clerk, `/problems/${answered}`)).state).toBe("reopened");
    await page.goto("/rechecks");
    await page.getByRole("link", { name: /无讨论内容/ }).waitFor();
    await settled();
    await shot("rechecks-reopened");
    await close();
  });
});
