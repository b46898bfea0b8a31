/** 初始数据. What an empty service begins with: power items, officers and street teams that stand in for the district's own. */
import { dayOf } from "@wangge/calendar";
import { planter, type Action, type Clock, type Log } from "@wangge/kit";
import { StreetCode } from "@wangge/contracts";
import { z } from "zod";
import chenghua from "../../../data/seed/chenghua.json" with { type: "json" };

const Steps = z.array(z.string()).min(1);
const Seed = z.strictObject({
  source: z.string(),
  standIn: z.literal(true),
  streets: z.array(StreetCode),
  items: z.array(z.strictObject({ code: z.string(), content: z.looseObject({}) })),
  steps: z.strictObject({ officer: Steps, lead: Steps, reviewer: Steps }),
  bodies: z.array(
    z.strictObject({
      body: z.string(),
      powers: z.array(z.string()),
      forces: z
        .array(
          z.strictObject({
            force: z.string(),
            perStreet: z.int().min(1),
            /** 专长: how many of them have it; the last ones, whom no unit takes. */
            skilled: z.record(z.string(), z.int().min(1)).default({}),
          }),
        )
        .min(1),
    }),
  ),
  /** In every street one of each, with the first of its force as its crew. */
  units: z.array(z.strictObject({ unitType: z.string(), force: z.string(), crew: z.int().min(1) })),
  certificateYears: z.int().min(1),
});
type Seed = z.output<typeof Seed>;

export interface Planted {
  readonly account: string;
  readonly body: string;
  readonly force: string;
  readonly role: keyof Seed["steps"];
  readonly powers: readonly string[];
  readonly skills: readonly string[];
  /** In whose team he serves; the leads and reviewers of a body serve in none. */
  readonly street?: string;
}

/** `officer-traffic-510108002-1`: opaque accounts, nobody's name. */
const officerOf = (force: string, street: string, place: number): string =>
  `officer-${force}-${street}-${String(place)}`;

const peopleOf = ({ bodies, streets }: Seed): readonly Planted[] =>
  bodies.flatMap(({ body, powers, forces }): readonly Planted[] => {
    const [main] = forces;
    const force = main?.force ?? "";
    return [
      { account: `lead-${body}`, body, force, powers, role: "lead", skills: [] },
      { account: `reviewer-${body}`, body, force, powers, role: "reviewer", skills: [] },
      ...forces.flatMap((one) =>
        streets.flatMap((street) =>
          Array.from({ length: one.perStreet }, (_, index): Planted => {
            const account = officerOf(one.force, street, index + 1);
            const skills = Object.entries(one.skilled).flatMap(([skill, count]) =>
              index >= one.perStreet - count ? [skill] : [],
            );
            return { account, body, force: one.force, powers, role: "officer", skills, street };
          }),
        ),
      ),
    ];
  });

export const seed: Seed = Seed.parse(chenghua);
export const seededPeople = peopleOf(seed);

const yearsLater = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) + years)}${day.slice(4).replace("-02-29", "-02-28")}`;

interface SeedParts {
  readonly actions: Readonly<Record<string, Action>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Through the same doors as everybody's: what the rules refuse is not planted either. */
export const plantSeed = async ({ actions, clock, log }: SeedParts): Promise<void> => {
  const planting = planter(actions, log);
  const as = (account: string) => ({ id: account, roles: ["admin" as const] });
  const plant = (name: string, input: object, account = "seed") => planting.plant(name, input, as(account));

  const { total } = (await planting.ask("powerItems", {}, as("seed"))) as { readonly total: number };
  if (total > 0) return;
  const today = dayOf(clock.now());
  for (const { code, content } of seed.items) {
    const drafted = await plant("draftPowerItem", { code, content });
    const hash = (drafted as { draft?: { hash: string } } | undefined)?.draft?.hash;
    // Two people, as everybody's items have.
    if (hash !== undefined) await plant("publishPowerItem", { code, hash, effectiveFrom: today }, "seed-publisher");
  }
  const expiresOn = yearsLater(today, seed.certificateYears);
  // Side by side, so that the store writes many at once.
  const enlist = async ({ account, body, force, role, powers, skills, street }: Planted, place: number) => {
    const posting = { from: today, force, body, areas: ["510108"], powers, steps: seed.steps[role] };
    const certificate = { number: `SEED-${String(place + 1).padStart(6, "0")}`, issuedOn: today, expiresOn };
    await plant("registerOfficer", {
      account,
      posting,
      certificate,
      ...(role === "officer" ? {} : { legalQualificationFrom: today }),
    });
    if (street !== undefined) await plant("joinTeam", { street, officer: account, force, skills });
  };
  await Promise.all(seededPeople.map(enlist));
  const equip = async (street: string, { unitType, force, crew }: Seed["units"][number]) => {
    const unit = `${unitType}-${street}`;
    await plant("registerUnit", { street, unit, unitType });
    await plant("crewUnit", {
      unit,
      crew: Array.from({ length: crew }, (_, index) => officerOf(force, street, index + 1)),
    });
  };
  await Promise.all(seed.streets.flatMap((street) => seed.units.map((unit) => equip(street, unit))));
  log.info({ items: seed.items.length, officers: seededPeople.length }, "an empty service got its stand-in data");
};
