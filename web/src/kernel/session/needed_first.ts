// What has to happen before any page: installing, logging in, a new password, a second factor.
import { Problem } from "@/kernel/api/problem";
import { installation } from "./account_api";
import { door_address, login_address } from "./door";
import type { Session } from "./session";

// True once the days of grace are over; until then a notice counts them down.
export const second_factor_overdue = ({ needs, now }: Session): boolean => needs.totp && needs.totp_by !== null && needs.totp_by < now.slice(0, 10);

// The address to go to first, or undefined where the page may open (also without a network: the page then says so).
export async function needed_first(signed_in: Session | Problem): Promise<string | undefined> {
  const here = location.pathname + location.search;
  if (signed_in instanceof Problem) {
    if (signed_in.kind !== "signed_out") return undefined;
    const { installed } = await installation().catch(() => ({ installed: true }));
    return installed ? login_address(here) : "/setup";
  }
  if (signed_in.needs.password_change) return door_address("/password", here);
  if (second_factor_overdue(signed_in)) return door_address("/second-factor", here);
  return undefined;
}
