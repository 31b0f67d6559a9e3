// A visit that is under way today, with its stations and judges.
import { day, office_now } from "./day.ts";
import type { TestServer } from "./server.ts";
import { get, post, put } from "./supervision.ts";

export interface HeldTour {
  id: number;
  stations: number[];
}
interface Shown { version: number; stations: { id: number }[] }

// A minute for each station, the last of them now: all are still scored (two hours after). Right after midnight they were yesterday's last.
export async function held_tour(server: TestServer, clerk: string, organization_id: number, places: number[], judges: Record<string, string[]>, open = true): Promise<HeldTour> {
  const now = office_now();
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const held_on = day(minute < places.length ? -1 : 0);
  const made = await post<{ id: number }>(server, clerk, "/tours", { organization_id, title: "一季度党建现场观摩", held_on });
  const path = `/tours/${made.id}`;
  const shown = () => get<Shown>(server, clerk, path);
  const first = (minute < places.length ? 24 * 60 - 1 : minute) - places.length;
  const time = (at: number) => `${held_on}T${String(Math.floor((first + at) / 60)).padStart(2, "0")}:${String((first + at) % 60).padStart(2, "0")}:00+08:00`;
  const stations = places.map((place, at) => ({ organization_id: place, arrives_at: time(at), leaves_at: time(at + 1), theme: "看阵地、看台账、听介绍" }));
  await put(server, clerk, `${path}/stations`, { stations }, (await shown()).version);
  for (const [circle, cookies] of Object.entries(judges)) {
    const account_ids: number[] = [];
    for (const cookie of cookies) account_ids.push((await get<{ account: { id: number } }>(server, cookie, "/session")).account.id);
    await put(server, clerk, `${path}/people`, { circle, account_ids }, (await shown()).version);
  }
  if (open) await post(server, clerk, `${path}/opening`, {}, (await shown()).version);
  return { id: made.id, stations: (await shown()).stations.map(({ id }) => id) };
}
