import type { Envelope, EventContract } from "@wangge/contracts";
import { newId } from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noteOf } from "../src/app/facts.ts";
import { TELLINGS } from "../src/app/told-events.ts";
import {
  factsFrom,
  FOLDINGS,
  RESERVED,
  sourcesOf,
  THING_KINDS,
  toldDecider,
  TOLD_FIELDS,
  withNotes,
  type Note,
  type ThingKind,
  type ToldState,
} from "../src/domain/index.ts";

type Data = Readonly<Record<string, unknown>>;

const noted = (kind: ThingKind, contract: EventContract, version: number, more: Data = {}): Note => {
  const [source = ""] = contract.subject.split(".");
  const envelope = { id: newId(), source, type: contract.subject, subject: "thing", time: "2018-01-02T00:00:00.000Z" };
  return noteOf(kind, { ...envelope, sequence: String(version), actor: "acc-1" } as unknown as Envelope, {
    ...(contract.example as object),
    ...more,
  });
};

const lifeOf = (kind: ThingKind): readonly Note[] =>
  withNotes(
    [],
    TELLINGS[kind].events.map((event, index) => noted(kind, event, index + 1)),
  );

/** Optional in the contracts, and in none of their examples. */
const SELDOM: Readonly<Partial<Record<ThingKind, readonly string[]>>> = {
  cases: ["patrolledBy", "closedAt"],
  matters: ["endedAt"],
  purchases: ["department", "community"],
};

describe.each(THING_KINDS)("facts of %s", (kind) => {
  const { fields, kept, told } = FOLDINGS[kind];

  it("are told by events that there are, and keep what these have", () => {
    const types = TELLINGS[kind].events.map(({ subject }) => subject.split(".").slice(1, 3).join("."));
    const silent = new Set(["case.verification-asked", "case.revoked"]);
    expect(Object.keys(told).toSorted()).toEqual(types.filter((type) => !silent.has(type)).toSorted());
    const schemas = TELLINGS[kind].events.map(({ data }) => JSON.stringify(data.toJSONSchema({ io: "input" })));
    for (const name of kept)
      for (const part of name.split("."))
        expect(
          schemas.some((schema) => schema.includes(`"${part}":`)),
          name,
        ).toBe(true);
  });

  it("say every field that a formula may ask, and no other", () => {
    const [fact = {}] = factsFrom(kind, "thing", lifeOf(kind));
    const said = Object.keys(fact).filter((name) => fact[name] !== undefined);
    const seldom = SELDOM[kind] ?? [];
    expect([...fields.keys()].filter((name) => !said.includes(name) && !seldom.includes(name))).toEqual([]);
    expect(said.filter((name) => !fields.has(name))).toEqual([]);
    for (const [name, type] of fields) {
      const wanted = { text: "string", number: "number", instant: "number", boolean: "boolean" }[type];
      if (fact[name] !== undefined) expect([name, typeof fact[name]]).toEqual([name, wanted]);
    }
  });

  it("are the same whatever came first or twice", () => {
    const life = lifeOf(kind);
    const whole = toldDecider.evolve(toldDecider.initial, { type: "NotesTaken", notes: life });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...life], { minLength: life.length }),
        fc.subarray([...life]),
        (shuffled, again) => {
          const state = [...shuffled, ...again].reduce<ToldState>(
            (before, note) =>
              toldDecider.decide({ type: "Tell", notes: [note] }, before).reduce(toldDecider.evolve, before),
            toldDecider.initial,
          );
          expect(state).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});

it("no field has a name that the language has taken", () => {
  for (const kind of THING_KINDS)
    for (const source of sourcesOf(kind))
      for (const name of TOLD_FIELDS[source].keys()) expect(RESERVED.has(name), name).toBe(false);
});

it("no sum of a dossier is kept: fines are linked to nobody's appraisal", () => {
  const kept = TELLINGS.dossiers.events.map((event, index) =>
    noted("dossiers", event, index + 1, { fine: 50_000, confiscated: 7_000, kinds: ["fine"] }),
  );
  expect(JSON.stringify(kept)).not.toMatch(/fine|confiscated|50000|7000/);
});

it("who volunteers, who reports for himself and what anybody wrote is not kept", () => {
  const [confirmed] = TELLINGS.services.events;
  const [reported] = TELLINGS.cases.events;
  if (confirmed === undefined || reported === undefined) throw new Error("no event");
  expect(noted("services", confirmed, 1).data).not.toHaveProperty("volunteerId");
  expect(noted("cases", reported, 1, { channel: "app" })).not.toHaveProperty("by");
  expect(noted("cases", reported, 1, { channel: "window" })).toHaveProperty("by", "acc-1");
});
