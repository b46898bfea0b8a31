import type { WireMeta } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, deliver, economist, government, lifeOf, officer, openService, STREETS } from "./appraisal-platform.ts";

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openService();
});
afterEach(() => platform.stop());

type Answer = Readonly<Record<string, unknown>>;
const ask = async (action: string, input: object, meta: WireMeta = officer): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const refused = (code: string) => expect.objectContaining({ code }) as Error;
const colleague = as(["appraisalOfficer"], { department: "second" });

interface Content {
  readonly counters: readonly { readonly code: string; readonly formula: string }[];
  readonly cards: readonly {
    readonly code: string;
    readonly items: readonly { readonly indicator: string; readonly weight: string }[];
  }[];
}
const contentOf = async (kind: string, meta = officer): Promise<Content> =>
  (await ask("ruleEdition", { kind, version: "2014.1" }, meta))["content"] as Content;

const withFormula = (content: Content, code: string, formula: string) => ({
  ...content,
  counters: content.counters.map((one) => (one.code === code ? { ...one, formula } : one)),
});

/** Rework counts for nothing, closing in time for it too. */
const lenient = (content: Content) => ({
  cards: content.cards.map((card) => ({
    ...card,
    items: card.items.map((item) =>
      item.indicator === "reworkRate"
        ? { ...item, weight: "5" }
        : item.indicator === "closingInTimeRate"
          ? { ...item, weight: "40" }
          : item,
    ),
  })),
});

describe("a formula", () => {
  it("that does not read is refused with its place and reason, before anything is published", async () => {
    const content = withFormula(await contentOf("dictionary"), "closed", "count(within(dueAt) and late late)");
    const { publishable, problems } = await ask("checkRules", { kind: "dictionary", content });
    expect(publishable).toBe(false);
    expect((problems as Answer[])[0]).toMatchObject({
      code: "appraisal.formula.malformed",
      at: "counters.closed:29",
      zh: expect.stringContaining("公式无法解析") as string,
    });
    await ask("draftRules", { kind: "dictionary", version: "2018.1", why: "a trial", content });
    await expect(
      ask("publishRules", { kind: "dictionary", version: "2018.1", effectiveFrom: "2018-02-01" }, government),
    ).rejects.toMatchObject({ code: "appraisal.rules.flawed" });
  });

  it("is changed by drafting and publishing, and periods that have begun keep the old one", async () => {
    const told = Array.from({ length: 5 }, () =>
      lifeOf({ street: STREETS[0], reportedAt: "2018-02-10T02:00:00.000Z", handled: 5 }),
    );
    await deliver(platform, told.flat());
    const content = withFormula(await contentOf("dictionary"), "closed", "count(within(dueAt) and false)");
    await ask("draftRules", { kind: "dictionary", version: "2018.1", why: "a trial", content });
    const publish = (effectiveFrom: string, meta: WireMeta) =>
      ask("publishRules", { kind: "dictionary", version: "2018.1", effectiveFrom }, meta);
    await expect(publish("2018-02-01", colleague)).rejects.toThrow(refused("appraisal.rules.for_both"));
    await expect(publish("2018-01-02", government)).rejects.toThrow(refused("appraisal.rules.not_before_tomorrow"));
    expect(await publish("2018-02-01", government)).toMatchObject({ standing: "scheduled", warnings: [] });

    const rate = async (from: string, until: string) =>
      JSON.stringify(((await ask("standings", { card: "street", from, until }))["results"] as Answer[])[0]);
    expect(await rate("2018-01-01", "2018-04-01")).toContain('"closed":"5","due":"5"');
    expect(await rate("2018-02-01", "2018-03-01")).toContain('"closed":"0","due":"5"');

    expect(await ask("ruleDifferences", { kind: "dictionary", from: "2014.1", to: "2018.1" })).toMatchObject({
      differences: [{ at: "counters.closed.formula", after: "count(within(dueAt) and false)" }],
    });
    await ask("draftRules", { kind: "dictionary", version: "2018.2", why: "back", copyOf: "2014.1" });
    const back = { kind: "dictionary", version: "2018.2", effectiveFrom: "2018-03-01" };
    await ask("publishRules", back, government);
    expect(await rate("2018-03-01", "2018-04-01")).toContain('"closed":"0","due":"0"');
    expect(await ask("ruleDifferences", { kind: "dictionary", from: "2014.1", to: "2018.2" })).toMatchObject({
      differences: [],
    });
  });
});

