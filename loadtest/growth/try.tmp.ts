import { openSite } from "./site.ts";
import { peak } from "../peers/measure.ts";
import { asMessage } from "../peers/jobs.ts";
import { gridsOf } from "./rosters.ts";
import { seedCases } from "./cases.ts";
import { openCases, queriesOn, timed, learnt } from "./queries.ts";
const left = new Set<string>();
const s = await openSite({ grids: 748, workersEach: 2.5, isLeft: (id) => left.has(id), note: (l) => console.log(l) });
const [job] = s.fresh(1);
const x = await s.ground.sample(asMessage.get(job!)!);
await openCases(s.ground, left, gridsOf(748));
console.log(await s.ground.cases.countBy("state.status", {}));
const now = Date.now();
let from = 0;
for (const to of process.argv.slice(2).map(Number)) {
  const a = performance.now();
  await seedCases(s.ground.mongo, x.closed, [from, to], { grids: 748, workersEach: 2.5, now });
  console.log("seeded", from, to, Math.round(performance.now() - a));
  from = to;
  console.log("learn", await learnt(s.ground).catch(String));
  for (let i = 0; i < 3; i++) {
    const r = await peak(s.entrant, s.fresh(3000));
    console.log(
      Math.round(r.perSecond),
      Math.round(r.spent.clientMicros / r.jobs),
      Math.round((r.spent.serverMicros ?? 0) / r.jobs),
      r.isComplete,
    );
  }
  const id = (await s.ground.cases.find({ where: { "state.grid": gridsOf(1)[0]! }, limit: 1 }))[0]!.id;
  for (const q of queriesOn(s.ground, id, 2.5))
    console.log(q.name.padEnd(20), (await timed(q).catch(String)).toString().slice(0, 100));
}
await s.close();
process.exit();
