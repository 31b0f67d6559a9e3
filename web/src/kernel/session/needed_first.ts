// What has to happen before any page: installing, logging in, a new password, a second factor.
import { Problem } from "@/kernel/api/problem";
import { installation } from "./account_api";
import { login_address } from "./door";
import type { Session } from "./session";

// The address to go to first, or undefined where the page may open (also without a network: the page then says so).
export async function needed_first(signed_in: Session | Problem): Promise<string | undefined> {
  if (signed_in instanceof Problem) {
    if (signed_in.kind !== "signed_out") return undefined;
    const { installed } = await installation().catch(() => ({ installed: true }));
    return installed ? login_address(location.pathname + location.search) : "/setup";
  }
  if (signed_in.needs.password_change) return "/password";
  if (signed_in.needs.totp) return "/second-factor";
  return undefined;
}
