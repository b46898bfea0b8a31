import { specFor } from "@wangge/kit/testing";
import { isDomainError } from "@wangge/kit/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, minuteOf } from "@wangge/calendar";
import {
  editionDecider,
  inForceAt,
  inForceOn,
  shelfDecider,
  standingOf,
  type ShelfCommand,
  type ShelfEvent,
  type ShelfState,
} from "../src/domain/rulebook.ts";

const NOON = "2017-12-27T04:00:00.000Z";
const founded: ShelfEvent = {
  type: "EditionFounded",
  data: { version: "2026.1", effectiveFrom: "2012-01-01", at: NOON },
};
const drafted = (version: string, by = "acc-a"): ShelfEvent => ({
  type: "EditionDrafted",
  data: { version, why: "new roads", by, at: NOON },
});
const draft = (version: string, by = "acc-a", why = "new roads"): ShelfCommand => ({
  type: "DraftEdition",
  version,
  why,
  by,
  at: NOON,
});
const publish = (version: string, effectiveFrom: string, by = "acc-b", at = NOON): ShelfCommand => ({
  type: "PublishEdition",
  version,
  effectiveFrom,
  by,
  at,
});
const published = (version: string, effectiveFrom: string, number = 2, at = NOON): ShelfEvent => ({
  type: "EditionPublished",
  data: { version, number, effectiveFrom, by: "acc-b", at },
});

describe("the shelf of one kind of rules", () => {
  const given = specFor(shelfDecider);

  it("takes the first edition once, and only while it is empty", () => {
    const found = { type: "FoundEdition", version: "2026.1", effectiveFrom: "2012-01-01", at: NOON } as const;
    given().when(found).then(founded);
    given(founded)
      .when({ ...found, version: "2026.9" })
      .thenNothing();
  });

  it("takes a version once; the same draft again says nothing new", () => {
    given(founded).when(draft("2026.2")).then(drafted("2026.2"));
    given(founded, drafted("2026.2")).when(draft("2026.2")).thenNothing();
    given(founded, drafted("2026.2")).when(draft("2026.2", "acc-c")).thenRejects("dispatch.rules.version_taken");
    given(founded).when(draft("2026.1")).thenRejects("dispatch.rules.version_taken");
  });

  it("is published by somebody else than who drafted it", () => {
    given(founded, drafted("2026.2"))
      .when(publish("2026.2", "2017-12-27", "acc-a"))
      .thenRejects("dispatch.rules.same_person");
    given(founded, drafted("2026.2")).when(publish("2026.2", "2017-12-27")).then(published("2026.2", "2017-12-27"));
  });

  it("takes effect today at the earliest, by the district's day", () => {
    given(founded, drafted("2026.2")).when(publish("2026.2", "2017-12-26")).thenRejects("dispatch.rules.retroactive");
    const lateInLondon = "2017-12-27T17:00:00.000Z"; // the 28th in Chengdu
    given(founded, drafted("2026.2"))
      .when(publish("2026.2", "2017-12-27", "acc-b", lateInLondon))
      .thenRejects("dispatch.rules.retroactive");
  });

  it("publishes an edition once", () => {
    const history = [founded, drafted("2026.2"), published("2026.2", "2018-01-01")];
    given(...history)
      .when(publish("2026.2", "2018-01-01"))
      .thenNothing();
    given(...history)
      .when(publish("2026.2", "2018-02-01"))
      .thenRejects("dispatch.rules.published");
    given(founded).when(publish("2026.7", "2018-01-01")).thenRejects("dispatch.rules.unknown_edition");
  });

  it("knows how each edition stands", () => {
    const state = [founded, drafted("2026.2"), published("2026.2", "2018-01-01"), drafted("2026.3")].reduce(
      shelfDecider.evolve,
      shelfDecider.initial,
    );
    const standings = (day: string): string[] => state.editions.map((edition) => standingOf(state, edition, day));
    expect(standings("2017-12-27")).toEqual(["inForce", "scheduled", "draft"]);
    expect(standings("2018-01-01")).toEqual(["superseded", "inForce", "draft"]);
  });
});

