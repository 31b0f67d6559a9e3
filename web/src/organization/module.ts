// Organisations and members: the tree, the roster, and the import of an office's own sheets.
import { register_chooser } from "@/kernel/described/description";
import type { ConsoleModule } from "@/kernel/module/console_module";

register_chooser("organization", () => import("./OrganizationPicker.vue"));

export default {
  name: "organization",
  routes: [
    { path: "/organizations", component: () => import("./OrganizationsPage.vue"), meta: { words: "organization.page.organizations" } },
    { path: "/organizations/:id(\\d+)", redirect: ({ params }) => ({ path: "/organizations", query: { open: String(params.id) } }) },
    { path: "/members/:id(\\d+)", redirect: ({ params }) => ({ path: "/members", query: { open: String(params.id) } }) },
    { path: "/members", component: () => import("./MembersPage.vue"), meta: { words: "organization.page.members", permission: "member.read" } },
    { path: "/imports", component: () => import("./ImportsPage.vue"), meta: { words: "organization.page.imports", permission: "roster.import" } },
    { path: "/imports/new", component: () => import("./ImportPage.vue"), meta: { more_words: ["business"], words: "organization.page.import", permission: "roster.import", parent: "/imports" } },
    { path: "/imports/:id(\\d+)", component: () => import("./ImportPage.vue"), meta: { more_words: ["business"], words: "organization.page.import", permission: "roster.import", parent: "/imports" } },
    { path: "/corrections", component: () => import("./CorrectionsPage.vue"), meta: { words: "organization.page.corrections", permission: "member.keep" } },
    { path: "/my-record", component: () => import("./OwnRecordPage.vue"), meta: { words: "organization.page.own_record" } },
  ],
  menu: [
    { group: "organization", words: "organization.page.organizations", to: "/organizations", order: 10, permission: "organization.read" },
    { group: "organization", words: "organization.page.members", to: "/members", order: 20, permission: "member.read" },
    { group: "organization", words: "organization.page.corrections", to: "/corrections", order: 21, permission: "member.keep", count: "correction" },
    { group: "organization", words: "organization.page.own_record", to: "/my-record", order: 40, permission: "member.own" },
    { group: "organization", words: "organization.page.imports", to: "/imports", order: 90, permission: "roster.import" },
  ],
} satisfies ConsoleModule;
