/**
 * A benchmark, not a test: `node test/country.bench.ts [CASES]` prints one JSON line. A month of a country, 15 million cases unless told otherwise,
 * counted for the card of streets by the tally that keeps live standings up; then what it costs when a thousand cases change. The store is made up as it
 * is read: what a database costs is not in it. Memory is that of the process.
 */
import { createTally } from "../src/app/tally.ts";
import {
  appraise,
  gathererFor,
  toldDecider,
  THING_KINDS,
  type Note,
  type ThingKind,
  type ToldState,
} from "../src/domain/index.ts";
import { compiledCard } from "./card-builders.ts";

const CASES = Number(process.argv[2] ?? 15_000_000);
const CHANGED = 1_000;
const STREETS = 8_500;
const PAGE = 5_000;
const HOUR = 3_600_000;
const SPAN = { from: Date.parse("2018-01-01T00:00:00Z"), until: Date.parse("2018-02-01T00:00:00Z") };

const streetOf = (nth: number): string => String(100_000_000 + (nth % STREETS) * 1_000);
const idOf = (nth: number): string => `01JD6Z0Q8V${String(nth).padStart(16, "0")}`;
const iso = (at: number): string => new Date(at).toISOString();

/** What was told of a case: it was filed and assigned; of one that has changed also that it was handled. */
const notesOf = (nth: number, isChanged: boolean): readonly Note[] => {
  const at = SPAN.from + (nth % 700) * HOUR;
  const about = { grid: `${streetOf(nth)}001001`, category: "event-0110" };
  const note = (version: number, type: string, data: Note["data"]): Note => ({
    id: `${idOf(nth)}${String(version)}`,
    source: "dispatch",
    version,
    type,
    time: iso(at + version * HOUR),
    data,
  });
  return [
    note(1, "case.filed", { ...about, reportedAt: iso(at), filedAt: iso(at) }),
    note(2, "case.assigned", { ...about, department: "housing", assignedAt: iso(at), dueAt: iso(at + 24 * HOUR) }),
    ...(isChanged
      ? [
          note(3, "case.handled", {
            ...about,
            handledAt: iso(at + 3 * HOUR),
            dueAt: iso(at + 24 * HOUR),
            overdue: false,
          }),
        ]
      : []),
  ];
};
const stateOf = (notes: readonly Note[]): ToldState =>
  toldDecider.evolve(toldDecider.initial, { type: "NotesTaken", notes });

let changed = 0;
const cases = {
  async *scan({ savedSince }: { readonly savedSince?: number | undefined }) {
    const [from, until] = savedSince === undefined ? [0, CASES] : [0, changed];
    for (let first = from; first < until; first += PAGE)
      yield Array.from({ length: Math.min(PAGE, until - first) }, (_, at) => {
        const nth = first + at;
        const isChanged = nth < changed;
        return { id: idOf(nth), version: isChanged ? 2 : 1, state: stateOf(notesOf(nth, isChanged)) };
      });
  },
  history: (id: string) =>
    Promise.resolve([{ event: { type: "NotesTaken" as const, notes: notesOf(Number(id.slice(10)), false) } }]),
};
const none = {
  async *scan() {
    // nothing was told of it
  },
  history: () => Promise.resolve([]),
};

const card = compiledCard("street");
const stores = Object.fromEntries(
  THING_KINDS.map((kind) => [kind, kind === "cases" ? cases : none]),
) as unknown as Readonly<Record<ThingKind, typeof cases>>;
const tally = createTally({
  stores,
  readings: async function* () {
    // none
  },
  open: () => gathererFor(card, SPAN),
  span: SPAN,
});
const subjects = Array.from({ length: STREETS }, (_, nth) => ({ code: streetOf(nth), type: "urban" as const }));
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6);
const timed = async <T>(work: () => Promise<T>): Promise<readonly [number, T]> => {
  const from = performance.now();
  const result = await work();
  return [(performance.now() - from) / 1_000, result];
};

const before = megabytes();
const [whole] = await timed(tally.upToDate);
const after = megabytes();
changed = CHANGED;
const [change, gathered] = await timed(tally.upToDate);
const [ranking] = await timed(() => Promise.resolve(gathered === undefined ? [] : appraise(card, gathered, subjects)));
console.log(
  JSON.stringify({
    cases: CASES,
    isKeptUp: gathered !== undefined,
    streets: STREETS,
    wholeSeconds: Number(whole.toFixed(1)),
    thousandChangedSeconds: Number(change.toFixed(3)),
    changedOfWhole: Number((change / whole).toFixed(6)),
    rankingSeconds: Number(ranking.toFixed(3)),
    megabytesBefore: before,
    megabytesAfter: after,
  }),
);
