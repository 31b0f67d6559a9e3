// What a person does with their own account: logging in, password, second factor, sessions, large type.
import { api } from "@/kernel/api/client";

export interface Credentials {
  username: string;
  password: string;
  totp?: string;
}

export interface Installation {
  token: string;
  office_name: string;
  username: string;
  name: string;
  password: string;
}

export interface OwnSession {
  id: string | number;
  address: string;
  agent: string;
  begun_at: string;
  seen_at: string;
  current: boolean;
}

export interface TotpOffer {
  secret: string; // Base32, for typing where no camera is at hand
  qr_svg: string;
}

export const log_in = (credentials: Credentials) => api.post<unknown>("/session", credentials);
export const installation = () => api.get<{ installed: boolean; version: string }>("/installation");
export const install = (data: Installation) => api.post<unknown>("/installation", data);
export const change_password = (current_password: string, new_password: string) => api.put<unknown>("/account/password", { current_password, new_password });
export const offer_totp = () => api.post<TotpOffer>("/account/totp");
export const confirm_totp = (code: string) => api.post<{ recovery_codes: string[] }>("/account/totp/confirmation", { code });
export const own_sessions = () => api.get<{ items: OwnSession[] }>("/account/sessions");
export const end_session = (id: string | number) => api.remove(`/account/sessions/${id}`);
export const set_large_type = (large_type: boolean) => api.patch<unknown>("/account", { large_type });
