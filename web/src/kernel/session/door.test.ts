import { expect, test, vi } from "vitest";
import { Problem } from "@/kernel/api/problem";
import { door_address, login_address, return_path } from "./door";
import { follow_tabs, remember_account } from "./follow_tabs";
import { needed_first } from "./needed_first";
import type { Session } from "./session";

test.each([
  ["?return=%2Fmembers%3Fq%3D1", "/members?q=1"], ["", "/"], ["?return=https%3A%2F%2Felsewhere.example", "/"], ["?return=%2F%2Felsewhere.example", "/"], ["?return=%2F%5Celsewhere.example", "/"], ["?return=%2Flogin%3Freturn%3D%2F", "/"], ["?return=%2Fpassword", "/"], ["?return=%2Fpasswords", "/passwords"],
])("%s leads to %s", (search, path) => expect(return_path(search)).toBe(path));

test("the place is kept on the way to the log-in page", () => {
  expect(login_address("/members?q=张")).toBe("/login?return=%2Fmembers%3Fq%3D%E5%BC%A0");
  expect(login_address("/")).toBe("/login");
  expect(door_address("/password", "/m/my")).toBe("/password?return=%2Fm%2Fmy");
});

const session = (needs: Partial<Session["needs"]>): Session => ({
  account: { id: 7, name: "林静", username: "lin" }, office_name: "市直机关工委", roles: [], member_id: null, permissions: [], sample: null, now: "2021-12-08T09:00:00+08:00",
  needs: { password_change: false, totp: false, totp_by: null, ...needs }, installed: true,
});
test.each([
  ["nothing", session({}), undefined],
  ["a first password", session({ password_change: true, totp: true, totp_by: "2021-12-01" }), "/password"],
  ["a second factor, still within its days", session({ totp: true, totp_by: "2021-12-08" }), undefined],
  ["a second factor, overdue", session({ totp: true, totp_by: "2021-12-07" }), "/second-factor"],
  ["no network", new Problem({ status: 0, title: "" }), undefined],
])("%s comes first", async (_what, signed_in, page) => expect(await needed_first(signed_in)).toBe(page));

test("tabs follow one another, and only in who is signed in", () => {
  const on = { signed_out: vi.fn(), another: vi.fn() };
  remember_account(7);
  follow_tabs(7, on);
  const told = (key: string, newValue: string | null) => window.dispatchEvent(new StorageEvent("storage", { key, newValue }));
  told("zhibu.look", null);
  told("zhibu.account", "7");
  expect([on.signed_out.mock.calls.length, on.another.mock.calls.length]).toEqual([0, 0]);
  told("zhibu.account", "8");
  told("zhibu.account", null);
  expect([on.signed_out.mock.calls.length, on.another.mock.calls.length]).toEqual([1, 1]);
});
