// What a hand does by itself and a program must be told: to wait for a list before going through it, and to click again what slipped away.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

// All that stand there, once they do.
export async function all_of(what: Locator): Promise<Locator[]> {
  await what.first().waitFor({ state: "attached" }); // a box that is drawn otherwise is not visible itself
  return what.all();
}

// Finds a name in a box that asks the server, and takes it. A click on a list that is just being found anew is lost: until it is gone.
export async function pick(page: Page, box: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: box });
  await field.click();
  await field.fill(name);
  const option = page.getByRole("option", { name }).last();
  await option.waitFor();
  const taken = async () => {
    if (await option.isVisible()) await option.click({ timeout: 1000 }).catch(() => undefined);
    return !(await option.isVisible());
  };
  await expect.poll(taken).toBe(true);
}
