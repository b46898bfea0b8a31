/** The engine beside the simple telling of it in `dossier-model.ts`: whatever is asked, both say the same. */
import { dayAfter, dayOf } from "@wangge/calendar";
import { fold, isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  nextStep,
  owedOn,
  possibleSteps,
  type CommandType,
  type DossierEvent,
  type Rules,
} from "../src/domain/dossier/index.ts";
import {
  competent,
  decider,
  decision,
  direct,
  discretionOf,
  fineOf,
  holds,
  morning,
  nothing,
  onSpot,
  opened,
  pair,
  person,
  proposal,
  rules,
  told,
  type Told,
} from "./dossier-builders.ts";
import { limitOf, Model, slowLastDay, type Move } from "./dossier-model.ts";

type Entropy = readonly [pick: number, which: number, one: number, two: number];

const FINES = [50_000, 300_000, 600_000, 0];
const CHANGES = [0, 0, -1_000, 1];

const anyMove = (which: number, one: number, two: number): Move => {
  const alone = one % 8 === 7;
  const moves: readonly Move[] = [
    { do: "wait", days: 1 + (one % 12) },
    { do: "wake" },
    { do: "open", flaw: ([undefined, undefined, undefined, "incompetent", "related"] as const)[one % 5] },
    { do: "file", officers: 1 + (one % 4 === 3 ? 0 : 1), byOpener: two % 9 === 8 },
    { do: "refuse" },
    { do: "investigate", alone },
    { do: "propose", fine: FINES[one % FINES.length] ?? 0 },
    { do: "inform", alone },
    { do: "defend" },
    { do: "waive" },
    { do: "consider", change: CHANGES[one % CHANGES.length] ?? 0 },
    { do: "requestHearing" },
    { do: "schedule", ahead: 7 + (one % 10), byInvestigator: two % 7 === 6 },
    { do: "hold" },
    { do: "forgo" },
    { do: "review", passed: one % 5 !== 4 },
    { do: "decide", change: CHANGES[one % CHANGES.length] ?? 0, exempt: two % 12 === 11 },
    { do: "deliver", alone },
    { do: "pay", how: (["half", "all", "all", "more"] as const)[one % 4] ?? "all" },
    { do: "close" },
    { do: "record" },
    { do: "annul", redo: one % 2 === 0 },
    { do: "transfer" },
    { do: "acknowledge" },
    { do: "return" },
    { do: "withdraw" },
    { do: "handOver" },
    { do: "urge", alone },
    { do: "apply" },
    { do: "onSpot", fine: [5_000, 5_001, 20_000, 20_001][one % 4] ?? 0, alone: two % 3 === 2 },
  ];
  return moves[which % moves.length] ?? { do: "wake" };
};

type Doing = Move["do"];
/** What one would do next, mostly; a word that stands twice is taken twice as often. */
const SENSIBLE: Readonly<Record<string, readonly Doing[]>> = {
  none: ["open", "open", "open", "open", "onSpot"],
  opened: ["file", "file", "file", "file", "file", "file", "file", "file", "file", "file", "file", "file", "refuse"],
  investigating: [
    "investigate",
    "investigate",
    "investigate",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "propose",
    "transfer",
  ],
  proposed: ["inform", "inform", "inform", "inform", "inform", "inform", "inform", "inform", "decide", "review"],
  informed: [
    "defend",
    "consider",
    "consider",
    "waive",
    "requestHearing",
    "requestHearing",
    "requestHearing",
    "wait",
    "wake",
    "review",
    "review",
    "decide",
    "decide",
    "decide",
  ],
  hearing: ["schedule", "schedule", "hold", "hold", "hold", "wait", "wait", "defend", "consider"],
  decided: [
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "deliver",
    "annul",
  ],
  delivered: ["pay", "wait", "wait", "wait", "wait", "wait", "wait", "close", "record"],
  final: ["urge"],
  urged: ["apply", "wait", "apply", "wait"],
  applied: ["pay", "pay", "close", "close", "wait"],
  transferred: ["acknowledge", "acknowledge", "return", "return", "close", "wait"],
  closed: ["annul", "wait", "wake", "close"],
};

