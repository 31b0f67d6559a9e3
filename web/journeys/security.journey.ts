// How passwords have to be: chosen by the administrator, told at the door, held there; and a password that has grown old.
import { describe, test } from "vitest";
import { first_password, log_in, password } from "./harness/actors.ts";
import { open_page, type Size } from "./harness/browser.ts";
import { write_past } from "./harness/database.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage();

// As if it had been set a hundred days ago.
const grow_old = (username: string) => write_past(stage.server, `UPDATE account SET password_changed_at = password_changed_at - 100 * 86400000 WHERE username = '${username}'`);

describe.each<Size>(["desktop", "phone"])("on %s", (size) => {
  test("a password that has grown old is changed at the door, in words that say so", async () => {
    const { username } = await stage.actors.account("何静", [{ role: "branch_secretary" }]);
    await log_in(stage.server, username, first_password);
    grow_old(username);
    const { page, shot, check, close } = await open_page(stage.browser, stage.server.url, size);
    await page.goto("/my-account");
    await page.waitForURL("**/login?return=*");
    await page.getByLabel("用户名").fill(username);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForURL("**/password?return=*");
    await page.getByText("您的密码已超过 90 天没有更换").waitFor();
    await page.getByText("至少 10 位，包含").waitFor();
    await check();
    await shot("password-old");
    await page.getByLabel("当前密码").fill(password);
    await page.getByLabel("新密码", { exact: true }).fill("Another-Horse-9");
    await page.getByLabel("再输入一次密码").fill("Another-Horse-9");
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.waitForURL("**/my-account");
    await close();
  });

  test("the administrator chooses another profile, which then holds", async () => {
    const { page, shot, check, close } = await stage.actors.as("administrator", size);
    await page.goto("/security");
    await page.getByRole("heading", { name: "安全设置", level: 1 }).waitFor();
    await check();
    await shot("security");
    await page.getByRole("radio", { name: /国际通行/ }).check();
    await page.getByLabel("本单位不许用在密码里的词").fill("laixi");
    await page.getByLabel("修改理由").fill("按上级新要求");
    await check();
    await shot("security-choosing");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("密码规则已修改").waitFor();
    await page.goto("/my-account");
    await page.getByText("至少 12 位").waitFor();
    const fill = async (fresh: string) => {
      await page.getByLabel("当前密码").fill(password);
      await page.getByLabel("新密码", { exact: true }).fill(fresh);
      await page.getByLabel("再输入一次密码").fill(fresh);
      await page.getByRole("button", { name: "修改密码" }).click();
    };
    await fill("Password123456");
    await page.getByText("这个密码太常见").waitFor();
    await check();
    await shot("security-refused");
    await page.goto("/security");
    await page.getByRole("radio", { name: /等级保护/ }).check();
    await page.getByLabel("修改理由").fill("恢复默认");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("密码规则已修改").waitFor();
    await close();
  });
});

test("is not for others", async () => {
  const { page, absent, close } = await stage.actors.as("committee_clerk", "desktop");
  await page.goto("/");
  await page.getByRole("heading", { name: "工作台" }).waitFor();
  await absent(page.getByRole("link", { name: "安全设置" }));
  await close();
});
