// What a module brings to the console: its pages and its entries in the left menu. One module.ts a folder.
import type { AsyncComponentLoader } from "vue";
import type { RouteRecordRaw } from "vue-router";

export const menu_groups = ["desk", "organization", "life", "supervision", "evaluation", "learning", "service", "showcase", "report", "system"] as const;
export type MenuGroup = (typeof menu_groups)[number];

export interface MenuEntry {
  group: MenuGroup;
  words: string; // key of the label
  to: string;
  order: number; // within its group
  permission?: string; // hidden without it
  count?: string; // name of an inbox count shown in red
}

// A panel of the home page, below what is to do.
export interface HomePanel {
  component: AsyncComponentLoader;
  order: number;
  permission?: string;
}

// A part of a record's page that another module brings: honours on a member's page.
export interface RecordPanel {
  of: "member" | "organization";
  component: AsyncComponentLoader; // takes the record's number as :id
  order: number;
  permission?: string;
}

export interface ConsoleModule {
  name: string; // also the name of its word catalogue
  routes: RouteRecordRaw[];
  menu: MenuEntry[];
  home?: HomePanel[];
  panels?: RecordPanel[];
}

declare module "vue-router" {
  interface RouteMeta {
    words?: string; // key of the page's title
    words_of?: string[]; // the modules whose catalogues the page needs; set by the router
    more_words?: string[]; // modules whose words the page shows beside its own
    permission?: string;
    parent?: string; // path of the page above, for the breadcrumb
  }
}

export function menu_of(modules: ConsoleModule[], can: (permission: string | undefined) => boolean): { group: MenuGroup; entries: MenuEntry[] }[] {
  const all = modules.flatMap(({ menu }) => menu).filter(({ permission }) => can(permission));
  return menu_groups
    .map((group) => ({ group, entries: all.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order) }))
    .filter(({ entries }) => entries.length > 0);
}

export const home_panels_of = (modules: ConsoleModule[], can: (permission: string | undefined) => boolean): HomePanel[] =>
  modules.flatMap(({ home = [] }) => home).filter(({ permission }) => can(permission)).sort((a, b) => a.order - b.order);

export const record_panels_of = (modules: ConsoleModule[], of: RecordPanel["of"], can: (permission: string | undefined) => boolean): RecordPanel[] =>
  modules.flatMap(({ panels = [] }) => panels).filter((panel) => panel.of === of && can(panel.permission)).sort((a, b) => a.order - b.order);
