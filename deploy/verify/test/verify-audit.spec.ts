/**
 * Random histories, honestly chained, sealed and exported by the kit and by dispatch; then one thing is altered at a random
 * place. What is altered is signed anew: the signature of the export alone finds nothing here.
 */
import { generateKeyPairSync } from "node:crypto";
import {
  canonicalJson,
  chainOf,
  headDigest,
  inclusionIn,
  REDACTED,
  sealHead,
  signingKeyOf,
  signJws,
  entryHash,
  withoutField,
  type AuditHead,
  type ChainHead,
  type HistoryEntry,
  type Link,
  type SignedHead,
  type SigningKey,
} from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spoken, verifyAudit, type Verdict } from "../verify-audit.mjs";

const newKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
const key = newKey();
const KIND = "dispatch.case";
const START = Date.parse("2026-01-05T01:00:00.000Z");
const STEP = 20 * 60_000;

interface Event {
  readonly type: string;
  readonly data: { readonly at: string; readonly [name: string]: unknown };
}
type Entry = HistoryEntry<Event>;
interface Case {
  readonly id: string;
  history: readonly Entry[];
  readonly seals: { epoch: number; version: number }[];
}

type Step =
  | { readonly does: "write"; readonly which: number; readonly reason: string | undefined; readonly count: number }
  | { readonly does: "redact"; readonly which: number; readonly entry: number }
  | { readonly does: "old"; readonly which: number }
  | { readonly does: "seal" };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("write" as const),
      which: fc.nat(),
      reason: fc.option(fc.string({ minLength: 1, maxLength: 12, unit: "binary" }), { nil: undefined }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("redact" as const), which: fc.nat(), entry: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("old" as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant({ does: "seal" as const }) },
);
const anySteps = fc.array(anyStep, { minLength: 8, maxLength: 40, size: "max" });

interface World {
  readonly cases: readonly Case[];
  readonly heads: readonly SignedHead[];
  readonly leaves: readonly (readonly ChainHead[])[];
}

/** The platform in small: what the store, the sealer and the law do, with time that goes on. */
const worldOf = (steps: readonly Step[]): World => {
  const { extend } = chainOf<Event>(KIND, { redactable: { Returned: ["data.reason"] } });
  const cases: Case[] = Array.from({ length: 4 }, (_, nth) => ({ id: `CASE${nth}`, history: [], seals: [] }));
  const open = new Set<Case>();
  const heads: SignedHead[] = [];
  const leaves: ChainHead[][] = [];
  let now = START;
  const caseOf = (which: number): Case => cases[which % cases.length]!;
  const chained = (one: Case, history: readonly Entry[], events: readonly Entry[]): void => {
    const { added, rewritten } = extend(one.id, history, events, now);
    one.history = [...(rewritten ?? history), ...added];
    open.add(one);
  };
  const seal = (): void => {
    if (open.size === 0) return;
    const changed = [...open].map(({ id, history }): ChainHead => {
      return { id, version: history.length, hash: history.at(-1)?.link?.hash ?? "" };
    });
    changed.sort((one, other) => (one.id < other.id ? -1 : 1));
    const before = heads.at(-1)?.head;
    const sealed = sealHead({ before, leaves: changed, sealedAt: new Date(now).toISOString(), complete: true }, key);
    for (const one of open) one.seals.push({ epoch: sealed.head.epoch, version: one.history.length });
    open.clear();
    heads.push(sealed);
    leaves.push(changed);
  };
  for (const step of [...steps, { does: "seal" } as const]) {
    now += STEP;
    const at = new Date(now).toISOString();
    if (step.does === "seal") seal();
    else if (step.does === "write") {
      const { reason } = step;
      const data = reason === undefined ? { at, grid: "510108002001001" } : { at, reason };
      const event = { type: reason === undefined ? "Assigned" : "Returned", data };
      const one = caseOf(step.which);
      chained(
        one,
        one.history,
        Array.from({ length: step.count }, () => ({ event, by: "acc-1" })),
      );
      // What is saved while a head is made comes under it or under the next.
      if (heads.length === 0 && step.which % 3 === 0) seal();
    } else if (step.does === "old") {
      // Stored before histories were chained, and not changed since.
      const one = caseOf(step.which);
      if (one.history.length === 0 && heads.length === 0)
        one.history = [{ event: { type: "Returned", data: { at, reason: "old" } } }];
    } else {
      const one = caseOf(step.which);
      const place = one.history.length === 0 ? 0 : step.entry % one.history.length;
      const target = one.history[place];
      const without = target?.link && withoutField(target, "data.reason");
      if (without === undefined || without === "redacted") continue;
      const data = { sequence: place + 1, path: "data.reason", basis: "PIPL 47", order: "2026-1", at };
      const history = one.history.map((entry, index) => (index === place ? without.entry : entry));
      chained(one, history, [{ event: { type: "FieldRedacted", data }, by: "acc-2" }]);
    }
  }
  return { cases: cases.filter(({ history }) => history.length > 0), heads, leaves };
};

