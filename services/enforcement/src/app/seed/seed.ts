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
      forces: z.array(z.strictObject({ force: z.string(), perStreet: z.int().min(1) })).min(1),
    }),
  ),
  certificateYears: z.int().min(1),
});
type Seed = z.output<typeof Seed>;

export interface Planted {
  readonly account: string;
  readonly body: string;
  readonly force: string;
  readonly role: keyof Seed["steps"];
  readonly powers: readonly string[];
  /** In whose team he serves; the leads and reviewers of a body serve in none. */
  readonly street?: string;
}

/** `officer-traffic-police-510108002-1`: opaque accounts, nobody's name. */
const peopleOf = ({ bodies, streets }: Seed): readonly Planted[] =>
  bodies.flatMap(({ body, powers, forces }): readonly Planted[] => {
    const [main] = forces;
    const force = main?.force ?? "";
    return [
      { account: `lead-${body}`, body, force, powers, role: "lead" },
      { account: `reviewer-${body}`, body, force, powers, role: "reviewer" },
      ...forces.flatMap((one) =>
        streets.flatMap((street) =>
          Array.from({ length: one.perStreet }, (_, place): Planted => {
            const account = `officer-${one.force}-${street}-${String(place + 1)}`;
            return { account, body, force: one.force, powers, role: "officer", street };
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
  for (const [place, { account, body, force, role, powers, street }] of seededPeople.entries()) {
    const posting = { from: today, force, body, areas: ["510108"], powers, steps: seed.steps[role] };
    const certificate = { number: `SEED-${String(place + 1).padStart(6, "0")}`, issuedOn: today, expiresOn };
    await plant("registerOfficer", {
      account,
      posting,
      certificate,
      ...(role === "officer" ? {} : { legalQualificationFrom: today }),
    });
    if (street !== undefined) await plant("joinTeam", { street, officer: account, force });
  }
  log.info({ items: seed.items.length, officers: seededPeople.length }, "an empty service got its stand-in data");
};
