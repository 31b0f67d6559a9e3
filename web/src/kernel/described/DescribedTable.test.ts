import { flushPromises, mount } from "@vue/test-utils";
import { createPinia } from "pinia";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import DescribedTable from "./DescribedTable.vue";

const description = { type: "member", fields: [
  { name: "name", label: "姓名", kind: "text", sortable: true, list_column: true },
  { name: "joined_on", label: "入党日期", kind: "date", list_column: true },
  { name: "fee", label: "月缴党费", kind: "money" },
  { name: "state", label: "类别", kind: "enum", filterable: true, options: [{ value: "formal", label: "正式党员" }], list_column: true },
] };
const people = [{ id: 1, version: 1, name: "张三", joined_on: "2010-07-01", fee: 1250, state: "formal" }, { id: 2, version: 1, name: "李四", joined_on: null, fee: 0, state: "formal" }];

let asked: URL[];
async function open(address: string, total = 120, items = people) {
  asked = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(new URL(url, "http://test"));
    return new Response(JSON.stringify(url.includes("/descriptions/") ? description : { items, total, page: 1, size: 50 }));
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/members", component: { template: "<i/>" } }] });
  await router.push(address);
  const table = mount(DescribedTable, { props: { type: "member", path: "/members", label: "党员名册", selectable: true, empty_next: "请先导入花名册。" }, slots: { bulk: `<template #bulk="{ chosen }"><output>{{ JSON.stringify(chosen) }}</output></template>` }, global: { plugins: [router, createPinia()] } });
  await flushPromises();
  return { table, router };
}
const last_list = () => asked.filter(({ pathname }) => pathname === "/api/v1/members").pop()!.search;
afterEach(() => vi.unstubAllGlobals());

test("the address decides what is asked", async () => {
  await open("/members?state=formal&sort=-name&page=2&size=20&q=张");
  expect(new URLSearchParams(last_list()).toString()).toBe(new URLSearchParams({ state: "formal", q: "张", sort: "-name", page: "2", size: "20" }).toString());
});

test("values stand as people read them, and a column not proposed stays out", async () => {
  const { table } = await open("/members");
  expect(table.findAll("tbody tr").map((row) => row.findAll("td").slice(1).map((cell) => cell.text()))).toEqual([["张三", "2010年7月1日", "正式党员"], ["李四", "—", "正式党员"]]);
});

test("a click on a head sorts up, then down, then not, in the address and from the first page", async () => {
  const { table, router } = await open("/members?page=2");
  const seen: unknown[] = [];
  for (let click = 0; click < 3; ++click) {
    await table.find("th .sort").trigger("click");
    await flushPromises();
    seen.push(router.currentRoute.value.query);
  }
  expect(seen).toEqual([{ sort: "name" }, { sort: "-name" }, {}]);
});

test("a bulk action gets the chosen rows, or the question behind all pages", async () => {
  const { table } = await open("/members?state=formal");
  await table.findAll("tbody input[type=checkbox]")[1]!.trigger("change");
  expect(table.find("output").text()).toBe('{"ids":[2]}');
  await table.find("thead input[type=checkbox]").trigger("change");
  await table.findAll("button").find((button) => button.text() === "选择全部 120 条")!.trigger("click");
  expect(table.find("output").text()).toBe('{"all":{"state":"formal"},"count":120}');
});

test("an empty list says what to do, an over-filtered one offers to reset", async () => {
  expect((await open("/members", 0, [])).table.text()).toContain("请先导入花名册。");
  const { table, router } = await open("/members?q=无此人", 0, []);
  expect(table.text()).toContain("没有符合条件的记录");
  await table.find(".empty button").trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({});
});

test("rows open by Enter and are chosen by Space", async () => {
  const { table } = await open("/members");
  const row = table.findAll("tbody tr")[0]!;
  await row.trigger("keydown", { key: "Enter" });
  expect(table.emitted("open")?.[0]).toEqual([people[0]]);
  await row.trigger("keydown", { key: " " });
  expect(table.find("output").text()).toBe('{"ids":[1]}');
});