interface RawEntry {
  sequence: number;
  previous: string | null;
  at: number;
  hash: string;
  by?: string;
  remark?: string;
  fields?: { path: string; salt?: string; commitment?: string }[];
  event: { type: string; data: Record<string, unknown> };
}

interface RawProof {
  readonly epoch: number;
  readonly version: number;
  path: string[];
}

type RawHead = { -readonly [Name in keyof AuditHead]: AuditHead[Name] };
type RawAnchor = RawHead & { signature: string; contradictions: object[] };

interface Page {
  key: { x: string };
  heads: { head: RawHead; signature: string }[];
  cases: { id: string; entries: RawEntry[]; proofs: RawProof[] }[];
  signature?: string;
}

const signed = ({ signature: _old, ...page }: Page): Page => ({
  ...page,
  signature: signJws("wangge-audit-export+json", canonicalJson(page), key).signature,
});

const pageOf = ({ cases, heads, leaves }: World): Page =>
  signed(
    JSON.parse(
      JSON.stringify({
        format: "wangge.audit-export.v1",
        kind: KIND,
        key: key.publicJwk,
        heads,
        cases: cases.map(({ id, history, seals }) => ({
          id,
          entries: history.map(({ link, ...entry }, index) => ({
            sequence: index + 1,
            previous: history[index - 1]?.link?.hash ?? null,
            ...entry,
            ...link,
          })),
          proofs: seals.map(({ epoch, version }) => {
            const of = leaves[epoch - 1] ?? [];
            const index = of.findIndex((leaf) => leaf.id === id);
            return { epoch, version, index, path: inclusionIn(of)(index) };
          }),
        })),
      }),
    ) as Page,
  );

const anchorsOf = ({ heads }: World): RawAnchor[] =>
  heads.map(({ head, signature }) => ({ ...head, signature, keptAt: head.sealedAt, contradictions: [] }));

const verdictOf = (page: Page, anchors: readonly RawAnchor[]): Verdict =>
  verifyAudit([page], { anchors, thumbprints: [key.publicJwk.kid] });

/** Everything after this entry chained anew, as somebody would who can write in the store. */
const rechained = (id: string, entries: readonly RawEntry[]): RawEntry[] => {
  const { extend } = chainOf<RawEntry["event"]>(KIND, {});
  const { added } = extend(id, [], entries, entries[0]?.at ?? START);
  return added.map(({ event, by, link }, index) => ({
    sequence: index + 1,
    previous: added[index - 1]?.link?.hash ?? null,
    event,
    ...(by === undefined ? {} : { by }),
    at: link?.at ?? 0,
    hash: link?.hash ?? "",
  }));
};

/** @returns the place that must be named first, or as much of it as can be told; undefined where there was nothing to alter */
type Tampering = (page: Page, anchors: RawAnchor[], pick: (below: number) => number) => string | undefined;

interface Spot {
  readonly one: Page["cases"][number];
  readonly entry: RawEntry;
  readonly place: number;
  readonly where: string;
}

const spotOf = ({ one, place }: Pick<Spot, "one" | "place">): Spot => ({
  one,
  entry: one.entries[place]!,
  place,
  where: `case ${one.id}, entry ${place + 1}`,
});

/** Any entry, or any for which this holds. */
const anyEntry = (
  page: Page,
  pick: (below: number) => number,
  holds: (entry: RawEntry) => boolean = () => true,
): Spot | undefined => {
  const spots = page.cases
    .filter(({ proofs }) => proofs.length > 0)
    .flatMap((one) => one.entries.map((entry, place) => ({ one, entry, place })))
    .filter(({ entry }) => holds(entry));
  const spot = spots[pick(spots.length)];
  return spot && spotOf(spot);
};

const atEntry =
  (alter: (spot: Spot) => unknown, holds?: (entry: RawEntry) => boolean): Tampering =>
  (page, _anchors, pick) => {
    const spot = anyEntry(page, pick, holds);
    if (spot === undefined) return undefined;
    const named = alter(spot);
    return typeof named === "string" ? named : spot.where;
  };

const hasWords = ({ fields }: RawEntry): boolean => fields?.[0]?.salt !== undefined;
const hadWords = ({ fields }: RawEntry): boolean => fields?.[0]?.commitment !== undefined;

