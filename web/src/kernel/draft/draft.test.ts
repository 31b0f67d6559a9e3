import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { expect, test, vi } from "vitest";
import { defineComponent, ref, type Ref } from "vue";
import { use_session } from "@/kernel/session/session";
import { drop_old_drafts, use_draft, type Draft } from "./draft";

interface Form {
  name: string | null;
  id_number: string | null;
}

function open(account: number, never: string[] = ["id_number"]) {
  setActivePinia(createPinia());
  use_session().current = { account: { id: account, name: "林静", username: "lin" }, office_name: "市直机关工委", roles: [], member_id: null, permissions: [], sample: null, now: "", needs: { password_change: false, totp: false, totp_by: null }, installed: true };
  let data!: Ref<Form>;
  let draft!: Draft;
  const form = mount(defineComponent({ setup() {
    data = ref({ name: null, id_number: null });
    draft = use_draft("member.new", data, () => never);
    return () => null;
  } }));
  return { data, draft, close: () => form.unmount() };
}
const type_in = async (form: ReturnType<typeof open>, values: Partial<Form>) => {
  Object.assign(form.data.value, values);
  await Promise.resolve();
};

test("what was typed is there again, without protected values", async () => {
  const first = open(1);
  await type_in(first, { name: "张三", id_number: "11010119900307001X" });
  first.close();
  expect(JSON.stringify(localStorage)).not.toContain("11010119900307001X");
  const second = open(1);
  expect(second.data.value).toEqual({ name: "张三", id_number: null });
  expect(second.draft.restored_from.value).not.toBeNull();
  second.close();
});

test("it belongs to its user", async () => {
  const first = open(1);
  await type_in(first, { name: "张三" });
  first.close();
  const other = open(2);
  expect(other.data.value.name).toBeNull();
  other.close();
});

test("it is gone when the server has it, and a page that is left without typing keeps none", async () => {
  const first = open(1);
  await type_in(first, { name: "张三" });
  first.draft.settle();
  first.close();
  open(1).close();
  expect(Object.keys(localStorage).filter((name) => name.startsWith("zhibu.draft."))).toEqual([]);
});

test("leaving the page warns only while something is unsaved", async () => {
  const form = open(1);
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(leave()).toBe(false);
  await type_in(form, { name: "张三" });
  expect(leave()).toBe(true);
  form.draft.settle();
  expect(leave()).toBe(false);
  form.close();
});

test("after 30 days a draft is dropped, before that it stays", async () => {
  vi.useFakeTimers({ now: new Date("2021-12-01T00:00:00Z") });
  const form = open(1);
  await type_in(form, { name: "张三" });
  form.close();
  vi.useRealTimers();
  drop_old_drafts(Date.parse("2021-12-30T00:00:00Z"));
  expect(localStorage.length).toBe(1);
  drop_old_drafts(Date.parse("2022-01-01T00:00:00Z"));
  expect(localStorage.length).toBe(0);
});
