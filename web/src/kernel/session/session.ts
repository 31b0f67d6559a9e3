// Who is signed in, with what roles, on what day; asked once from the server and kept for the page's life.
import { defineStore } from "pinia";
import { api } from "@/kernel/api/client";
import { look } from "@/kernel/look/look";

export interface Role {
  role: string;
  organization_id: number;
  organization_name: string;
}

export interface Session {
  account: { id: number; name: string; username: string; large_type?: boolean };
  roles: Role[];
  member_id: number | null;
  permissions: string[];
  sample: { name: string; label: string; today: string } | null;
  now: string;
  needs: { password_change: boolean; totp: boolean };
  installed: boolean;
}

export const use_session = defineStore("session", {
  state: () => ({ current: null as Session | null }),
  getters: {
    today: (state): string => state.current?.sample?.today ?? state.current?.now.slice(0, 10) ?? "",
    home: (state): Role | undefined => state.current?.roles[0],
  },
  actions: {
    async load(): Promise<Session> {
      this.current = await api.get<Session>("/session");
      if (this.current.account.large_type !== undefined) look.large = this.current.account.large_type;
      return this.current;
    },
    can(permission: string | undefined): boolean {
      return permission === undefined || (this.current?.permissions.includes(permission) ?? false);
    },
    async end(): Promise<void> {
      await api.remove("/session");
      this.current = null;
    },
  },
});
