// A person's log-in in a real browser: first password, second factor, several tabs, expiry while typing.
import { describe, expect, test } from "vitest";
import { call, first_password, log_in, password, set_up_totp } from "./harness/actors.ts";
import { open_page, type GuardedPage, type Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";
import { totp_code } from "./harness/totp.ts";

const stage = open_stage();

async function type_login({ page }: GuardedPage, username: string, secret: string): Promise<void> {
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(secret);
  await page.getByRole("button", { name: "登录" }).click();
}

describe.each<Size>(["desktop", "phone"])("on %s", (size) => {
  test("a first password must be changed before anything else, and the page asked for opens afterwards", async () => {
    const { username } = await stage.actors.account("孙丽", [{ role: "branch_secretary" }]);
    const opened = await open_page(stage.browser, stage.server.url, size);
    const { page, shot, check, close } = opened;
    await page.goto("/my-account");
    await page.waitForURL("**/login?return=*");
    await type_login(opened, username, first_password);
    await page.waitForURL("**/password?return=*");
    await page.getByText("您的密码是初始密码").waitFor();
    await check();
    await shot("password");
    await page.getByLabel("当前密码").fill("not-the-first");
    await page.getByLabel("新密码", { exact: true }).fill(password);
    await page.getByLabel("再输入一次密码").fill(password);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByText("当前密码不对").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("current");
    await check();
    await shot("password-wrong");
    await page.getByLabel("当前密码").fill(first_password);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.waitForURL("**/my-account");
    await page.getByRole("heading", { name: "我的账号" }).waitFor();
    await close();
  });

  test("a second factor is set up, asked for at the next log-in, and a recovery code stands in once", async () => {
    const { username } = await stage.actors.account("钱伟", [{ role: "branch_secretary" }]);
    const opened = await stage.actors.with_cookie(await log_in(stage.server, username, first_password), size);
    const { page, context, shot, check, close } = opened;
    await page.goto("/second-factor?return=/my-account");
    const shown = async () => (await page.locator("code").innerText()).replace(/\s/g, "");
    await expect.poll(shown).toMatch(/^[A-Z2-7]{16,}$/);
    const secret = await shown();
    await page.getByLabel("6 位动态验证码").fill("000000");
    await page.getByRole("button", { name: "确认启用" }).click();
    await page.getByText("动态验证码不对或已过期").waitFor();
    await check();
    await shot("second-factor");
    await page.getByLabel("6 位动态验证码").fill(totp_code(secret));
    await page.getByRole("button", { name: "确认启用" }).click();
    await page.getByRole("heading", { name: "请保存恢复码" }).waitFor();
    await expect.poll(() => page.locator(".codes li").count()).toBe(10);
    const codes = await page.locator(".codes li").allInnerTexts();
    await check();
    await shot("recovery-codes");
    await page.getByRole("button", { name: "已妥善保存" }).click();
    await page.getByText("动态验证码已启用").or(page.getByText("已启用动态验证码")).first().waitFor();

    for (const [kind, code] of [["phone", () => totp_code(secret, 1)], ["recovery", () => codes[0]!], ["used", () => codes[0]!]] as const) {
      await context.clearCookies();
      await page.evaluate(() => localStorage.clear());
      await page.goto("/login?return=/my-account");
      await type_login(opened, username, password);
      await page.getByRole("heading", { name: "输入动态验证码" }).waitFor();
      if (kind !== "phone") await page.getByRole("button", { name: "手机不在身边，用恢复码" }).click();
      await page.locator("#totp").fill(code()); // for this half minute: made when it is typed
      if (kind === "recovery") await shot("login-recovery");
      await page.getByRole("button", { name: "确认" }).click();
      if (kind === "used") await page.getByText("验证码不对、已过期或已经用过").waitFor();
      else await page.waitForURL((url) => url.pathname === "/my-account");
      await check();
    }
    await close();
  });
});

test("logging out in one tab logs out the others, and a tab that waits at the log-in page follows a log-in", async () => {
  const cookie = await log_in(stage.server, (await stage.actors.account("周敏", [{ role: "organ_clerk" }])).username, first_password);
  const { page, context, check, close } = await stage.actors.with_cookie(cookie);
  await page.goto("/accounts");
  const other = await context.newPage();
  await other.goto("/my-account");
  await other.getByRole("heading", { name: "我的账号" }).waitFor();
  await page.getByRole("button", { name: /个人菜单/ }).click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.waitForURL("**/login");
  await other.waitForURL("**/login?return=%2Fmy-account");
  await check();
  await page.getByLabel("用户名").fill("admin");
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  await other.waitForURL("**/my-account");
  await other.getByText("admin").first().waitFor();
  await close();
});

test("a log-in that ends while one types loses nothing: the form is there again afterwards", async () => {
  const { username } = await stage.actors.account("吴刚", [{ role: "organ_clerk" }]);
  const cookie = await log_in(stage.server, username, first_password);
  const opened = await stage.actors.with_cookie(cookie);
  const { page, shot, check, close } = opened;
  await page.goto("/accounts");
  await page.getByRole("button", { name: "新建账号" }).first().click();
  await page.getByLabel("姓名").fill("写到一半的人");
  await page.getByLabel("用户名").fill("half_typed");
  await call(stage.server, "DELETE", "/session", undefined, cookie);
  // Whoever asks first finds the log-in gone: the button, or what the page asks by itself while the form still moves.
  await page.locator("form").getByRole("button", { name: "新建账号" }).click({ timeout: 2000 }).catch(() => undefined);
  await page.waitForURL("**/login?return=*");
  await type_login(opened, username, password);
  await page.waitForURL("**/accounts**");
  await page.getByRole("button", { name: "新建账号" }).first().click();
  await expect.poll(() => page.getByLabel("姓名").inputValue()).toBe("写到一半的人");
  await expect.poll(() => page.getByLabel("用户名").inputValue()).toBe("half_typed");
  await shot("draft-after-expiry");
  await check();
  await close();
});

test("a role taken away is gone with the next request", async () => {
  const organ = await stage.actors.organization("市财政局机关党委", "organ_committee", await stage.actors.organization("市直机关工委", "working_committee"));
  const { id, username } = await stage.actors.account("郑洁", [{ role: "organ_clerk", organization_id: organ }, { role: "member", organization_id: organ }]);
  const cookie = await log_in(stage.server, username, first_password);
  const { page, check, close } = await stage.actors.with_cookie(cookie);
  await page.goto("/accounts");
  await page.getByRole("button", { name: "新建账号" }).first().waitFor();
  const admin = await stage.actors.administrator_cookie();
  const { grants } = (await call<{ grants: { id: number; role: string }[] }>(stage.server, "GET", `/accounts/${id}`, undefined, admin)).body;
  await call(stage.server, "DELETE", `/accounts/${id}/grants/${grants.find(({ role }) => role === "organ_clerk")!.id}`, undefined, admin);
  await expect(call(stage.server, "POST", "/accounts", { name: "新", username: "xin_1", grants: [{ role: "member", organization_id: organ }] }, cookie)).rejects.toThrow(/403/);
  await page.reload();
  await page.locator(".standing").getByText("您没有查看本页的权限").waitFor();
  await check();
  await close();
});

test("an administrator sets up the second factor from the notice, and the notice goes", async () => {
  const { username } = await stage.actors.account("冯强", [{ role: "administrator" }]);
  const cookie = await log_in(stage.server, username, first_password);
  const { page, absent, shot, check, close } = await stage.actors.with_cookie(cookie);
  await page.goto("/accounts");
  await page.getByText("还有 7 天").waitFor();
  await check();
  await shot("notice");
  await set_up_totp(stage.server, cookie);
  await page.reload();
  await page.getByRole("heading", { name: "账号与权限" }).waitFor();
  await absent(page.getByText("还有 7 天"));
  await close();
});
