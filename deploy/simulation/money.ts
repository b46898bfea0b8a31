/** 公益创投资金: the money that a history begins with. A fund with its book, what one round has granted, and a round whose publicity is about to end. */
import { deciderStore, idFrom, silentLog, type Actor } from "@wangge/kit";
import { aggregates } from "@wangge/social";
import { START } from "./machine.ts";
import type { World } from "./world.ts";

export const BOOK = "welfare-lottery-20180101";
const YEAR = { from: "2018-01-01", until: "2018-12-31" };
const MINUTE = 60_000;

export const people = {
  maker: { id: "acc-maker", roles: ["socialOfficer"] },
  checker: { id: "acc-checker", roles: ["financeOfficer"] },
  payer: { id: "acc-payer", roles: ["financeOfficer"] },
  reviewer: { id: "acc-reviewer", roles: ["reviewer"] },
} as const satisfies Readonly<Record<string, Actor>>;

export const ofOrganization = (organization: string): Actor => ({
  id: `acc-of-${organization}`,
  roles: ["organization"],
  organization,
});

/** Something that has happened, as a store writes it; how it came about is not simulated. */
const recorderOf = (world: World) => (collection: string, id: string, events: readonly object[]) => {
  const kind = aggregates.find((one) => one.collection === collection);
  if (kind === undefined) throw new Error(`social has no ${collection}`);
  const store = deciderStore(
    {
      ...kind.decider,
      decide: ({ happened }: { readonly happened: readonly { readonly type: string }[] }) => happened,
    },
    { publishAs: kind.publishAs, chained: true },
    {
      persistence: world.stores.collection("social", collection),
      bus: world.bus,
      log: silentLog,
      service: "social",
    },
  );
  return store.handle(id, { happened: events as readonly { readonly type: string }[] });
};

const AMOUNT = 12_000_000;
const stages = [
  { title: "准备", amount: AMOUNT / 2, due: "2018-06-30" },
  { title: "实施", amount: AMOUNT / 2, due: "2018-11-30" },
];

/** A round that was allocated and determined, and what it keeps of the fund. */
const roundOf = (name: string, organizations: readonly string[], at: number, publicUntil: number) => {
  const round = idFrom("simulation/round", name);
  const when = { at: new Date(at).toISOString() };
  const candidates = organizations.map((organization, rank) => ({
    ...{
      application: idFrom("simulation/application", name, organization),
      organization,
      title: `项目${name}`,
      stages,
    },
    ...{ budget: 2 * AMOUNT, asked: AMOUNT, own: AMOUNT, score: 900_000 - rank, grids: [] },
  }));
  const amount = AMOUNT * candidates.length;
  const kept = `reserved:${round}`;
  const programme = "neighbours-help";
  const rule = {
    version: "simulation",
    caps: { shareOfBudget: 6_000 },
    partial: "withPartial",
    onShortfall: "skip",
  };
  const awards = candidates.map(({ application }) => ({ application, granted: AMOUNT, stages: stages.length }));
  const edition = { number: 1, awards, by: "acc-government", reasons: "同意", differences: [] };
  return {
    round,
    book: [
      {
        type: "RoundReserved",
        data: {
          ...{ round, programme, amount, fromEarmark: 0, ...when },
          lines: [
            { account: "free", amount },
            { account: kept, amount: -amount },
          ],
        },
      },
    ],
    allocation: [
      {
        type: "AllocationRun",
        data: {
          ...{ findings: [], by: "acc-maker", ...when },
          inputs: { round, book: BOOK, programme, envelope: amount, rule, candidates, bars: [] },
          lines: candidates.map(({ application }, place) => ({
            ...{ application, rank: place + 1, most: AMOUNT, cappedBy: "asked", left: amount - place * AMOUNT },
            ...{ granted: AMOUNT, stages: stages.length, outcome: "whole" },
          })),
        },
      },
      { type: "Determined", data: { ...edition, publicUntil: new Date(publicUntil).toISOString(), ...when } },
    ],
  };
};

/** Asks until the round of before has become grants, which the treasury sees to by itself. */
export const foundMoney = async (world: World, now: number): Promise<void> => {
  const ask = (action: string, input: object, actor: Actor): Promise<unknown> =>
    world.ask(`social.${action}`, input, { actor, external: true, idempotencyKey: `found-${JSON.stringify(input)}` });
  const organizations: string[] = [];
  for (const name of ["甲", "乙", "丙"]) {
    const group = { name: `${name}互助队`, form: "group", scope: "互助", place: "510108001001" };
    const made = await ask("recordGroup", { ...group, members: { individuals: 12, units: 0 } }, people.maker);
    organizations.push((made as { readonly organizationId: string }).organizationId);
  }
  const fund = { fund: "welfare-lottery", title: "福彩公益金", source: "welfareLottery" };
  await ask("openFund", { ...fund, period: YEAR, envelope: 500_000_000 }, people.checker);
  const proposed = await ask("proposeDeposit", { book: BOOK, amount: 200_000_000, reference: "T-0" }, people.maker);
  const [deposit] = (proposed as { readonly deposits: readonly { readonly id: string }[] }).deposits;
  await ask("judgeDeposit", { book: BOOK, deposit: deposit?.id, approved: true }, people.checker);
  const record = recorderOf(world);
  for (const one of [
    roundOf("一", organizations, now, now + MINUTE),
    roundOf("二", organizations.slice(1), now, START + 20 * MINUTE),
  ]) {
    await record("fund-books", BOOK, one.book);
    await record("allocations", one.round, one.allocation);
  }
};
