// What a module brings to the phone: its pages, tabs at the bottom, and cards on the page 今天.
import type { Component } from "vue";
import type { RouteRecordRaw } from "vue-router";

export interface PhoneTab {
  words: string;
  to: string;
  order: number;
  permission?: string;
}

export interface PhoneCard {
  component: Component;
  order: number;
  permission?: string;
}

export interface PhoneModule {
  name: string;
  routes: RouteRecordRaw[];
  tabs: PhoneTab[];
  today?: PhoneCard[];
}
