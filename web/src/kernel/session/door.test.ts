import { expect, test } from "vitest";
import { login_address, return_path } from "./door";

test.each([
  ["?return=%2Fmembers%3Fq%3D1", "/members?q=1"], ["", "/"], ["?return=https%3A%2F%2Felsewhere.example", "/"], ["?return=%2F%2Felsewhere.example", "/"], ["?return=%2F%5Celsewhere.example", "/"], ["?return=%2Flogin%3Freturn%3D%2F", "/"],
])("%s leads to %s", (search, path) => expect(return_path(search)).toBe(path));

test("the place is kept on the way to the log-in page", () => {
  expect(login_address("/members?q=张")).toBe("/login?return=%2Fmembers%3Fq%3D%E5%BC%A0");
  expect(login_address("/")).toBe("/login");
});
