// Who is signed in, with what roles, on what day; asked once from the server and kept for the page's life.
import { defineStore } from "pinia";
import { api } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { look } from "@/kernel/look/look";
import { follow_tabs, forget_account, remember_account } from "./follow_tabs";
import { speak_of } from "@/kernel/words/words";
import { go_to_login } from "./door";
import type { PasswordPolicy } from "./password_rule";

export interface Role {
  role: string;
  organization_id: number;
  organization_name: string;
  organization_kind: string;
}

export interface Session {
  account: { id: number; name: string; username: string; large_type?: boolean; totp?: boolean };
  office_name: string;
  top_kind?: string; // of what stands at the top of the tree
  roles: Role[];
  member_id: number | null;
  permissions: string[];
  sample: { name: string; label: string; today: string } | null;
  now: string;
  password?: PasswordPolicy;
  needs: { password_change: boolean; password_old?: boolean; totp: boolean; totp_by: string | null };
  installed: boolean;
}

const last_session = "zhibu.session";

// For the phone without a network: who was signed in here last. Names and roles only; the right to anything stays with the server's cookie.
function remembered(): Session | undefined {
  try {
    return (JSON.parse(localStorage.getItem(last_session) ?? "null") as Session | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export const use_session = defineStore("session", {
  state: () => ({ current: null as Session | null }),
  getters: {
    today: (state): string => state.current?.sample?.today ?? state.current?.now.slice(0, 10) ?? "",
    // The first role's place; over the whole office the office's own name.
    home: (state): Role | undefined => {
      const first = state.current?.roles[0];
      return first && !first.organization_id ? { ...first, organization_name: state.current!.office_name || first.organization_name } : first;
    },
  },
  actions: {
    async load(): Promise<Session> {
      this.current = await api.get<Session>("/session");
      if (this.current.account.large_type !== undefined) look.large = this.current.account.large_type;
      speak_of(this.current.top_kind);
      remember_account(this.current.account.id);
      return this.current;
    },
    // Call once: what happens in other tabs happens here too. Drafts stay on this machine.
    follow_tabs(): void {
      follow_tabs(this.current?.account.id, { signed_out: go_to_login, another: () => location.reload() });
    },
    // Like load(); without a network it goes on as the person who was signed in here last.
    async load_or_last(): Promise<Session> {
      try {
        const session = await this.load();
        localStorage.setItem(last_session, JSON.stringify(session));
        return session;
      } catch (error) {
        const last = as_problem(error).kind === "offline" ? remembered() : undefined;
        if (!last) throw error;
        this.current = last;
        speak_of(last.top_kind);
        return last;
      }
    },
    can(permission: string | undefined): boolean {
      return permission === undefined || (this.current?.permissions.includes(permission) ?? false);
    },
    async end(): Promise<void> {
      await api.remove("/session").catch((error: unknown) => {
        if (as_problem(error).kind !== "signed_out") throw error; // the cookie is still good: nobody may believe they are out
      });
      this.current = null;
      forget_account();
      localStorage.removeItem(last_session);
    },
  },
});
