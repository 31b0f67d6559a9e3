// The sample cities tell their articles' figures: the annual report from the command line carries them, each of them opens to as many
// records over the API, and `verify` finds nothing. Positive control: a figure that is not the article's is told.
import { execFileSync } from "node:child_process";
import { binary } from "./kit/trial.mjs";
import { Client } from "./kit/server.mjs";

export const what = "sample cities laixi and lanzhou: the annual report's figures, their records, verify";
export const seconds = { short: 150, all: 300 };

// Of the articles, and of the sample's own that must not drift.
const cities = {
  laixi: {
    organization: "市直机关工委", year: 2021,
    figures: { organizations_directly_below: 63, contact_leaders: 5, contact_organizations: 63, inspected_organizations: 63, problems_found: 305, problems_fed_back: 305,
               problems_closed: 278, problems_overdue: 15, problems_reopened: 3, volunteer_activities: 14, centre_studies: 8 },
    at_least: { meetings: 5000, attendances: 95000 },
  },
  lanzhou: {
    organization: "市局机关党委", year: 2022,
    figures: { branches: 273, organization_lives: 273, centre_studies: 19, training_classes: 35, problems_found: 1100, problems_fed_back: 1100, problems_closed: 1100,
               criminal_cases_change: -24.7, public_order_cases_change: -23.5, homicides_change: -31.3, traffic_deaths_change: -18.8 },
    at_least: { members: 5900, meetings: 7000, letters_sent: 10 },
  },
};

const faults_of = (report, { figures, at_least }) => [
  ...Object.entries(figures).filter(([name, value]) => report[name]?.value !== value).map(([name, value]) => `${name} is ${report[name]?.value}, not ${value}`),
  ...Object.entries(at_least).filter(([name, value]) => !(report[name]?.value >= value)).map(([name, value]) => `${name} is ${report[name]?.value}, less than ${value}`),
];

function make(trial, name) {
  if (name === "laixi") return trial.sample(trial.folder(name));
  const data = trial.folder(name), begun = performance.now();
  execFileSync(binary, ["sample", name, "--data", data], { stdio: "pipe", timeout: seconds.all * 1000 });
  trial.figure(`${name} made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return data;
}

export async function run(trial) {
  for (const [name, city] of Object.entries(cities)) {
    const data = make(trial, name);
    const { status, out } = trial.command("report", "annual", "--organization", city.organization, "--year", String(city.year), "--format", "json", "--data", data);
    if (!trial.expect(status === 0, `${name}: report ended with ${status}: ${out.slice(0, 300)}`)) continue;
    const { figures } = JSON.parse(out.slice(out.indexOf("{")));
    for (const fault of faults_of(figures, city)) trial.expect(false, `${name}: ${fault}`);
    const [wrong] = Object.keys(city.figures);
    trial.control(faults_of(figures, { figures: { ...city.figures, [wrong]: city.figures[wrong] + 1 }, at_least: {} }).length === 1, `${name}: a wrong ${wrong} was not told`);
    const server = await trial.serve(data), clerk = await Client.log_in(server, "clerk");
    for (const figure of Object.keys(city.figures)) {
      const { records, value } = figures[figure];
      if (!Number.isInteger(value)) continue; // a change on the year opens to records of both years
      const answer = await clerk.get(records.replace("/api/v1", ""));
      const body = answer.status === 200 ? answer.json() : {};
      trial.expect((body.total ?? body.items?.length) === value, `${name}: ${figure} says ${value}, ${records} answers ${answer.status} with ${body.total ?? body.items?.length}`);
    }
    await server.stop();
    const verified = trial.command("verify", "--data", data);
    trial.expect(verified.status === 0, `${name}: verify: ${verified.out.slice(0, 300)}`);
    trial.figure(`${name}: ${Object.keys(city.figures).length} figures with their records`);
  }
}
