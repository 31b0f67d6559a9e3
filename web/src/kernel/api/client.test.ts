import { beforeEach, expect, test, vi } from "vitest";
import { answer_with } from "@/kernel/testing/answers";
import { api, api_url, configure_api } from "./client";
import { as_problem, Problem } from "./problem";

const pauses: number[] = [];
const signed_out = vi.fn();
beforeEach(() => {
  pauses.length = 0;
  signed_out.mockReset();
  configure_api({ pause: async (milliseconds) => void pauses.push(milliseconds), signed_out });
});
const failure = (promise: Promise<unknown>): Promise<Problem> => promise.then(() => { throw new Error("expected a problem"); }, as_problem);

test("an address leaves out what is empty and repeats what is many", () => {
  expect(api_url("/members", { q: "张 三", sort: "", page: 2, state: ["formal", "probationary"], none: undefined })).toBe("/api/v1/members?q=%E5%BC%A0+%E4%B8%89&page=2&state=formal&state=probationary");
});

test("a POST is repeated with the same idempotency key until the network carries it", async () => {
  const asked = answer_with("no network", { status: 503 }, { status: 201, body: { id: 7 } });
  expect(await api.post("/meetings", { title: "支委会" })).toEqual({ id: 7 });
  expect(asked).toHaveLength(3);
  expect(new Set(asked.map(({ headers }) => headers["Idempotency-Key"])).size).toBe(1);
  expect(asked[0]!.headers).toMatchObject({ "X-Zhibu": "1", "Idempotency-Key": expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) });
});

test("two POSTs carry different keys, a GET carries neither key nor CSRF header", async () => {
  const asked = answer_with({}, {}, {});
  await api.post("/meetings", {});
  await api.post("/meetings", {});
  await api.get("/meetings");
  expect(asked[0]!.headers["Idempotency-Key"]).not.toBe(asked[1]!.headers["Idempotency-Key"]);
  expect(asked[2]!.headers).not.toHaveProperty("X-Zhibu");
});

test("a change carries the version it was read with, and a stale one is told apart", async () => {
  const asked = answer_with({ status: 412, body: { title: "别人刚刚修改过这条记录" } });
  expect((await failure(api.patch("/members/3", { name: "李四" }, { version: 5 }))).kind).toBe("stale");
  expect(asked[0]!.headers["If-Match"]).toBe("5");
});

test("a refusal is not repeated and keeps the message of each field", async () => {
  const asked = answer_with({ status: 422, body: { title: "有内容需要更正", errors: [{ pointer: "#/name", code: "required", message: "请填写姓名。" }] } });
  const problem = await failure(api.post("/members", {}));
  expect(asked).toHaveLength(1);
  expect(problem.for_field("name")).toBe("请填写姓名。");
  expect(problem.for_field("names")).toBeUndefined();
});

test("without a network it gives up after three attempts and says so", async () => {
  const asked = answer_with();
  expect((await failure(api.get("/members"))).kind).toBe("offline");
  expect(asked).toHaveLength(3);
  expect(pauses).toEqual([300, 1200]);
});

test("a server that asks for a long wait is not waited for", async () => {
  const asked = answer_with({ status: 503, headers: { "Retry-After": "120" } });
  expect((await failure(api.get("/members"))).retry_after).toBe(120);
  expect(asked).toHaveLength(1);
});

test("an ended session calls for the log-in page", async () => {
  answer_with({ status: 401, body: { title: "登录已失效" } });
  await failure(api.get("/members"));
  expect(signed_out).toHaveBeenCalledOnce();
});