const moveFor = (model: Model, [pick, which, one, two]: Entropy): Move => {
  const isFinal = model.status === "delivered" && model.isFinal && model.owed > 0;
  const likely = SENSIBLE[isFinal ? (model.urgedOn === undefined ? "final" : "urged") : model.status];
  if (pick >= 92 || likely === undefined) return anyMove(which, one, two);
  const wanted = likely[which % likely.length];
  const move = Array.from({ length: 30 }, (_, index) => anyMove(index, one, two)).find(
    (one_) => one_.do === wanted,
  ) ?? { do: "wake" as const };
  if (move.do !== "wait" || model.status !== "delivered") return move;
  // Half a year goes by where nothing else brings it: until no remedy is open any more, and then by the week.
  return { do: "wait", days: isFinal ? 9 : ([3, 100, 190, 195][one % 4] ?? 3) };
};

/** All steps at each move would take minutes. */
const onlyWith = (type: CommandType): Rules => {
  const process = rules.processOf("2026.1");
  return {
    ...rules,
    processOf: () => ({ ...process, steps: process.steps.filter(({ command }) => command === type) }),
  };
};

/** Whatever is done was shown as possible before, to who did it. */
const watched = (one: Told): Told => ({
  ...one,
  then: (day, account, type, data, more) => {
    const after = one.then(day, account, type, data, more);
    if (one.state.status === ("none" as string) || type === "WakeDossier") return after;
    const at = morning(day);
    const shown = possibleSteps({
      ...{ state: one.state, at, rules: onlyWith(type), acts: holds },
      callerFor: ({ command }) => person(account, command, at, more),
    });
    expect(shown, `${type} while ${one.state.status}`).toMatchObject([{ command: type }]);
    expect(shown[0]?.refusal?.code, `${type} while ${one.state.status}`).toBeUndefined();
    return after;
  },
});

let serial = 0;
const fresh = (): string => `n-${String((serial += 1))}`;

/** What one officer decided on the spot takes two when it begins again. */
const again = (one: Told, redo: boolean, day: string): Told =>
  redo ? one.then(day, "acc-lead", "AddInvestigators", pair("investigate", day, "acc-1", "acc-2")) : one;