const numberedAnew = (one: Page["cases"][number]): void => {
  for (const [index, entry] of one.entries.entries())
    Object.assign(entry, { sequence: index + 1, previous: one.entries[index - 1]?.hash ?? null });
};

const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  "an entry says something else": atEntry(({ entry }) => {
    entry.event.data["grid"] = "510108002001999";
  }),
  "an entry was at another time": atEntry(({ entry }) => {
    entry.at += 1;
  }),
  "somebody else did it": atEntry(({ entry }) => {
    entry.by = "acc-9";
  }),
  "an entry says more": atEntry(({ entry }) => {
    entry.remark = "not chained";
  }),
  "words that were not removed say something else": atEntry(({ entry }) => {
    entry.event.data["reason"] = `${String(entry.event.data["reason"])}x`;
  }, hasWords),
  "words that were removed are there again": atEntry(({ entry }) => {
    entry.event.data["reason"] = "something else";
  }, hadWords),
  "words are removed without an order": atEntry(({ entry }) => {
    const without = withoutField({ event: entry.event, link: entry } as unknown as Entry, "data.reason");
    if (typeof without !== "object") throw new Error("they had no commitment");
    entry.event = without.entry.event;
    entry.fields = [...(without.entry.link?.fields ?? [])];
  }, hasWords),
  "an order of removal is altered": atEntry(
    ({ entry }) => {
      entry.event.data["order"] = "2026-2";
    },
    ({ event }) => event.type === "FieldRedacted",
  ),
  "another field is removed like words": atEntry(({ entry }) => {
    entry.event.data["grid"] = REDACTED;
    entry.fields = [...(entry.fields ?? []), { path: "data.grid", commitment: entry.hash }];
  }),
  "an entry is taken out": atEntry(({ one, place }) => {
    one.entries.splice(place, 1);
  }),
  "an entry is taken out and the rest numbered anew": atEntry(({ one, place }) => {
    one.entries.splice(place, 1);
    numberedAnew(one);
  }),
  "two entries change places": atEntry(
    ({ one, place }) => {
      one.entries.splice(place - 1, 2, one.entries[place]!, one.entries[place - 1]!);
      return spotOf({ one, place: place - 1 }).where;
    },
    ({ sequence }) => sequence > 1,
  ),
  "two entries change places and numbers": atEntry(
    ({ one, place }) => {
      one.entries.splice(place - 1, 2, one.entries[place]!, one.entries[place - 1]!);
      numberedAnew(one);
      return spotOf({ one, place: place - 1 }).where;
    },
    ({ sequence }) => sequence > 1,
  ),
  "an entry stands there twice": atEntry(({ one, entry, place }) => {
    one.entries.splice(place, 0, structuredClone(entry));
    return spotOf({ one, place: place + 1 }).where;
  }),
  "a case is written and chained anew": atEntry(({ one, place }) => {
    one.entries[place]!.event = { type: "Assigned", data: { at: new Date(START).toISOString(), grid: "1" } };
    one.entries = rechained(one.id, one.entries);
    return `case ${one.id}, entry `;
  }),
  "a case is cut and passes for one that no head knows": atEntry(({ one, entry }) => {
    one.entries = rechained(one.id, [{ ...entry, at: one.entries[0]?.at ?? START }]);
    one.proofs = [];
    return `case ${one.id}, entry 1`;
  }),
  "an entry is altered and hashed anew by itself": atEntry(({ one, entry, place }) => {
    entry.event.data["grid"] = "1";
    const { sequence, previous } = entry;
    entry.hash = entryHash({ kind: KIND, id: one.id, sequence, previous }, entry, entry as Link) ?? "";
    return `case ${one.id}, entry ${place + 1 < one.entries.length ? `${place + 2}` : ""}`;
  }),
  "a case passes for another": atEntry(({ one }) => {
    one.id = "CASE9";
    return "case CASE9, entry 1";
  }),
  "a proof is of another place": atEntry(({ one }) => {
    const [proof] = one.proofs;
    proof!.path = [...proof!.path, proof!.path[0] ?? key.publicJwk.x];
    return `case ${one.id}, entry ${proof!.version}`;
  }),
  "a head is made anew with the key": (page, _anchors, pick) => {
    const sealed = page.heads[pick(page.heads.length)];
    if (sealed === undefined) return undefined;
    const head = sealed.head as unknown as AuditHead;
    const before = head.epoch === 1 ? undefined : (page.heads[head.epoch - 2]?.head as unknown as AuditHead);
    const leaves = [{ id: "CASE0", version: 1, hash: head.root }];
    Object.assign(sealed, sealHead({ before, leaves, sealedAt: head.sealedAt, complete: true }, key));
    return `head ${head.epoch}`;
  },
  "a head has another signature": (page, _anchors, pick) => {
    const sealed = page.heads[pick(page.heads.length)];
    if (sealed === undefined) return undefined;
    sealed.signature = sealHead({ before: undefined, leaves: [], sealedAt: "", complete: true }, newKey()).signature;
    return `head ${sealed.head.epoch}`;
  },
  "an anchor was told something else": (_page, anchors, pick) => {
    const anchor = anchors[pick(anchors.length)];
    if (anchor === undefined) return undefined;
    anchor.root = headDigest(anchor);
    return `head ${anchor.epoch}`;
  },
  "an anchor was told two things": (_page, anchors, pick) => {
    const anchor = anchors[pick(anchors.length)];
    if (anchor === undefined) return undefined;
    anchor.contradictions = [{ ...anchor, root: anchor.signature }];
    return `head ${anchor.epoch}`;
  },
  "an anchor is taken out between others": (_page, anchors, pick) => {
    if (anchors.length < 3) return undefined;
    const [gone] = anchors.splice(1 + pick(anchors.length - 2), 1);
    return `head ${gone?.epoch}`;
  },
};

