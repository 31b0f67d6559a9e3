// The kernel's own pages in a real browser: first run, log-in, accounts, search, the phone's shell, old browsers.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Actors, password } from "./harness/actors.ts";
import { open_browser, open_page, type Size } from "./harness/browser.ts";
import { start_server, type TestServer } from "./harness/server.ts";
import { totp_code } from "./harness/totp.ts";

let server: TestServer;
let browser: Browser;
let actors: Actors;

beforeAll(async () => {
  [server, browser] = await Promise.all([start_server(), open_browser()]);
  actors = new Actors(server, browser);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("first run", () => {
  test("leads from the token to the desk in four steps, and shows a wrong token at its field", async () => {
    const { page, shot, check, close } = await open_page(browser, server.url, "desktop");
    await page.goto("/");
    await page.waitForURL("**/setup");
    await page.getByLabel("安装口令").fill("wrong-token-0000");
    await check();
    await shot("setup-token");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByLabel("单位名称").fill("市直机关工委");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByLabel("姓名").fill("林静");
    await page.getByLabel("用户名").fill("admin");
    await page.getByLabel("密码", { exact: true }).fill(password);
    await page.getByLabel("再输入一次密码").fill(password);
    await shot("setup-administrator");
    await page.getByRole("button", { name: "完成安装" }).click();
    const token = page.getByLabel("安装口令");
    await token.waitFor();
    await expect.poll(() => token.getAttribute("aria-invalid")).toBe("true");
    await shot("setup-wrong-token");
    await token.fill(server.token);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "完成安装" }).click();
    await page.getByRole("heading", { name: "安装完成" }).waitFor();
    await check();
    await shot("setup-done");
    await page.getByRole("button", { name: "进入平台" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/setup"));
    await close();
  });
});

describe.each<Size>(["desktop", "phone"])("log-in on %s", (size) => {
  test("says in words that the password is wrong, then comes back to the page that was asked for", async () => {
    const { page, shot, check, close } = await open_page(browser, server.url, size);
    await page.goto("/my-account");
    await page.waitForURL("**/login?return=*");
    await page.getByLabel("用户名").fill("admin");
    await page.getByLabel("密码").fill("not-the-password");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("alert").waitFor();
    await check();
    await shot("login-wrong");
    await actors.administrator_cookie(); // the account exists, whichever test came first
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForURL("**/my-account");
    await close();
  });
});

describe("console", () => {
  test("accounts: new account, its role, disabling with a reason, and undoing a revoked role", async () => {
    const { page, shot, check, close } = await actors.as("administrator");
    await page.goto("/accounts");
    await page.getByRole("button", { name: "新建账号" }).waitFor();
    await check();
    await shot("accounts");
    await page.getByRole("button", { name: "新建账号" }).first().click();
    await page.getByRole("textbox", { name: "姓名" }).fill("陈明");
    await page.getByRole("textbox", { name: "用户名" }).fill("admin");
    await page.locator("form").getByRole("button", { name: "新建账号" }).click();
    await page.getByText("这个用户名已有人使用").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-username");
    await shot("accounts-invalid");
    await page.getByRole("textbox", { name: "用户名" }).fill("chenming");
    await page.locator("form").getByRole("button", { name: "新建账号" }).click();
    await page.getByRole("button", { name: "授予角色" }).click();
    await page.getByRole("combobox", { name: "角色" }).click({ force: true });
    await page.getByRole("option", { name: "支部书记" }).click();
    await page.getByRole("button", { name: /^管理范围/ }).click();
    await page.getByPlaceholder("查找组织").fill("第二党支部");
    await shot("accounts-tree");
    await page.getByRole("treeitem", { name: /市公安局机关第二党支部/ }).click();
    await page.locator("form").getByRole("button", { name: "授予角色" }).click();
    await page.getByText("市公安局机关第二党支部").waitFor();
    await shot("accounts-detail");
    await check();
    await page.getByRole("button", { name: "收回" }).click();
    await page.getByText("还没有角色").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByRole("button", { name: "收回" }).waitFor();
    await page.getByRole("button", { name: "停用" }).click();
    expect(await page.locator("dialog button[type=submit]").isDisabled()).toBe(true);
    await page.getByLabel("停用原因").fill("岗位调整");
    await shot("accounts-disable");
    await page.locator("dialog button[type=submit]").click();
    await page.getByRole("button", { name: "恢复使用" }).waitFor();
    await close();
  });

  test("a draft survives a reload, and two editors see both versions", async () => {
    const first = await actors.as("administrator");
    const second = await actors.as("administrator");
    for (const { page } of [first, second]) {
      await page.goto("/accounts?open=2");
      await page.getByRole("button", { name: "修改" }).click();
    }
    await first.page.getByRole("textbox", { name: "姓名" }).fill("陈明明");
    await first.page.getByRole("button", { name: "保存" }).click();
    await first.page.getByRole("button", { name: "修改" }).waitFor();

    await second.page.getByRole("textbox", { name: "姓名" }).fill("陈小明");
    await second.page.waitForTimeout(600);
    second.page.on("dialog", (dialog) => void dialog.accept());
    await second.page.getByRole("button", { name: "保存" }).click();
    await second.page.getByText("别人也修改了这条记录").waitFor();
    await second.shot("both-versions");
    await second.check();
    await second.page.getByRole("button", { name: "按所选保存" }).click();
    await second.page.getByRole("button", { name: "修改" }).click();
    await second.page.getByRole("textbox", { name: "姓名" }).fill("陈大明");
    await second.page.waitForTimeout(600);
    await second.page.reload();
    await second.page.getByRole("button", { name: "修改" }).click();
    await second.page.getByText("已恢复您上次未保存的内容").waitFor();
    expect(await second.page.getByRole("textbox", { name: "姓名" }).inputValue()).toBe("陈大明");
    await first.close();
    await second.close();
  });

  test.each([["/my-account", "my-account"], ["/audit", "audit"], ["/no-such-page", "missing"]])("%s is clean for axe, in light, dark and large type, and in English", async (path, name) => {
    const { page, shot, check, close } = await actors.as("administrator");
    await page.goto(path);
    await page.locator("h1, .standing").first().waitFor();
    await page.waitForTimeout(300);
    await check();
    await shot(name);
    await page.evaluate(() => localStorage.setItem("zhibu.look", JSON.stringify({ dark: true, large: true })));
    await page.evaluate(() => localStorage.setItem("zhibu.language", "en"));
    await page.reload();
    await page.locator("h1, .standing").first().waitFor();
    await page.waitForTimeout(300);
    await check();
    await shot(`${name}-dark-large-en`);
    await close();
  });

  test("Ctrl K finds an account and opens it", async () => {
    const { page, shot, check, close } = await actors.as("administrator");
    await page.goto("/audit");
    await page.getByRole("heading", { name: "审计" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /^找人/ }).fill("林");
    await page.getByRole("option", { name: /林静/ }).waitFor();
    await shot("search");
    await check();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/accounts?open=*");
    await close();
  });

  test("at 320 px nothing is cut off", async () => {
    const { page, shot, check, close } = await actors.as("administrator", "phone");
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
    const { page, context, shot, check, close } = await actors.as("administrator", "phone");
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

test("a second factor is set up, and asked for at the next log-in", async () => {
  const { page, shot, check, close } = await actors.as("branch_secretary");
  await page.goto("/my-account");
  const username = await page.locator("header .second").innerText();
  await page.getByRole("button", { name: "设置" }).click();
  const secret = (await page.locator("code").innerText()).replace(/\s/g, "");
  await page.getByLabel("6 位动态验证码").fill("000000");
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.getByText("请等待下一个验证码后重试").waitFor();
  await check();
  await shot("totp");
  await page.getByLabel("6 位动态验证码").fill(totp_code(secret));
  await page.getByRole("button", { name: "确认启用" }).click();
  await page.getByRole("heading", { name: "请保存恢复码" }).waitFor();
  await shot("totp-codes");
  await page.getByRole("button", { name: "已妥善保存" }).click();
  await page.getByRole("button", { name: /个人菜单/ }).click();
  await shot("own-menu");
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.waitForURL("**/login");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "输入动态验证码" }).waitFor();
  await check();
  await shot("login-code");
  // The real server takes each code once, and the next one already: no need to wait half a minute.
  await page.getByLabel("6 位动态验证码").fill(totp_code(secret, server.real ? 1 : 0));
  await page.getByRole("button", { name: "确认" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  await close();
});

test("a browser without today's syntax gets a readable page", async () => {
  const { page, shot, close } = await open_page(browser, server.url, "desktop");
  await page.route("**/assets/login-*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "const broken = ;" }));
  await page.goto("/login");
  await page.getByText("请换一个新一些的浏览器").waitFor();
  await shot("old-browser");
  await close();
});
