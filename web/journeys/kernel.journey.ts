// The kernel's own pages in a real browser: first run, log-in, search, look, the phone's shell, old browsers.
import { describe, expect, test } from "vitest";
import { administrator, password } from "./harness/actors.ts";
import { open_page, type Size } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage();

// From the start page to the last button of the set-up, whose token will turn out wrong.
async function fill_in_with_wrong_token({ page, check, shot }: Awaited<ReturnType<typeof open_page>>): Promise<void> {
  await page.goto("/");
  await page.waitForURL("**/setup");
  await page.getByLabel("安装口令").fill("wrong-token-0000");
  await check();
  await shot("setup-token");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("单位名称").fill("市直机关工委");
  await check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("姓名").fill(administrator.name);
  await page.getByLabel("用户名").fill(administrator.username);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByLabel("再输入一次密码").fill(password);
  await check();
  await shot("setup-administrator");
}

describe("first run", () => {
  test("is tried on a phone: a wrong token is shown at its field, and nothing is installed", async () => {
    const opened = await open_page(stage.browser, stage.server.url, "phone");
    const { page, close } = opened;
    await fill_in_with_wrong_token(opened);
    await page.getByRole("button", { name: "完成安装" }).click();
    await expect.poll(() => page.getByLabel("安装口令").getAttribute("aria-invalid")).toBe("true");
    await close();
  });

  test("leads from the token to the desk in four steps, and shows a wrong token at its field", async () => {
    const opened = await open_page(stage.browser, stage.server.url, "desktop");
    const { page, shot, check, close } = opened;
    await fill_in_with_wrong_token(opened);
    await page.getByRole("button", { name: "完成安装" }).click();
    const token = page.getByLabel("安装口令");
    await token.waitFor();
    await expect.poll(() => token.getAttribute("aria-invalid")).toBe("true");
    await shot("setup-wrong-token");
    await token.fill(stage.server.token);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "完成安装" }).click();
    await page.getByRole("heading", { name: "安装完成" }).waitFor();
    await check();
    await shot("setup-done");
    await page.getByRole("button", { name: "进入平台" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/setup"));
    await page.getByText("启用动态验证码，还有 7 天").waitFor(); // an administrator has a week for the second factor
    await close();
  });
});

describe.each<Size>(["desktop", "phone"])("log-in on %s", (size) => {
  test("says in words that the password is wrong, then comes back to the page that was asked for", async () => {
    await stage.actors.administrator_cookie(); // the account exists, whichever test comes first
    const { page, shot, check, close } = await open_page(stage.browser, stage.server.url, size);
    await page.goto("/audit?action=session.refused");
    await page.waitForURL("**/login?return=*");
    await page.getByLabel("用户名").fill(administrator.username);
    await page.getByLabel("密码").fill("not-the-password");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("alert").waitFor();
    await check();
    await shot("login-wrong");
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForURL("**/audit?action=session.refused");
    await page.getByRole("cell", { name: "登录被拒绝" }).first().waitFor();
    await close();
  });

  test("is locked after five wrong passwords, and says so without telling who exists", async () => {
    const told: string[] = [];
    const { username } = await stage.actors.account("赵明", [{ role: "branch_secretary" }]);
    for (const name of [username, `nobody_${size}`]) {
      const { page, shot, check, close } = await open_page(stage.browser, stage.server.url, size);
      await page.goto("/login");
      await page.getByLabel("用户名").fill(name);
      for (let attempt = 1; attempt <= 6; ++attempt) {
        await page.getByLabel("密码").fill(attempt === 6 ? "First-Battery-7" : "wrong-password");
        const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/session") && answer.request().method() === "POST");
        await page.getByRole("button", { name: "登录" }).click();
        expect((await answered).status()).toBe(401);
        await page.getByRole("alert").waitFor();
      }
      await page.getByText("锁定 15 分钟").waitFor();
      told.push((await page.getByRole("alert").innerText()).replace(/请求编号.*/s, ""));
      await check();
      if (name === username) await shot("login-locked");
      await close();
    }
    expect(told[0]).toBe(told[1]);
  });
});

describe("console", () => {
  test.each([["/my-account", "my-account"], ["/audit", "audit"], ["/accounts", "accounts"], ["/no-such-page", "missing"]])("%s is clean for axe, in light, dark and large type, and in English", async (path, name) => {
    const { page, settled, shot, check, close } = await stage.actors.as("administrator");
    await page.goto(path);
    await page.locator("h1, .standing").first().waitFor();
    await settled();
    await check();
    await shot(name);
    await page.evaluate(() => localStorage.setItem("zhibu.look", JSON.stringify({ dark: true, large: true })));
    await page.evaluate(() => localStorage.setItem("zhibu.language", "en"));
    await page.reload();
    await page.locator("h1, .standing").first().waitFor();
    await settled();
    await check();
    await shot(`${name}-dark-large-en`);
    await close();
  });

  test("Ctrl K finds a page and opens it", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator");
    await page.goto("/audit");
    await page.getByRole("heading", { name: "审计" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^找人/ }).fill("账号");
    await expect.poll(async () => (await page.getByRole("dialog").getByRole("option").allInnerTexts()).map((each) => each.trim())).toEqual(["账号与权限"]); // before, it stands among all pages
    await shot("search");
    await check();
    await page.getByRole("option", { name: /账号与权限/ }).click();
    await page.waitForURL("**/accounts");
    await close();
  });

  test("a page that one's role does not open says so", async () => {
    for (const size of ["desktop", "phone"] as const) {
      const { page, shot, check, close } = await stage.actors.as("branch_secretary", size);
      await page.goto("/audit");
      await page.locator(".standing").getByText("您没有查看本页的权限").waitFor();
      await check();
      await shot("forbidden");
      await close();
    }
  });

  test("at 320 px nothing is cut off", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", "phone");
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto("/accounts");
    await page.getByRole("button", { name: "新建账号" }).waitFor();
    await check();
    await shot("accounts-320");
    await close();
  });
});

describe("phone", () => {
  test("shows today's work and the sync state, and opens again without a network", async () => {
    const { page, context, shot, check, close } = await stage.actors.as("administrator", "phone");
    await page.goto("/m/");
    await page.getByText("已同步").waitFor();
    await check();
    await shot("phone-today");
    await page.getByRole("link", { name: "我的" }).click();
    await page.getByText("大字显示").waitFor();
    await check();
    await shot("phone-my");
    await page.goto("/m/waiting");
    await page.getByText("全部已同步").waitFor();
    await check();
    await shot("phone-waiting");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await page.goto("/m/my");
    await page.getByText("大字显示").waitFor();
    await close();
  });
});

test("a browser without today's syntax gets a readable page", async () => {
  const { page, shot, close } = await open_page(stage.browser, stage.server.url, "desktop");
  await page.route("**/assets/login-*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "const broken = ;" }));
  await page.goto("/login");
  await page.getByText("请换一个新一些的浏览器").waitFor();
  await shot("old-browser");
  await close();
});