describe("the content of an edition", () => {
  const given = specFor(editionDecider);
  const write = (content: unknown) => ({ type: "WriteEdition", version: "2026.2", content, at: NOON }) as const;
  it("is written once", () => {
    const written = { type: "EditionWritten", data: { content: { a: 1 }, at: NOON } } as const;
    given()
      .when(write({ a: 1 }))
      .then(written);
    given(written)
      .when(write({ a: 1 }))
      .thenNothing();
    given(written)
      .when(write({ a: 2 }))
      .thenRejects("dispatch.rules.version_taken");
  });
});

const HOUR_MS = 3_600_000;
const START = Date.parse("2017-12-20T00:00:00.000Z");

/** Drafts and publications in any order by three people, each some hours after the one before. */
const anyCommands = fc
  .array(
    fc.record({
      publishes: fc.boolean(),
      version: fc.integer({ min: 1, max: 8 }),
      by: fc.constantFrom("acc-a", "acc-b", "acc-c"),
      day: fc.integer({ min: -2, max: 6 }),
      hours: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 20, maxLength: 60, size: "max" },
  )
  .map((steps) => {
    let ms = START;
    return steps.map(({ publishes, version, by, day, hours }): ShelfCommand => {
      ms += hours * HOUR_MS;
      const at = new Date(ms).toISOString();
      const name = `2026.${String(version)}`;
      const effectiveFrom = dayOf(new Date(ms + day * 24 * HOUR_MS).toISOString());
      return publishes
        ? { type: "PublishEdition", version: name, effectiveFrom, by, at }
        : { type: "DraftEdition", version: name, why: "because", by, at };
    });
  });

it("whatever is drafted and published, what was in force at an instant gone by stays so, and nobody publishes his own", () => {
  let most = 0;
  fc.assert(
    fc.property(anyCommands, (commands) => {
      let state: ShelfState = [founded].reduce(shelfDecider.evolve, shelfDecider.initial);
      const seen = new Map<string, string | undefined>();
      for (const command of commands) {
        try {
          state = shelfDecider.decide(command, state).reduce(shelfDecider.evolve, state);
        } catch (error) {
          if (!isDomainError(error)) throw error;
        }
        seen.set(command.at, inForceAt(state, command.at)?.version);
      }
      for (const [at, version] of seen) expect(inForceAt(state, at)?.version).toBe(version);
      for (const { draftedBy, publication } of state.editions)
        if (publication?.by !== undefined) {
          expect(publication.by).not.toBe(draftedBy);
          expect(publication.effectiveFrom >= dayOf(publication.at)).toBe(true);
        }
      most = Math.max(most, new Set(seen.values()).size);
    }),
  );
  expect(most).toBeGreaterThan(3); // it reached changes of what is in force
});

it("of two editions for one day the one published last holds, and a scheduled one waits for its day", () => {
  const state = [
    founded,
    drafted("2026.2"),
    published("2026.2", "2018-01-01"),
    drafted("2026.3"),
    published("2026.3", "2017-12-27", 3),
    drafted("2026.4"),
    published("2026.4", "2017-12-27", 4, "2017-12-27T06:00:00.000Z"),
  ].reduce(shelfDecider.evolve, shelfDecider.initial);
  expect(inForceOn(state, "2017-12-26")?.version).toBe("2026.1");
  expect(inForceOn(state, "2017-12-27")?.version).toBe("2026.4");
  expect(inForceAt(state, "2017-12-27T03:00:00.000Z")?.version).toBe("2026.1");
  expect(inForceAt(state, "2017-12-27T05:00:00.000Z")?.version).toBe("2026.3");
  expect(inForceOn(state, "2018-01-01")?.version).toBe("2026.2");
  expect(inForceOn(state, "2011-12-31")).toBeUndefined();
});

it("reads day and minute by the clock of the district", () => {
  expect([dayOf("2017-12-27T16:00:00.000Z"), minuteOf("2017-12-27T16:00:00.000Z")]).toEqual(["2017-12-28", 0]);
  expect([dayOf("2017-12-27T15:59:59.999Z"), minuteOf("2017-12-27T15:59:59.999Z")]).toEqual(["2017-12-27", 1439]);
});