describe("scorecards", () => {
  it("are published by another officer of their side, and hold from their day", async () => {
    await ask("draftRules", {
      ...{ kind: "streetCards", version: "2018.1", why: "rework is rare" },
      content: lenient(await contentOf("streetCards")),
    });
    const publish = (meta: WireMeta) =>
      ask("publishRules", { kind: "streetCards", version: "2018.1", effectiveFrom: "2018-02-01" }, meta);
    await expect(publish(officer)).rejects.toThrow(refused("appraisal.rules.same_person"));
    await expect(publish(economist)).rejects.toThrow(refused("appraisal.rules.other_side"));
    await publish(colleague);
    const weights = async (on: string) => {
      const { cards } = await ask("cards", { on });
      const street = (cards as Content["cards"]).find(({ code }) => code === "street");
      return street?.items.map(({ weight }) => weight);
    };
    expect(await weights("2018-01-31")).toEqual(["30", "30", "15", "15", "10"]);
    expect(await weights("2018-02-01")).toEqual(["30", "40", "5", "15", "10"]);
  });

  it("are tried before they are published: who would move, by how many ranks, and nothing is changed", async () => {
    // The first closes in time what it closes, the second sends back for rework what it never closes.
    const told = [STREETS[0], STREETS[1]].flatMap((street, index) =>
      Array.from({ length: 6 }, (_, nth) =>
        lifeOf({
          street,
          reportedAt: `2018-02-1${String(nth)}T02:00:00.000Z`,
          handled: 5,
          closed: index === 0 || nth > 2,
        }),
      ),
    );
    await deliver(platform, told.flat());
    const content = await contentOf("streetCards");
    await ask("draftRules", {
      ...{ kind: "streetCards", version: "2018.1", why: "a trial" },
      content: lenient(content),
    });
    const asked = { card: "street", from: "2018-01-01", until: "2018-04-01" };
    const standing = async () => JSON.stringify(await ask("standings", asked));
    const before = await standing();

    const { results } = (await ask("whatIf", { ...asked, cards: "2018.1" })) as { readonly results: readonly Answer[] };
    const { results: held } = (await ask("standings", asked)) as { readonly results: readonly Answer[] };
    expect(results.map(({ subject }) => subject).toSorted()).toEqual([...STREETS]);
    for (const { subject, now, then, moved } of results as readonly {
      readonly subject: string;
      readonly now: Answer;
      readonly then: Answer;
      readonly moved?: number;
    }[]) {
      const { rank, score } = held.find((one) => one["subject"] === subject) ?? {};
      expect([now["rank"], now["score"]]).toEqual([rank, score]);
      if (moved !== undefined) expect(moved).toBe(Number(now["rank"]) - Number(then["rank"]));
    }
    expect(results.some(({ now, then }) => (now as Answer)["score"] !== (then as Answer)["score"])).toBe(true);
    expect(await standing()).toBe(before);

    await expect(ask("whatIf", { ...asked, cards: "2018.9" })).rejects.toMatchObject({ kind: "missing" });
    await expect(ask("whatIf", asked)).rejects.toMatchObject({ code: "input.invalid" });
    await expect(ask("whatIf", { ...asked, cards: "2018.1" }, economist)).rejects.toThrow(
      refused("appraisal.rules.other_side"),
    );
    const { results: top } = (await ask("standings", { ...asked, top: 1 })) as { readonly results: readonly Answer[] };
    expect(top).toEqual(held.slice(0, 1));
  });

  it("are seen by nobody of the other side, and cannot reach over the wall", async () => {
    for (const action of ["ruleEditions", "checkRules"])
      await expect(ask(action, { kind: "streetCards" }, economist)).rejects.toThrow(
        refused("appraisal.rules.other_side"),
      );
    await expect(ask("ruleEditions", { kind: "subCentreCards" })).rejects.toThrow(
      refused("appraisal.rules.other_side"),
    );
    const { cards } = await contentOf("streetCards");
    const over = cards.map((card) => ({
      ...card,
      items: card.items.map((item, index) => (index === 0 ? { ...item, indicator: "investmentArrived" } : item)),
    }));
    expect(await ask("checkRules", { kind: "streetCards", content: { cards: over } })).toMatchObject({
      publishable: false,
      problems: [{ code: "appraisal.card.behind_the_wall", at: "cards.street" }],
    });
    const { cards: own } = await contentOf("subCentreCards", economist);
    expect(
      await ask("checkRules", { kind: "subCentreCards", content: { cards: [...own, ...cards] } }, economist),
    ).toMatchObject({
      publishable: false,
      problems: expect.arrayContaining(
        [{ code: "other_side" }].map((one) => expect.objectContaining(one) as object),
      ) as object,
    });
  });

  it("stay fit: a dictionary that takes an indicator away from one that holds, or will, is refused", async () => {
    const content = (await contentOf("dictionary")) as Content & { readonly indicators: readonly { code: string }[] };
    const without = { ...content, indicators: content.indicators.filter(({ code }) => code !== "reworkRate") };
    const { publishable, problems } = await ask("checkRules", { kind: "dictionary", content: without });
    expect(publishable).toBe(false);
    expect((problems as Answer[]).map(({ at }) => at)).toContain("cards.street");
  });
});