describe("the verifier", () => {
  it("accuses nobody of an intact history, nor of one from which the law removed something", () => {
    let removed = 0;
    let unproven = 0;
    fc.assert(
      fc.property(anySteps, (steps) => {
        const world = worldOf(steps);
        const { problems, notes } = verdictOf(pageOf(world), anchorsOf(world));
        expect(problems).toEqual([]);
        const text = notes.join("\n");
        if (text.includes("was removed by order 2026-1")) removed += 1;
        if (text.includes("nothing proves it") || text.includes("chained later")) unproven += 1;
        expect(verdictOf(pageOf(world), []).problems).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(removed).toBeGreaterThan(30);
    expect(unproven).toBeGreaterThan(3);
  });

  for (const [what, tamper] of Object.entries(TAMPERINGS))
    it(`finds it when ${what}, and names the place`, () => {
      let altered = 0;
      fc.assert(
        fc.property(anySteps, fc.infiniteStream(fc.nat()), (steps, numbers) => {
          const world = worldOf(steps);
          const page = structuredClone(pageOf(world));
          const anchors = structuredClone(anchorsOf(world));
          const pick = (below: number): number => (below === 0 ? 0 : (numbers.next().value ?? 0) % below);
          const where = tamper(page, anchors, pick);
          if (where === undefined) return;
          altered += 1;
          const [first] = verdictOf(signed(page), anchors).problems;
          expect(`${String(first?.where)} `).toContain(where.endsWith(" ") ? where : `${where} `);
        }),
        { numRuns: 60 },
      );
      expect(altered).toBeGreaterThan(15);
    });

  const steps: readonly Step[] = [
    { does: "write", which: 0, reason: "words", count: 2 },
    { does: "write", which: 1, reason: undefined, count: 1 },
    { does: "seal" },
    { does: "write", which: 0, reason: undefined, count: 1 },
  ];
  const world = worldOf(steps);

  it("misses what was left out on the way: the export is signed as a whole", () => {
    const page = structuredClone(pageOf(world));
    page.cases[0]!.entries.pop();
    page.cases[0]!.proofs.pop();
    expect(verdictOf(page, anchorsOf(world)).problems.map(({ code, where }) => [code, where])).toContainEqual([
      "signature",
      "export 1",
    ]);
    page.cases.pop();
    expect(verdictOf(page, []).problems[0]?.code).toBe("signature");
  });

  it("takes no key but the published one, no head but the proving one, and no damage for a proof", () => {
    const page = pageOf(world);
    const codes = (of: unknown, trusted: object) => verifyAudit([of], trusted).problems.map(({ code }) => code);
    expect(new Set(codes(page, { thumbprints: [newKey().publicJwk.kid] }))).toEqual(new Set(["signature"]));
    expect(codes(signed({ ...page, heads: page.heads.slice(1) }), {})).toContain("proof");
    expect(codes(signed({ ...page, cases: [{ ...page.cases[0]!, entries: {} as never }] }), {})).toEqual(["damaged"]);
    expect(codes({ ...page, cases: undefined }, {})).toEqual(["damaged"]);
    expect(codes(undefined, {})).toContain("damaged");
  });
});

it("takes a thumbprint that begins with a dash", () => {
  expect(spoken(["export.json", "--thumbprint", "-x3", "--anchors", "anchors.json"])).toEqual([
    ...["export.json", "--thumbprint=-x3", "--anchors", "anchors.json"],
  ]);
  expect(spoken(["--thumbprint=-x3", "export.json", "--thumbprint"])).toEqual([
    ...["--thumbprint=-x3", "export.json", "--thumbprint"],
  ]);
});