/** Asks the engine for the same. @throws DomainError where it says no */
const ask = (one: Told, model: Model, move: Move): Told => {
  const { day } = model;
  const lead = "acc-lead";
  const others = (step: Parameters<typeof pair>[0], alone: boolean) => (alone ? { officers: [] } : pair(step, day));
  switch (move.do) {
    case "wait":
      return one;
    case "wake":
      return one.state.status === ("none" as string) ? one : one.then(day, "enforcement", "WakeDossier", {});
    case "open": {
      const party = { kind: "citizen" as const, related: move.flaw === "related" ? ["acc-1"] : [] };
      const competence =
        move.flaw === "incompetent" ? { ok: false as const, reasons: [] } : competent("acc-1", "investigate", day);
      return one.then(day, "acc-1", "OpenDossier", opened(day, { party, number: fresh() }), { competence });
    }
    case "file": {
      const officers = ["acc-1", "acc-2"].slice(0, move.officers);
      const by = move.byOpener ? "acc-1" : lead;
      const data = { ...pair("investigate", day, ...officers), acts: holds };
      return one.then(day, by, "FileDossier", data, { roles: ["enforcementLead"] });
    }
    case "refuse":
      return one.then(day, lead, "RefuseFiling", { reason: "无" });
    case "investigate": {
      const made = { kind: "inspection" as const, certificatesShown: true, records: ["ev-1"], recording: [] };
      return one.then(day, "acc-1", "RecordInvestigation", { ...others("investigate", move.alone), ...made });
    }
    case "propose": {
      const { fine } = move;
      const none = { finding: "exempt" as const, penalty: nothing, norms: [] };
      return one.then(day, "acc-1", "ProposePenalty", fine === 0 ? proposal(1, none) : proposal(fine));
    }
    case "inform":
      return one.then(day, "acc-1", "InformParty", { ...others("inform", move.alone), delivery: direct(day) });
    case "defend":
      return one.then(day, "acc-1", "ReceiveDefence", { channel: "oral", evidence: [] });
    case "waive":
      return one.then(day, "acc-1", "WaiveDefence", { evidence: [] });
    case "consider": {
      const penalty = fineOf((model.told ?? 0) + move.change);
      return one.then(day, "acc-1", "ConsiderDefence", { adopted: "none", reasons: "无", penalty });
    }
    case "requestHearing":
      return one.then(day, "acc-1", "RequestHearing", { on: day, evidence: [] });
    case "schedule": {
      const chair = move.byInvestigator ? "acc-2" : "acc-chair";
      const when = { on: dayAfter(day, move.ahead), noticeDeliveredOn: day };
      return one.then(day, lead, "ScheduleHearing", {
        ...when,
        chair,
        members: [],
        clerk: "acc-clerk",
        isPublic: true,
      });
    }
    case "hold":
      return one.then(day, "acc-chair", "HoldHearing", { record: "ev-record", signed: "signed", opinion: "无" });
    case "forgo":
      return one.then(day, "acc-1", "ForgoHearing", { how: "withdrawn", evidence: [] });
    case "review":
      return one.then(day, "acc-review", "ReviewLegally", { passed: move.passed, opinion: "无" });
    case "decide": {
      const fine = (model.told ?? 50_000) + move.change;
      const none = { finding: "exempt" as const, penalty: nothing };
      const rest = { number: fresh(), evidence: ["ev-1", "ev-record"], ...(move.exempt ? none : {}) };
      return one.then(day, lead, "Decide", decision(fine, rest));
    }
    case "deliver":
      return one.then(day, "acc-1", "DeliverDecision", { ...others("deliver", move.alone), delivery: direct(day) });
    case "pay": {
      const { owed } = model;
      const amount = { half: Math.ceil(owed / 2), all: owed, more: owed + 1 }[move.how];
      return one.then(day, "acc-1", "RecordPayment", { paymentId: fresh(), amount, on: day, receipt: "r" });
    }
    case "close":
      return one.then(day, lead, "CloseDossier", { report: "无" });
    case "record":
      return one.then(day, lead, "RecordSummary", { on: day });
    case "annul":
      return again(
        one.then(day, lead, "AnnulDecision", { on: "ownReview", redo: move.redo, reason: "无" }),
        move.redo,
        day,
      );
    case "transfer":
      return one.then(day, lead, "TransferToJustice", { to: "public-security", suspected: "无", evidence: ["ev-1"] });
    case "acknowledge":
      return one.then(day, lead, "AcknowledgeTransfer", { receipt: "ev-9", accepted: true });
    case "return":
      return one.then(day, lead, "ReturnFromJustice", { outcome: "noCrime", on: day, receipt: "ev-9" });
    case "withdraw":
      return one.then(day, lead, "WithdrawDossier", { ground: "other", reason: "无" });
    case "handOver":
      return one.then(day, lead, "HandOver", { body: "fire", receipt: "ev-9" });
    case "urge":
      return one.then(day, "acc-1", "UrgeParty", { ...others("urge", move.alone), delivery: direct(day) });
    case "apply":
      return one.then(day, lead, "ApplyToCourt", { on: day, reference: "1" });
    case "onSpot": {
      const { fine, alone } = move;
      const more = { number: fresh(), discretion: discretionOf(fine), ...(alone ? { officers: [] } : {}) };
      return one.then(day, "acc-1", "DecideOnSpot", onSpot(day, fine, more));
    }
  }
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
};

const DERIVED = new Set(["surchargeCap"]);

/** Every last day that was issued is that of the slow counting and of the figures written by hand. */
const mustCountRight = (event: DossierEvent): number => {
  if (!("deadlines" in event.data)) return 0;
  const issued = event.data.deadlines.filter(({ purpose }) => !DERIVED.has(purpose));
  for (const { purpose, period, from, lastDay } of issued) {
    const count = limitOf(purpose, dayOf(event.data.at));
    expect([period.amount, period.unit], purpose).toEqual(count);
    if (purpose !== "hearingNotice") expect(lastDay, purpose).toBe(slowLastDay(from, count ?? [0, "day"]));
  }
  return issued.length;
};

/** What may never be, read from the history alone. */
const mustBeLawful = (events: readonly DossierEvent[]): void => {
  const decided = events.findLastIndex(({ type }) => type === "Decided");
  const at = events[decided];
  if (at?.type !== "Decided" || at.data.finding !== "penalty") return;
  const before = events.slice(0, decided);
  const told = before.findLastIndex(({ type }) => type === "PartyInformed");
  const proposed = before.findLastIndex(({ type }) => type === "PenaltyProposed");
  expect(told).toBeGreaterThan(proposed);
  const informed = before[told];
  const from = before[proposed];
  if (informed?.type !== "PartyInformed" || from?.type !== "PenaltyProposed")
    throw new Error("decided without being told");
  expect(at.data.penalty.fine).toBeLessThanOrEqual(from.data.penalty.fine);
  expect(informed.data.officers.length + 1).toBeGreaterThanOrEqual(2);
  const since = before.slice(told).map(({ type }) => type);
  const answered = since.includes("DefenceConsidered") || since.includes("DefenceWaived");
  const [defence] = informed.data.deadlines.filter(({ purpose }) => purpose === "defence");
  if (!answered || since.lastIndexOf("DefenceReceived") > since.lastIndexOf("DefenceConsidered"))
    expect(since.includes("DefenceReceived")).toBe(false);
  if (!answered) expect(dayOf(at.data.at) > (defence?.lastDay ?? "")).toBe(true);
};

