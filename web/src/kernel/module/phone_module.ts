// What a module brings to the phone: its pages, tabs at the bottom, cards on the page 今天, and links on the page 我的.
import type { Component } from "vue";
import type { RouteRecordRaw } from "vue-router";

export interface PhoneTab {
  words: string;
  to: string;
  order: number;
  permission?: string;
}

export interface PhoneCard {
  component: () => Promise<{ default: Component }>;
  order: number;
  permission?: string;
}

export interface PhoneModule {
  name: string; // also the name of its word catalogue, which is loaded with its first page or card
  routes: RouteRecordRaw[];
  tabs: PhoneTab[];
  today?: PhoneCard[];
  mine?: { words: string; to: string }[]; // of a member's own record; shown to whoever has one
}
