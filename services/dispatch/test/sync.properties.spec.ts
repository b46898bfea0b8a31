import { idFrom, type WireMeta } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  department,
  dispatcher,
  fieldPlatform,
  FIRST,
  GRID,
  opened,
  staff,
  supervisor,
  worker,
} from "./field-builders.ts";

const CASES = 3;
const caseIdOf = (place: number): string => idFrom("case of a property", String(place));
const sanitation = "urban-management";

/** What others do to a case between its loading onto the telephone and the sync. */
type Move = readonly [meta: WireMeta, action: string, input: object];
const returned: Move = [dispatcher, "revoke", { reason: "not theirs" }];
const MOVES: readonly (readonly Move[])[] = [
  [],
  [],
  [returned],
  [returned, [dispatcher, "assign", { department: sanitation, worker: FIRST }]],
  [returned, [dispatcher, "assign", { department: "landscape" }]],
  [[department(sanitation), "accept", {}]],
  [[department(sanitation), "handle", {}]],
  [
    [department(sanitation), "handle", {}],
    [supervisor, "check", { passed: false, reason: "still there" }],
  ],
  [[worker(FIRST), "accept", {}]],
];

interface Queued {
  readonly clientId: string;
  readonly caseId: string;
  readonly command: string;
  readonly data: object;
  readonly madeAt: string;
  readonly baseVersion: number;
}

interface Answer {
  readonly clientId: string;
  readonly outcome: string;
  readonly was?: string;
  readonly code?: string;
  readonly case?: object;
}

const world = async (moves: readonly (readonly Move[])[]): Promise<MemoryPlatform> => {
  const platform = await fieldPlatform();
  await staff(platform, GRID, [FIRST]);
  for (let place = 0; place < CASES; place += 1) {
    const caseId = caseIdOf(place);
    await opened(platform, { reportId: caseId });
    for (const [meta, action, input] of moves[place] ?? []) await platform.call(action, { caseId, ...input }, meta);
  }
  return platform;
};

const send = async (platform: MemoryPlatform, items: readonly Queued[]): Promise<readonly Answer[]> =>
  ((await platform.call("sync", { items }, worker(FIRST))) as { answers: Answer[] }).answers;

interface Document {
  readonly _id: string;
  readonly state: unknown;
  readonly history: readonly { readonly event: unknown; readonly by?: string }[];
}

/** Every case as it ended: state, and who did what in which order. */
const endOf = (platform: MemoryPlatform): readonly unknown[] =>
  (platform.documents("cases") as readonly Document[])
    .map(({ _id, state, history }) => ({ _id, state, history: history.map(({ event, by }) => ({ event, by })) }))
    .sort((one, other) => (one._id < other._id ? -1 : 1));

const ownSteps = (platform: MemoryPlatform): number =>
  (platform.documents("cases") as readonly Document[])
    .flatMap(({ history }) => history)
    .filter(({ by }) => by === worker(FIRST).actor?.id).length;

const COMMANDS = [
  ["accept", {}],
  ["accept", {}],
  ["handle", {}],
  ["handle", {}],
  ["return", { reason: "no tools" }],
  ["check", { passed: true }],
] as const;

const anyQueue = fc
  .array(
    fc.record({
      place: fc.nat(CASES - 1),
      command: fc.constantFrom(...COMMANDS),
      // What the telephone had: mostly the order, sometimes what came later, seldom what never was.
      baseVersion: fc.constantFrom(2, 2, 2, 2, 3, 4, 9),
    }),
    { minLength: 4, maxLength: 14, size: "max" },
  )
  .map((steps) =>
    steps.map(({ place, command: [command, data], baseVersion }, index): Queued => ({
      clientId: idFrom("client", String(index)),
      caseId: caseIdOf(place),
      command,
      data,
      baseVersion,
      madeAt: "2017-12-27T00:30:00.000Z",
    })),
  );

/** The same queue in another order between cases, in parts, some of them sent again. */
const rearranged = (
  queue: readonly Queued[],
  {
    picks,
    cuts,
    again,
  }: { readonly picks: readonly number[]; readonly cuts: readonly boolean[]; readonly again: readonly boolean[] },
): readonly (readonly Queued[])[] => {
  const rest = [...Map.groupBy(queue, ({ caseId }) => caseId).values()].map((own) => [...own]);
  const order: Queued[] = [];
  for (let turn = 0; order.length < queue.length; turn += 1) {
    const open = rest.filter(({ length }) => length > 0);
    const next = open[(picks[turn % picks.length] ?? 0) % open.length]?.shift();
    if (next !== undefined) order.push(next);
  }
  const parts: Queued[][] = [[]];
  order.forEach((item, place) => {
    parts.at(-1)?.push(item);
    if (cuts[place] === true) parts.push([]);
  });
  const filled = parts.filter(({ length }) => length > 0);
  // A part that was sent twice, and at the end all of it once more.
  return [...filled.flatMap((part, place) => (again[place] === true ? [part, part] : [part])), order];
};

const flags = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });
const anyRearranging = fc.record({
  picks: fc.array(fc.nat(CASES - 1), { minLength: 5, maxLength: 20 }),
  cuts: flags,
  again: flags,
});

it("a queue ends the same in whatever parts and order between cases it is sent and however often, and nothing is done twice", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...MOVES), { minLength: CASES, maxLength: CASES }),
      anyQueue,
      anyRearranging,
      async (moves, queue, rearranging) => {
        const [whole, parts] = await Promise.all([world(moves), world(moves)]);
        const before = ownSteps(parts);
        const wanted = new Map((await send(whole, queue)).map((answer) => [answer.clientId, answer]));
        for (const { outcome } of wanted.values()) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);

        const first = new Map<string, Answer>();
        for (const part of rearranged(queue, rearranging))
          for (const answer of await send(parts, part)) {
            const known = first.get(answer.clientId);
            if (known === undefined) first.set(answer.clientId, answer);
            // The same answer as the first time, the case as it was then.
            else expect({ ...answer, outcome: answer.was, was: undefined }).toMatchObject({ ...known, was: undefined });
            expect(answer.outcome === "repeated").toBe(known !== undefined);
          }

        expect(endOf(parts)).toEqual(endOf(whole));
        const plain = ({ outcome, code }: Answer) => [outcome === "held" ? "conflict" : outcome, code];
        for (const [clientId, answer] of first) expect(plain(answer)).toEqual(plain(wanted.get(clientId) ?? answer));
        const applied = [...first.values()].filter(({ outcome }) => outcome === "applied").length;
        expect(ownSteps(parts) - before).toBeLessThanOrEqual(applied);
        await Promise.all([whole.stop(), parts.stop()]);
      },
    ),
    { numRuns: 60 },
  );
  // It has to meet what it speaks of.
  for (const outcome of ["applied", "conflict", "held", "refused"])
    expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(15);
}, 120_000);