const eras = {
  "the law of 1996": fc.integer({ min: 0, max: 200 }).map((days) => dayAfter("2013-03-01", days)),
  "the law as amended in 2017": fc.integer({ min: 0, max: 200 }).map((days) => dayAfter("2019-03-01", days)),
  "the law of 2021": fc.integer({ min: 0, max: 300 }).map((days) => dayAfter("2021-07-15", days)),
  "the days on which one follows the other": fc
    .integer({ min: 0, max: 60 })
    .map((days) => dayAfter("2021-06-01", days)),
};

/** Without the bias to small numbers, which here are no edge of anything. */
const entropy: fc.Arbitrary<Entropy> = fc.noBias(fc.tuple(fc.nat(99), fc.nat(9_999), fc.nat(9_999), fc.nat(9_999)));
const RUNS = 500;

const STATUSES = [
  "opened",
  "refused",
  "investigating",
  "proposed",
  "informed",
  "hearing",
  "decided",
  "delivered",
  "applied",
  "transferred",
  "annulled",
  "closed",
  "withdrawn",
  "handedOver",
];

it.each(Object.entries(eras))("under %s the engine and the simple telling of it agree", (_name, starts) => {
  const reached = new Map<string, number>();
  let [refused, deadlines, summaries, heard, returned] = [0, 0, 0, 0, 0];
  fc.assert(
    fc.property(starts, fc.array(entropy, { minLength: 30, maxLength: 80, size: "max" }), (day, all) => {
      const model = new Model(day);
      const seen = new Set<string>();
      let one: Told = told();
      for (const each of all) {
        if (model.hasGoneOnTooLong) break;
        const move = moveFor(model, each);
        const allowed = model.allows(move);
        deepFreeze(one.state);
        let after: Told | undefined;
        try {
          after = ask(watched(one), model, move);
        } catch (error) {
          if (!isDomainError(error)) throw error;
          expect(allowed, `${error.code} for ${JSON.stringify(move)} while ${model.status} on ${model.day}`).toBe(
            false,
          );
          refused += 1;
          continue;
        }
        expect(allowed, `${JSON.stringify(move)} while ${model.status} on ${model.day}`).toBe(true);
        for (const event of after.events.slice(one.events.length)) deadlines += mustCountRight(event);
        one = after;
        model.take(move);
        expect(one.state.status).toBe(model.status);
        if (model.status === "delivered" || model.status === "applied")
          expect(owedOn(one.state, model.day, rules.law).left).toBe(model.owed);
        seen.add(model.status);
        const next = nextStep(one.state, model.day, rules);
        const step = rules.processOf("2026.1").steps.find(({ command }) => command === next);
        const hasEnded = ["refused", "annulled", "closed", "withdrawn", "handedOver"].includes(model.status);
        if (one.state.status !== ("none" as string))
          expect(step?.from.includes(one.state.status)).toBe(hasEnded ? undefined : true);
      }
      mustBeLawful(one.events);
      // What the store keeps and gives back comes to the same.
      expect(fold(decider, JSON.parse(JSON.stringify(one.events)) as DossierEvent[])).toEqual(
        JSON.parse(JSON.stringify(one.state)),
      );
      for (const status of seen) reached.set(status, (reached.get(status) ?? 0) + 1);
      const types = new Set(one.events.map(({ type }) => type));
      summaries += types.has("DecidedOnSpot") ? 1 : 0;
      heard += types.has("HearingHeld") ? 1 : 0;
      returned += types.has("ReturnedFromJustice") ? 1 : 0;
    }),
    { numRuns: RUNS },
  );
  // The rarest is reached in more than 3 % of runs; a share of that leaves room for chance.
  const share = RUNS * 0.01;
  for (const status of STATUSES) expect(reached.get(status) ?? 0, status).toBeGreaterThanOrEqual(share);
  for (const [what, count] of Object.entries({ summaries, heard, returned }))
    expect(count, what).toBeGreaterThanOrEqual(share);
  expect(refused).toBeGreaterThan(RUNS);
  expect(deadlines).toBeGreaterThan(RUNS);
});
