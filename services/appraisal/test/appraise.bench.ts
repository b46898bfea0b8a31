/**
 * A benchmark, not a test: `node test/appraise.bench.ts` prints one JSON line. How many events a second become facts, from envelopes as they
 * come off a stream; how many cases a second are counted for the card of streets; what it costs to count one changed case again beside the whole
 * quarter; each the best of three rounds. `json` is what reading the same envelopes (JSON.parse) costs by itself: the floor.
 */
import type { Envelope } from "@wangge/contracts";
import { noteOf } from "../src/app/facts.ts";
import { compiledCard } from "./card-builders.ts";
import { appraise, caseFact, gathererFor, withNotes, type Fact, type Note } from "../src/domain/index.ts";

const CASES = 50_000;
const ROUNDS = 3;
const SPAN = { from: Date.parse("2018-01-01T00:00:00Z"), until: Date.parse("2018-04-01T00:00:00Z") };
const HOUR = 3_600_000;

const subjects = Array.from({ length: 14 }, (_, nth) => ({
  code: `5101080${String(nth + 10)}`,
  type: "urban" as const,
}));
const iso = (at: number): string => new Date(at).toISOString();

const bodyOf = (nth: number, service: string, type: string, sequence: number, data: object): string => {
  const id = `01JD6Z0Q8V${String(nth).padStart(8, "0")}${String(sequence).padStart(8, "0")}`;
  const at = iso(SPAN.from + (nth % 2_000) * HOUR + sequence * HOUR);
  return JSON.stringify({
    specversion: "1.0",
    id,
    source: service,
    type: `${service}.${type}.v1`,
    subject: id,
    time: at,
    sequence: String(sequence),
    data,
  });
};

const bodies = Array.from({ length: CASES }, (_, nth) => {
  const caseId = `01JD6Z0Q8V${String(nth).padStart(16, "0")}`;
  const grid = `${subjects[nth % 14]?.code ?? ""}001001`;
  const at = SPAN.from + (nth % 2_000) * HOUR;
  const about = { caseId, grid };
  return [
    bodyOf(nth, "intake", "report.accepted", 1, {
      reportId: caseId,
      grid,
      channel: "phone",
      category: "event-0110",
      acceptedAt: iso(at),
    }),
    bodyOf(nth, "dispatch", "case.filed", 1, {
      ...about,
      category: "event-0110",
      reportedAt: iso(at),
      filedAt: iso(at),
    }),
    bodyOf(nth, "dispatch", "case.assigned", 2, {
      ...about,
      department: "housing",
      assignedAt: iso(at),
      dueAt: iso(at + 24 * HOUR),
      attempt: 1,
    }),
    bodyOf(nth, "dispatch", "case.handled", 3, {
      ...about,
      department: "housing",
      handledAt: iso(at + HOUR),
      dueAt: iso(at + 24 * HOUR),
      overdue: nth % 9 === 0,
      attempt: 1,
    }),
    bodyOf(nth, "dispatch", "case.closed", 4, {
      ...about,
      closedAt: iso(at + 2 * HOUR),
      overdue: nth % 9 === 0,
      attempts: 1,
    }),
  ];
});

const bestOf = <Result>(work: () => Result): readonly [number, Result] => {
  let best = Number.POSITIVE_INFINITY;
  let result = work();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    result = work();
    best = Math.min(best, performance.now() - from);
  }
  return [best / 1_000, result];
};

type Wire = Omit<Envelope, "data"> & { readonly data: Readonly<Record<string, unknown>> };
const [json] = bestOf(() => {
  let length = 0;
  for (const events of bodies) for (const body of events) length += Object.keys(JSON.parse(body) as object).length;
  return length;
});
const [rebuilt, facts] = bestOf(() =>
  bodies.map((events, nth): Fact => {
    const notes = events.map((body): Note => {
      const { data, ...envelope } = JSON.parse(body) as Wire;
      return noteOf("cases", envelope, data);
    });
    return caseFact(String(nth), withNotes([], notes));
  }),
);

const card = compiledCard("street");
const [whole, gatherer] = bestOf(() => {
  const gathered = gathererFor(card, SPAN);
  for (const fact of facts) gathered.add("cases", fact);
  appraise(card, gathered, subjects);
  return gathered;
});
const CHANGED = 1_000;
const [changed] = bestOf(() => {
  for (const fact of facts.slice(0, CHANGED)) {
    gatherer.add("cases", fact, -1);
    gatherer.add("cases", fact);
  }
  return appraise(card, gatherer, subjects);
});

const events = CASES * 5;
console.log(
  JSON.stringify({
    cases: CASES,
    events,
    eventsPerSecond: Math.round(events / rebuilt),
    timesJson: Number((rebuilt / json).toFixed(2)),
    quarterSeconds: Number(whole.toFixed(3)),
    casesPerSecond: Math.round(CASES / whole),
    oneChangedCaseOfWhole: Number((changed / CHANGED / whole).toFixed(6)),
  }),
);
