import { beforeEach, expect, test, vi } from "vitest";
import { configure_api } from "@/kernel/api/client";
import { answer_with } from "@/kernel/testing/answers";
import { discard, post_or_keep, queue_state, send_waiting, start_queue, waiting_entries } from "./offline_queue";

beforeEach(async () => {
  configure_api({ pause: async () => undefined });
  answer_with();
  await start_queue(1);
  for (const { id } of await waiting_entries()) await discard(id!);
});
const settled = async () => { while (queue_state.sending) await new Promise((resolve) => setTimeout(resolve, 5)); };

test("with a network the record goes to the server and nothing is kept", async () => {
  answer_with({ body: { id: 9 } });
  expect(await post_or_keep("/meetings/1/attendances", { member_id: 4 }, "签到")).toEqual({ id: 9 });
  expect(queue_state.waiting).toBe(0);
});

test("without a network it is kept, and sent later with the key of the first attempt", async () => {
  const first = answer_with();
  expect(await post_or_keep("/meetings/1/attendances", { member_id: 4 }, "签到")).toBeUndefined();
  await settled();
  expect(queue_state.waiting).toBe(1);
  const second = answer_with({ body: { id: 9 } });
  await send_waiting();
  expect(second).toHaveLength(1);
  expect(second[0]!.body).toEqual({ member_id: 4 });
  expect(second[0]!.headers["Idempotency-Key"]).toBe(first[0]!.headers["Idempotency-Key"]);
  expect(queue_state.waiting).toBe(0);
});

test("the order is kept: what comes after a waiting record waits behind it", async () => {
  answer_with();
  await post_or_keep("/a", {}, "第一");
  await settled();
  await post_or_keep("/b", {}, "第二");
  await settled();
  const asked = answer_with({}, {});
  await send_waiting();
  expect(asked.map(({ url }) => url)).toEqual(["/api/v1/a", "/api/v1/b"]);
});

test("a network that comes back while an attempt is failing is used at once, not a minute later", async () => {
  answer_with();
  await post_or_keep("/a", {}, "第一");
  await settled();
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    if (++asked > 3) return new Response("{}");
    if (asked === 3) window.dispatchEvent(new Event("online")); // while the last of its attempts fails
    throw new TypeError("Failed to fetch");
  });
  await send_waiting();
  expect([asked, queue_state.waiting]).toEqual([4, 0]);
});

test("a refusal is kept with its reason and does not hold up the others", async () => {
  answer_with();
  await post_or_keep("/a", {}, "第一");
  await settled();
  await post_or_keep("/b", {}, "第二");
  await settled();
  answer_with({ status: 409, body: { title: "会议已经结束", detail: "会议已经结束，不能再签到。" } }, {});
  await send_waiting();
  expect([queue_state.waiting, queue_state.refused]).toEqual([0, 1]);
  expect((await waiting_entries())[0]).toMatchObject({ title: "第一", refused: "会议已经结束，不能再签到。" });
});

test("an ended session keeps everything for after the log-in", async () => {
  answer_with();
  await post_or_keep("/a", {}, "第一");
  await settled();
  answer_with({ status: 401 });
  await send_waiting();
  expect([queue_state.waiting, queue_state.refused]).toEqual([1, 0]);
});

test("another person on the same phone neither sees nor sends it", async () => {
  answer_with();
  await post_or_keep("/a", {}, "第一");
  await settled();
  const asked = answer_with({});
  await start_queue(2);
  await settled();
  expect(asked).toHaveLength(0);
  expect(await waiting_entries()).toEqual([]);
});
