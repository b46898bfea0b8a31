/** 初始数据. What an empty register begins with: organizations, a tree, a hub and needs that stand in for the district's own. */
import { dayAfter, dayOf, instantOf, monthsAfter } from "@wangge/calendar";
import { CommunityCode, DepartmentCode, StreetCode } from "@wangge/contracts";
import { planter, type Action, type Actor, type Clock, type Log } from "@wangge/kit";
import { z } from "zod";
import { readData } from "../dated-data.ts";

const Key = z.string().regex(/^[a-zA-Z0-9-]+$/);
const Seed = z.strictObject({
  source: z.string(),
  standIn: z.literal(true),
  organizations: z.array(
    z.strictObject({
      key: Key,
      form: z.string(),
      name: z.string(),
      scope: z.string(),
      place: z.union([StreetCode, CommunityCode]),
      individuals: z.int(),
      units: z.int().default(0),
      supervisor: DepartmentCode.optional(),
      code: z.string().optional(),
      hub: z.literal(true).optional(),
    }),
  ),
  seats: z.array(
    z.strictObject({
      organization: Key,
      street: StreetCode,
      kind: z.string(),
      parent: Key.optional(),
      chair: z.literal(true).optional(),
    }),
  ),
  termYears: z.int().min(1),
  incubations: z.array(
    z.strictObject({
      hub: Key,
      organization: Key,
      months: z.int(),
      mentoring: z.array(z.strictObject({ minutes: z.int(), subject: z.string() })),
    }),
  ),
  needs: z.array(
    z.strictObject({
      organization: Key,
      title: z.string(),
      community: CommunityCode,
      skills: z.array(z.string()),
      wanted: z.int(),
      inDays: z.int(),
      hours: z.int(),
    }),
  ),
});

interface SeedParts {
  readonly actions: Readonly<Record<string, Action>>;
  readonly clock: Clock;
  readonly log: Log;
}

const officer = (id: string): Actor => ({ id, roles: ["socialOfficer", "communityOfficer"] });

/** Through the same doors as everybody's, by two people where the rules want two: what they refuse is not planted either. */
export const plantOrganizations = async ({ actions, clock, log }: SeedParts): Promise<void> => {
  const planting = planter(actions, log);
  const plant = (name: string, input: object, actor: Actor, key = "") =>
    planting.plant(name, input, actor, `${name} ${key}`);
  const [maker, checker] = [officer("seed"), officer("seed-checker")];
  const { organizations: there } = (await planting.ask("organizations", { limit: 1 }, maker)) as {
    organizations: unknown[];
  };
  if (there.length > 0) return;

  const seed = readData("organizations/seed.json", Seed);
  const today = dayOf(clock.now());
  const ids = new Map<string, string>();
  const idOf = (key: string): string => ids.get(key) ?? "";
  const accountIn = (key: string): Actor => ({ id: `seed-${key}`, roles: ["organization"], organization: idOf(key) });

  for (const { key, code, hub, individuals, units, ...rest } of seed.organizations) {
    const profile = { ...rest, members: { individuals, units } };
    const made = await plant(code === undefined ? "recordGroup" : "applyForRegistration", profile, maker, key);
    if (made === undefined) throw new Error(`${key} is there already: another process plants`);
    const { organizationId } = made as { readonly organizationId: string };
    ids.set(key, organizationId);
    if (code !== undefined) await plant("registerOrganization", { organizationId, code }, checker);
    if (hub === true) await plant("designateHub", { organizationId, hub }, maker);
  }
  for (const { organization, street, kind, parent, chair } of seed.seats) {
    const organizationId = idOf(organization);
    const under = parent === undefined ? {} : { parent: idOf(parent) };
    await plant("joinSelfGovernance", { street, organizationId, kind, ...under }, maker);
    if (chair === undefined) continue;
    const until = dayAfter(monthsAfter(today, seed.termYears * 12), -1);
    const term = { office: "chair", account: `seed-chair-${organization}`, from: today, until };
    await plant("electToOffice", { street, organizationId, ...term }, maker, organization);
  }
  for (const { hub, organization, months, mentoring } of seed.incubations) {
    const organizationId = idOf(organization);
    const period = { from: today, until: dayAfter(monthsAfter(today, months), -1) };
    await plant("proposeIncubation", { organizationId, hub: idOf(hub), ...period }, accountIn(hub), organization);
    await plant("acceptIncubation", { organizationId }, accountIn(organization));
    for (const [place, record] of mentoring.entries())
      await plant("recordMentoring", { organizationId, on: today, ...record }, accountIn(hub), String(place));
  }
  for (const { organization, inDays, hours, ...need } of seed.needs) {
    const day = dayAfter(today, inDays);
    const time = { from: instantOf(day, "09:00"), to: instantOf(day, `${String(9 + hours).padStart(2, "0")}:00`) };
    await plant("putUpVolunteerNeed", { ...need, ...time }, accountIn(organization), need.title);
  }
  log.info({ organizations: seed.organizations.length }, "an empty register got its stand-in data");
};
