// What only time brings about, written past the server: the journeys' clock is the world's.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { TestServer } from "./server.ts";

export const write_past = (server: TestServer, sql: string): void =>
  void execFileSync("sqlite3", [join(server.data, "zhibu.db")], { input: `.bail on\n.timeout 5000\n${sql};` });

// A day as it is kept there.
export const number_of = (date: string): string => date.replaceAll("-", "");
