// What the office asks of a password, in one sentence under the field.
import { t } from "@/kernel/words/words";

export interface PasswordPolicy {
  profile: string;
  length: number;
  classes: number;
  days: number; // 0: never grows old
  blocked: boolean;
}
// Before anybody has chosen another: as the first administrator's has to be.
const first: PasswordPolicy = { profile: "classified", length: 10, classes: 3, days: 90, blocked: false };

export const password_rule = ({ length, classes, blocked }: PasswordPolicy = first): string => t(blocked ? "kernel.password.rule_blocked" : "kernel.password.rule", { length, classes });
