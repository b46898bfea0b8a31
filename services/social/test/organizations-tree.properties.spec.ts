import { dayAfter } from "@wangge/calendar";
import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Place } from "../src/domain/organizations/index.ts";
import { lineOf, seatsOn, termsOn, type Tree, type TreeCommand } from "../src/domain/organizations/tree/index.ts";
import { treeDecider, treeRules } from "../src/app/organizations/desk.ts";
import { COMMUNITY, on, STREET } from "./organizations-builders.ts";

const OTHER = "510108002003";
const places: readonly Place[] = [
  { street: STREET },
  { street: STREET, community: COMMUNITY },
  { street: STREET, community: OTHER },
  { street: STREET, community: COMMUNITY, courtyard: "c-0001" },
  { street: STREET, community: OTHER, courtyard: "c-0002" },
];
const ids = ["fed", "edu", "env", "med", "edu2", "yard", "club", "club2"];
const kinds = treeRules.at(on("2018-01-01")).kinds.map(({ code }) => code);
/** What each is most likely to be, so that trees grow; now and then it is something else. */
const usual: Readonly<Record<string, readonly [string, number, string?]>> = {
  fed: ["federation", 0],
  edu: ["educationCommittee", 1, "fed"],
  env: ["environmentCommittee", 1, "fed"],
  med: ["mediationCommittee", 2, "fed"],
  edu2: ["educationCommittee", 1, "fed"],
  yard: ["courtyardAssociation", 3, "env"],
  club: ["club", 3, "yard"],
  club2: ["club", 1, "edu"],
};

type Step = { readonly wait: number } | { readonly make: (day: string) => TreeCommand };

const id = fc.constantFrom(...ids);
const asked = (day: string) => ({ by: "acc-officer", at: on(day) });
const joining = (organization: string, kind: string, place = 0, parent?: string): Step => ({
  make: (day) => ({
    type: "JoinTree",
    street: STREET,
    organization,
    kind,
    place: places[place] ?? { street: STREET },
    ...(parent === undefined ? {} : { parent }),
    ...asked(day),
  }),
});
const usually = (organization: string): Step => {
  const [kind = "club", place, parent] = usual[organization] ?? [];
  return joining(organization, kind, place, parent);
};
/** All of them, each after the one above it. */
const grown: readonly Step[] = ids.map(usually);
const join = fc
  .record({
    organization: id,
    odd: fc.nat({ max: 9 }),
    kind: fc.constantFrom(...kinds),
    place: fc.nat({ max: 4 }),
    parent: id,
  })
  .map(({ organization, odd, kind, place, parent }) =>
    odd > 1 ? usually(organization) : joining(organization, kind, place, parent),
  );
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: join },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        fc.tuple(id, id),
        fc.constantFrom(["yard", "edu"], ["yard", "env"], ["club", "edu"], ["club", "yard"], ["club2", "env"]),
      )
      .map(([organization = "", parent = ""]): Step => ({
        make: (day) => ({ type: "MoveInTree", street: STREET, organization, parent, ...asked(day) }),
      })),
  },
  {
    weight: 1,
    arbitrary: id.map((organization): Step => ({
      make: (day) => ({ type: "LeaveTree", organization, ...asked(day) }),
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        id,
        fc.constantFrom("chair", "deputy"),
        fc.constantFrom("acc-1", "acc-2", "acc-3"),
        fc.nat({ max: 40 }),
        fc.nat({ max: 900 }),
        fc.uuid(),
      )
      .map(([organization, office, account, ahead, days, termId]): Step => ({
        make: (day) => {
          const from = dayAfter(day, ahead);
          return {
            type: "Elect",
            term: { id: termId, organization, office, account, from, until: dayAfter(from, days) },
            ...asked(day),
          };
        },
      })),
  },
  { weight: 2, arbitrary: fc.nat({ max: 200 }).map((wait): Step => ({ wait })) },
);

/** Every rule of the tree, looked up in the data once more, for one day: what is broken of it. */
const faultsOn = (tree: Tree, day: string): readonly string[] => {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) faults.push(`${day}: ${what}`);
  };
  const seats = seatsOn(tree, day);
  const rules = treeRules.at(on(day));
  const counts = new Map<string, number>();
  for (const seat of seats) {
    const { organization, kind, place } = seat;
    const rule = rules.kinds.find(({ code }) => code === kind);
    const level = place.courtyard ? "courtyard" : place.community ? "community" : "street";
    must(rule?.levels.includes(level) === true, `${organization} at the level of a ${level}`);
    must(seats.filter((one) => one.organization === organization).length === 1, `${organization} twice`);
    const key = `${kind} ${place.community ?? ""} ${place.courtyard ?? ""}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    must((counts.get(key) ?? 0) <= (rule?.most ?? Infinity), `too many of ${key}`);
    const above = seats.find((one) => one.organization === seat.parent);
    must((above === undefined) === (rule?.under.length === 0), `${organization} without its parent`);
    if (above === undefined) continue;
    must(rule?.under.includes(above.kind) === true, `${organization} under a ${above.kind}`);
    must([undefined, place.community].includes(above.place.community), `${organization} in another community`);
    must([undefined, place.courtyard].includes(above.place.courtyard), `${organization} in another courtyard`);
    must(!lineOf(tree, organization, day).includes(organization), `${organization} in a circle`);
  }
  const terms = termsOn(tree, day);
  for (const { organization, office, account } of terms) {
    const same = terms.filter((one) => one.organization === organization && one.office === office);
    must(same.length <= (rules.offices.find(({ code }) => code === office)?.most ?? 0), `too many in ${office}`);
    must(same.filter((one) => one.account === account).length === 1, `${account} twice in ${office}`);
  }
  return faults;
};

/** Who stood where under whom, without what was to come. */
const shape = (tree: Tree, day: string): string =>
  JSON.stringify(seatsOn(tree, day).map(({ organization, kind, parent }) => [organization, kind, parent]));

describe("the tree of a street", () => {
  it("keeps its rules on every day of its life, whatever is asked; what was so on a day stays so", () => {
    const seen = { deep: 0, refused: 0, moved: 0, left: 0, offices: 0 };
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { minLength: 15, maxLength: 50, size: "max" }), (isGrown, steps) => {
        let tree = treeDecider.initial;
        let day = "2018-01-01";
        const days = new Set([day]);
        const past = new Map<string, string>();
        for (const one of isGrown ? [...grown, ...steps] : steps) {
          if ("wait" in one) {
            past.set(day, shape(tree, day));
            day = dayAfter(day, one.wait + 1);
            days.add(day);
            continue;
          }
          try {
            const command = one.make(day);
            const events = treeDecider.decide(command, tree);
            if (events.length > 0 && command.type === "MoveInTree") seen.moved += 1;
            if (events.length > 0 && command.type === "LeaveTree") seen.left += 1;
            tree = events.reduce(treeDecider.evolve, tree);
          } catch (error) {
            if (!isDomainError(error)) throw error;
            seen.refused += 1;
          }
        }
        for (const term of tree.terms) days.add(term.from).add(term.until);
        expect([...days].flatMap((one) => faultsOn(tree, one))).toEqual([]);
        expect([...past.keys()].map((one) => shape(tree, one))).toEqual([...past.values()]);
        if (lineOf(tree, "club", day).length >= 3) seen.deep += 1;
        seen.offices += termsOn(tree, day).length;
      }),
      { numRuns: 200 },
    );
    for (const [what, times] of Object.entries(seen)) expect([what, times > 25]).toEqual([what, true]);
  });
});
