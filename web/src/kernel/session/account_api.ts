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
  id: number;
  peer: string; // the address it came from
  device: string; // what the browser says of itself
  created_at: string;
  seen_at: string;
  current: boolean;
}

export interface TotpOffer {
  secret: string; // Base32, for typing where no camera is at hand
  address: string; // otpauth://, for an authenticator on this very device
  qr_svg: string;
}

export const log_in = (credentials: Credentials) => api.post<unknown>("/session", credentials);
export const installation = () => api.get<{ installed: boolean; version: string }>("/installation");
export const install = (data: Installation) => api.post<unknown>("/installation", data);
export const change_password = (current: string, fresh: string) => api.post<void>("/session/password", { current, fresh });
export const offer_totp = () => api.post<TotpOffer>("/session/totp");
export const confirm_totp = (code: string) => api.put<{ recovery_codes: string[] }>("/session/totp", { code });
export const own_sessions = () => api.get<{ items: OwnSession[] }>("/session/all");
export const end_session = (id: number) => api.remove(`/session/all/${id}`);
export const set_large_type = (large_type: boolean) => api.patch<void>("/session/preferences", { large_type });
