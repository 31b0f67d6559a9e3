// What the standing pages explain, and what a deletion offers afterwards.
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, test } from "vitest";
import { answer_with } from "@/kernel/testing/answers";
import { tell_deleted } from "./recycled";
import { toasts } from "./toasts";
import WhyNot from "./WhyNot.vue";

const roles = [{ role: "branch_secretary", organization_name: "第一党支部" }];
const helpers = [{ name: "王芳", role: "organ_clerk", organization_name: "市财政局机关党委" }];
async function explained(answer: object, props: Record<string, unknown> = {}): Promise<string> {
  answer_with({ body: { account: { id: 1, name: "李敏" }, roles, helpers, ...answer } });
  const shown = mount(WhyNot, { props });
  await flushPromises();
  return shown.text();
}
beforeEach(() => void toasts.splice(0));

test("a page that asks for a role says which, what one has, and whom to ask", async () => {
  const text = await explained({ permission: { name: "audit.read", held: false, roles: ["auditor", "administrator"] } }, { permission: "audit.read", page: "kernel.page.my" });
  for (const part of ["我的", "审计管理员、系统管理员", "第一党支部及其下级", "王芳（市财政局机关党委"]) expect(text).toContain(part);
});

test("a place out of reach is told as such, also of somebody else", async () => {
  const organization = { id: 7, name: null, reached: false, by: [] };
  expect(await explained({ organization }, { organization_id: 7 })).toContain("不在您任何一个角色的范围之内");
  expect(await explained({ organization: { ...organization, name: "第二党支部" } }, { organization_id: 7, account_id: 3 })).toContain("第二党支部不在此人任何一个角色的范围之内");
});

test("a record that is not found is neither confirmed nor denied", async () => expect(await explained({})).toContain("系统不说明它是否存在"));

test("what was deleted can be taken back at once, and is shown again", async () => {
  const pages: string[] = [];
  tell_deleted("2021年工作总结", { recycled: 12 }, (page) => pages.push(page));
  expect(toasts[0]!.text).toContain("30 天内可在回收站找回");
  const asked = answer_with({ body: { page: "/reports/5" } });
  await toasts[0]!.undo!();
  expect(asked[0]).toMatchObject({ method: "POST", url: "/api/v1/recycle-bin/12/restoration" });
  expect(pages).toEqual(["/reports/5"]);
});
