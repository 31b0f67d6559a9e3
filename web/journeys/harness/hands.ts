// What a hand does by itself and a program must be told: to wait for a list before going through it, and to click again what slipped away.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

// All that stand there, once they do.
export async function all_of(what: Locator): Promise<Locator[]> {
  await what.first().waitFor({ state: "attached" }); // a box that is drawn otherwise is not visible itself
  return what.all();
}

// Finds a name in a box that asks the server, and takes it. A click on a list that is just being found anew is lost: taken is what the box
// itself then shows, in place of what was typed.
export async function pick(page: Page, box: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: box });
  const shown = page.locator(".el-select__wrapper").filter({ has: field });
  const option = page.getByRole("option", { name }).filter({ visible: true }).last();
  const holds = async () => (await field.inputValue()) === "" && (await shown.innerText()).includes(name);
  const taken = async () => {
    if (await holds()) return true;
    await field.click();
    await field.fill(name);
    await option.click({ timeout: 3000 }).catch(() => undefined);
    return holds();
  };
  await expect.poll(taken).toBe(true);
}
