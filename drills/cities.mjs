// The sample cities tell their articles' figures: the annual report from the command line carries them, each of them opens to as many
// records over the API, and `verify` finds nothing; in lanzhou the branches are graded, points settled, a visit and two ballots counted, and
// the papers of the ballots come to their result once more. ZHIBU_SAMPLE_LANZHOU names a directory of lanzhou to copy. Positive controls: a figure that is not the article's, and one paper less, are told.
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { binary } from "./kit/trial.mjs";
import { Client } from "./kit/server.mjs";

export const what = "sample cities laixi and lanzhou: the annual report's figures, their records, verify";
export const seconds = { short: 200, all: 300 };
export const own_office = true;  // makes a city of its own first

// Of the articles, and of the sample's own that must not drift.
const cities = {
  lanzhou: {
    organization: "市局机关党委", year: 2022,
    figures: { branches: 273, organization_lives: 273, centre_studies: 19, training_classes: 35, problems_found: 1100, problems_fed_back: 1100, problems_closed: 1100,
               criminal_cases_change: -24.7, public_order_cases_change: -23.5, homicides_change: -31.3, traffic_deaths_change: -18.8 },
    at_least: { members: 5900, meetings: 7000, letters_sent: 10 },
    judged: true,
  },
  laixi: {
    organization: "市直机关工委", year: 2021,
    figures: { organizations_directly_below: 63, contact_leaders: 5, contact_organizations: 63, inspected_organizations: 63, problems_found: 305, problems_fed_back: 305,
               problems_closed: 278, problems_overdue: 15, problems_reopened: 3, volunteer_activities: 14, centre_studies: 8 },
    at_least: { meetings: 5000, attendances: 95000 },
  },
};

// ---- How lanzhou was judged ----

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

// What the published papers say of each item, counted here once more; nothing where it is not what the sheet says. Real papers stand beside them.
function recounted({ items, choices, returned, counts }, papers) {
  const said = papers.filter(({ valid }) => valid);
  const of_phones = items.map((_, item) => choices.map((choice) => said.filter((paper) => paper.choices[item] === choice).length));
  const on_paper = counts.paper + counts.written;
  if (papers.length + on_paper !== returned) return `${papers.length} papers and ${on_paper} on paper are not the ${returned} that came back`;
  const wrong = items.find(({ tally }, item) => sum(tally) !== said.length + on_paper || tally.some((votes, i) => votes < of_phones[item][i]));
  return wrong && `the papers do not come to the result of ${wrong.words}`;
}

async function judged(trial, server) {
  const all = async (client, path) => { const answer = await client.get(path); trial.expect(answer.status === 200, `lanzhou: ${path} answers ${answer.status}`); return answer.json(); };
  const clerk = await Client.log_in(server, "clerk"), secretary = await Client.log_in(server, "secretary"), member = await Client.log_in(server, "member");

  const [round] = (await all(clerk, "/standard-rounds")).items;
  const { progress, state } = await all(clerk, `/standard-rounds/${round.id}`);
  const graded = Object.fromEntries(progress.grades.map(({ name, count }) => [name, count]));
  trial.expect(state === "closed" && progress.total === 273, `lanzhou: the round is ${state} with ${progress.total} branches`);
  // The same each time: the sample's draws follow its name.
  trial.expect(Object.entries({ model: 14, standard: 102, below: 121 }).every(([name, count]) => graded[name] === count) && progress.states.excluded === 36, `lanzhou: grades ${JSON.stringify(graded)}, ${progress.states.excluded} put off`);
  const [model] = (await all(clerk, "/standard-sheets?state=passed&sort=-points&size=1")).items;
  const certificate = await clerk.get(`/standard-sheets/${model.id}/certificate`);
  trial.expect(certificate.status === 200 && certificate.text.startsWith("%PDF"), `lanzhou: no certificate for ${model.organization_name}`);

  const settled = await all(clerk, "/points-settlements?state=confirmed&period=2022-Q3");
  trial.expect(settled.total === 106, `lanzhou: ${settled.total} branches settled their points, not 106`);
  const mine = (await all(member, "/points-disputes")).items;
  trial.expect(mine.length === 1 && mine[0].state === "upheld" && mine[0].points === 4, `lanzhou: the member's objection is ${JSON.stringify(mine[0])}`);

  const [tour] = (await all(clerk, "/tours")).items, { stations } = await all(clerk, `/tours/${tour.id}`);
  trial.expect(tour.state === "closed" && stations.length === 6 && stations.every(({ score, scores }) => score > 6000 && scores >= 15), `lanzhou: the visit is ${tour.state} with ${stations.map(({ score }) => score)}`);
  trial.expect(stations.some(({ excellent }) => excellent), "lanzhou: no station is excellent");

  const ballots = (await all(secretary, "/ballots?sort=day")).items;
  trial.expect(ballots.map(({ kind, outcome }) => `${kind} ${outcome}`).join() === "election elected,democratic_review graded", `lanzhou: ballots ${ballots.map(({ kind, outcome }) => `${kind} ${outcome}`)}`);
  for (const { id, title } of ballots) {
    const ballot = await all(secretary, `/ballots/${id}`), papers = (await all(member, `/ballots/${id}/papers`)).items;
    trial.expect(!recounted(ballot, papers), `lanzhou: ${title}: ${recounted(ballot, papers)}`);
    trial.control(!!recounted(ballot, papers.slice(1)), `lanzhou: ${title}: a paper less was not told`);
  }
  const review = await all(secretary, `/ballots/${ballots[1].id}`);
  trial.expect(review.confirmed_on && review.items.filter(({ grade }) => grade === "excellent").length * 3 <= review.items.length, "lanzhou: the appraisal is not confirmed within its third");
  trial.figure(`lanzhou: ${graded.model} models, ${graded.standard} up to standard, ${graded.below} below, ${settled.total} branches with settled points, ${ballots.length} ballots recounted`);
}

const faults_of = (report, { figures, at_least }) => [
  ...Object.entries(figures).filter(([name, value]) => report[name]?.value !== value).map(([name, value]) => `${name} is ${report[name]?.value}, not ${value}`),
  ...Object.entries(at_least).filter(([name, value]) => !(report[name]?.value >= value)).map(([name, value]) => `${name} is ${report[name]?.value}, less than ${value}`),
];

function make(trial, name) {
  if (name === "laixi") return trial.sample(trial.folder(name));
  const data = trial.folder(name), begun = performance.now(), ready = process.env[`ZHIBU_SAMPLE_${name.toUpperCase()}`];
  if (ready) {
    cpSync(ready, data, { recursive: true });
    return data;
  }
  execFileSync(binary, ["sample", name, "--data", data], { stdio: "pipe", timeout: seconds.all * 1000 * trial.patience });
  trial.figure(`${name} made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return data;
}

export async function run(trial) {
  for (const [name, city] of Object.entries(cities)) {
    const data = make(trial, name);
    const { status, out, said } = trial.command("report", "annual", "--organization", city.organization, "--year", String(city.year), "--format", "json", "--data", data);
    if (!trial.expect(status === 0, `${name}: report ended with ${status}: ${out.slice(0, 300)}`)) continue;
    const { figures } = JSON.parse(said.slice(said.indexOf("{")));
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
    if (city.judged) await judged(trial, server);
    await server.stop();
    const verified = trial.command("verify", "--data", data);
    trial.expect(verified.status === 0, `${name}: verify: ${verified.out.slice(0, 300)}`);
    trial.figure(`${name}: ${Object.keys(city.figures).length} figures with their records`);
  }
}
