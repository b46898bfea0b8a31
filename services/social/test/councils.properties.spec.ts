import { DomainError, fold, type Decider } from "@wangge/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ballotOf,
  boxDecider,
  budgetDeciderWith,
  checkPlan,
  collectionDecider,
  eligibleFor,
  moved,
  PHASES,
  phaseOn,
  resultOf,
  sessionDeciderWith,
  slipOf,
  spentOn,
  winnersOf,
  type BoxCommand,
  type BoxEvent,
  type BoxState,
  type BudgetCommand,
  type BudgetEvent,
  type BudgetState,
  type Choice,
  type CollectionCommand,
  type CollectionState,
  type PhaseBegin,
  type SessionCommand,
  type SessionEvent,
  type SessionState,
} from "../src/domain/councils/index.ts";
import { loadCouncilRules } from "../src/app/councils/rules.ts";

const rules = loadCouncilRules();
const AT = "2018-01-03T01:00:00.000Z";
const RUNS = 300;
const LONG = { minLength: 15, maxLength: 60, size: "max" } as const;

/** Every command in turn; what is refused changes nothing. */
const run = <State, Command, Event>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
  check: (state: State, command: Command, before: State) => void,
): { readonly state: State; readonly events: readonly Event[] } => {
  const events: Event[] = [];
  let state = decider.initial;
  for (const command of commands)
    try {
      const before = state;
      const decided = decider.decide(command, state);
      events.push(...decided);
      state = decided.reduce(decider.evolve, state);
      check(state, command, before);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  expect(fold(decider, events)).toEqual(state);
  return { state, events };
};

describe("a session of the council", () => {
  const MEMBERS = ["a", "b", "c", "d", "e"];
  const TOPICS = ["t1", "t2"];
  const asked = fc.record({ by: fc.constantFrom(...MEMBERS, "officer"), at: fc.constant(AT) });
  const topic = fc.constantFrom(...TOPICS);
  const choice = fc.constantFrom<Choice>("for", "for", "for", "for", "against", "abstain");
  const convene: SessionCommand = {
    type: "ConveneSession",
    community: "510108001001",
    startsAt: AT,
    items: [
      { topic: "t1", ballot: "open", majority: "ordinary" },
      { topic: "t2", ballot: "secret", majority: "qualified" },
    ],
    followUps: [],
    by: "a",
    at: "2017-12-27T01:00:00.000Z",
  };
  const open = (present: readonly string[]): SessionCommand => ({
    type: "OpenSession",
    seated: MEMBERS,
    present,
    by: "a",
    at: AT,
  });
  const step: fc.Arbitrary<SessionCommand> = fc
    .tuple(
      asked,
      topic,
      choice,
      fc.constantFrom(...MEMBERS),
      fc.oneof(fc.constant<Choice[]>(["for", "for", "for", "for"]), fc.array(choice, { maxLength: 3 })),
      fc.constantFrom(
        ...Array.from({ length: 10 }, () => "Vote" as const),
        "StartVote",
        "StartVote",
        "Recuse",
        "EndVote",
        "CloseSession",
        "WriteMinutes",
        "SignMinutes",
        "NoteTopicsTold",
      ),
    )
    .map(([by, on, chosen, member, slips, type]): SessionCommand => {
      switch (type) {
        case "Vote":
          return { type, topic: on, choice: chosen, ...by };
        case "Recuse":
          return { type, topic: on, member, ...by };
        case "StartVote":
          return { type, topic: on, ...by };
        case "EndVote":
          return { type, topic: on, resolution: `r-${on}`, slips, ...by };
        case "WriteMinutes":
          return { type, words: "w", ...by };
        case "NoteTopicsTold":
          return { type, status: "open", settled: slips.length % 3, at: AT };
        default:
          return { type, ...by };
      }
    });

  const reached = new Map<string, number>();
  const note = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);

  it("counts each member once, the interested never, and changes nothing that is settled", () => {
    const decider = sessionDeciderWith(rules.council);
    const present = fc.uniqueArray(fc.constantFrom(...MEMBERS), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(present, fc.array(step, LONG), (there, steps) => {
        run<SessionState, SessionCommand, SessionEvent>(
          decider,
          [convene, open(there), ...steps],
          (state, command, before) => {
            if (state.status === "none" || before.status === "none") return;
            note(state.status);
            if (state.status === "open" || state.status === "closed")
              expect(2 * state.present.length).toBeGreaterThan(5);
            for (const [place, item] of state.items.entries()) {
              note(`${item.ballot} ${item.outcome ?? item.status}`);
              const voters = item.votes.map(({ member }) => member);
              expect(new Set(voters).size).toBe(voters.length);
              for (const voter of voters) expect(eligibleFor(state, item)).toContain(voter);
              if (item.ballot === "secret") expect(item.votes).toEqual([]);
              if (before.items[place]?.status === "settled") expect(item).toEqual(before.items[place]);
              if (item.counts === undefined || before.items[place]?.status !== "voting" || item.ballot === "secret")
                continue;
              const { counts } = item;
              expect(counts.for + counts.against + counts.abstain).toBe(item.votes.length);
              // The rule once more, in words: more than half of those who are there and not interested.
              const carries = 2 * counts.for > there.filter((one) => !item.recused.includes(one)).length;
              expect(item.outcome).toBe(carries ? "adopted" : "rejected");
            }
            if (state.minutes?.signedBy !== undefined) {
              note("signed");
              expect(state.minutes.signedBy).not.toBe(state.minutes.writtenBy);
              expect(command.type === "WriteMinutes").toBe(false);
            }
          },
        );
      }),
      { seed: 20171227, numRuns: RUNS },
    );
    for (const what of [
      "open",
      "closed",
      "open adopted",
      "open rejected",
      "open voting",
      "secret rejected",
      "secret adopted",
      "signed",
    ])
      expect([what, reached.get(what) ?? 0]).toEqual([what, expect.toSatisfy((times: number) => times >= 10)]);
  });

  it("carries by the majority that was asked for, at its edges", () => {
    const { ordinary, qualified } = rules.council(AT).majorities;
    const counts = (inFavour: number, present: number, seated = present) => ({
      ...{ for: inFavour, against: 0, abstain: present - inFavour, present, seated },
    });
    if (ordinary === undefined || qualified === undefined) throw new Error("no majorities");
    expect(resultOf(counts(2, 4), ordinary)).toBe("rejected");
    expect(resultOf(counts(3, 4), ordinary)).toBe("adopted");
    expect(resultOf(counts(6, 9), qualified)).toBe("rejected");
    expect(resultOf(counts(7, 9), qualified)).toBe("adopted");
    expect(resultOf(counts(6, 6, 10), qualified)).toBe("rejected");
    expect(resultOf(counts(0, 0), { of: "present", atLeast: 0 })).toBe("rejected");
  });
});

describe("a box", () => {
  const VOTERS = ["v1", "v2", "v3", "v4"];
  const account = fc.constantFrom("v1", "v2", "v3", "v4", "v4b", "nobody");
  const slip = fc.constantFrom("01", "10");
  const step: fc.Arbitrary<BoxCommand> = fc
    .tuple(
      account,
      slip,
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom("x", "y"),
      fc.boolean(),
      fc.integer({ min: 0, max: 60 }),
    )
    .map(([who, text, number, by, agrees, kind]): BoxCommand => {
      const at = AT;
      if (kind < 15) return { type: "CastSlip", account: who, slip: text, at };
      if (kind < 20) return { type: "WithdrawSlip", account: who, at };
      if (kind < 32) return { type: "HandOutPaper", voter: who, at };
      if (kind < 59) return { type: "EnterPaper", number, slip: text, by, compared: { first: text, agrees }, at };
      return kind < 60 ? { type: "CloseBox", at } : { type: "OpenBox", slips: [], at };
    });
  const enrol: BoxCommand[] = [
    { type: "PrepareBox", at: AT },
    ...VOTERS.map((voter): BoxCommand => ({
      type: "EnrolVoter",
      voter,
      accounts: voter === "v4" ? ["v4", "v4b"] : [voter],
      at: AT,
    })),
  ];

  it("holds one vote of each voter, and opened what it held and no more", () => {
    const reached = { confirmed: 0, opened: 0, paperAndSlip: 0 };
    fc.assert(
      fc.property(fc.array(step, LONG), (steps) => {
        let held: readonly string[] = [];
        const { state, events } = run<BoxState, BoxCommand, BoxEvent>(boxDecider, [...enrol, ...steps], (now) => {
          if (now.status === "none") return;
          if (now.status !== "opened") held = [...now.slips, ...now.papers].map((one) => one.slip);
          const onPaper = now.voters.filter((one) => one.onPaper === true).map(({ voter }) => voter);
          const cast = now.slips.map(({ voter }) => voter);
          expect(new Set([...cast, ...onPaper]).size).toBe(cast.length + onPaper.length);
          expect(now.papers.length).toBeLessThanOrEqual(onPaper.length);
          for (const paper of now.papers)
            if (paper.confirmedBy !== undefined) expect(paper.confirmedBy).not.toBe(paper.by);
        });
        if (events.some(({ type }) => type === "PaperConfirmed")) reached.confirmed += 1;
        if (state.status === "none" || state.status === "opened") return;
        // Entered once is not enough: the box stays open.
        const isHalf = state.papers.some(({ confirmedBy }) => confirmedBy === undefined);
        const close = (): readonly BoxEvent[] => boxDecider.decide({ type: "CloseBox", at: AT }, state);
        if (state.status === "open" && isHalf) {
          expect(close).toThrow("second entry");
          return;
        }
        const closed = close().reduce(boxDecider.evolve, state);
        const [opening] = boxDecider.decide({ type: "OpenBox", slips: held, at: AT }, closed);
        const opened = opening === undefined ? closed : boxDecider.evolve(closed, opening);
        expect(opened).toMatchObject({ status: "opened", slips: [], papers: [], counted: held.toSorted() });
        reached.opened += 1;
        if (state.slips.length > 0 && state.papers.length > 0) reached.paperAndSlip += 1;
      }),
      { seed: 20180103, numRuns: RUNS },
    );
    for (const times of Object.values(reached)) expect(times).toBeGreaterThanOrEqual(15);
  });
});

describe("a courtyard budget", () => {
  const project = fc.record({ cost: fc.integer({ min: 1, max: 60 }) });
  const ballot = fc
    .array(project, { minLength: 1, maxLength: 8 })
    .map((all) => all.map((one, place) => ({ id: `p${String(place)}`, ...one })));

  /** One after the other by hand: the best of what is left that fits. */
  const slowWinners = (
    slips: readonly string[],
    all: readonly { readonly id: string; readonly cost: number }[],
    amount: number,
  ) => {
    const supports = (place: number): number => [...slips].filter((slip) => slip.charAt(place) === "1").length;
    const left = all.map((one, place) => ({ ...one, supports: supports(place) })).filter((one) => one.supports > 0);
    const won: string[] = [];
    let money = amount;
    while (left.length > 0) {
      let best = 0;
      for (let place = 1; place < left.length; place += 1) {
        const [one, other] = [left[place], left[best]];
        if (one === undefined || other === undefined) continue;
        const isBetter = one.supports > other.supports || (one.supports === other.supports && one.cost < other.cost);
        if (isBetter) best = place;
      }
      const [taken] = left.splice(best, 1);
      if (taken !== undefined && taken.cost <= money) {
        won.push(taken.id);
        money -= taken.cost;
      }
    }
    return won;
  };

  it("is never exceeded by what wins, and all that still fits and is supported wins", () => {
    let full = 0;
    fc.assert(
      fc.property(
        ballot.chain((all) =>
          fc.record({
            all: fc.constant(all),
            amount: fc.integer({ min: 1, max: 150 }),
            slips: fc.array(
              fc
                .array(fc.constantFrom("0", "1"), { minLength: all.length, maxLength: all.length })
                .map((one) => one.join("")),
              { maxLength: 20 },
            ),
          }),
        ),
        ({ all, amount, slips }) => {
          const won = winnersOf(slips, all, amount);
          const spent = won.reduce((sum, { cost }) => sum + cost, 0);
          expect(spent).toBeLessThanOrEqual(amount);
          expect(won.map(({ id }) => id)).toEqual(slowWinners(slips, all, amount));
          // In whatever order the slips lie, the same wins.
          expect(winnersOf(slips.toReversed(), all, amount)).toEqual(won);
          if (won.length > 1 && won.length < all.length) full += 1;
        },
      ),
      { seed: 20180108, numRuns: 1_000 },
    );
    expect(full).toBeGreaterThan(200);
  });

  it("takes an order just where it spends enough and not too much", () => {
    const reached = { taken: 0, small: 0, dear: 0 };
    fc.assert(
      fc.property(
        ballot,
        fc.integer({ min: 1, max: 150 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (all, amount, marks) => {
          const chosen = all.filter((_, place) => marks[place] === true);
          const cost = chosen.reduce((sum, one) => sum + one.cost, 0);
          const most = all.reduce((sum, one) => sum + one.cost, 0);
          const isEnough = cost * 10 >= Math.floor(Math.min(amount * 7, most * 10) / 10) * 10;
          const order = () =>
            slipOf(
              chosen.map(({ id }) => id),
              all,
              { amount, rule: { kind: "spendAtLeast", part: 7000 } },
            );
          if (cost > amount) {
            reached.dear += 1;
            expect(order).toThrow("costs more");
          } else if (isEnough) {
            reached.taken += 1;
            expect(order()).toHaveLength(all.length);
          } else {
            reached.small += 1;
            expect(order).toThrow("too little");
          }
        },
      ),
      { seed: 7000, numRuns: 1_000 },
    );
    for (const times of Object.values(reached)) expect(times).toBeGreaterThan(50);
  });

  const day = (number: number): string => new Date(Date.UTC(2018, 0, number)).toISOString().slice(0, 10);

  it("has phases that never overlap and never leave a day out, however they are moved", () => {
    let moves = 0;
    const plan = fc
      .tuple(
        fc.subarray([...PHASES]),
        fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { minLength: 10, maxLength: 10 }),
      )
      .map(([some, days]): PhaseBegin[] => {
        const needed = ["accepting", "balloting", "reviewingBallots", "finished"];
        const phases = PHASES.filter((phase) => needed.includes(phase) || some.includes(phase));
        const sorted = days.toSorted((one, other) => one - other);
        return phases.map((phase, place) => ({ phase, from: day(sorted[place] ?? 61) }));
      });
    const move = fc.record({ phase: fc.constantFrom(...PHASES), from: fc.integer({ min: 1, max: 65 }).map(day) });
    fc.assert(
      fc.property(
        plan,
        fc.array(move, { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }).map(day),
        (first, wanted, today) => {
          checkPlan(first, rules.budget(AT).phases);
          let now: readonly PhaseBegin[] = first;
          for (const one of wanted)
            try {
              const next = moved(now, one, today);
              if (next !== now) moves += 1;
              // What is past stays as it was.
              for (let number = 1; day(number) <= today; number += 1)
                expect(phaseOn(next, day(number))).toBe(phaseOn(now, day(number)));
              now = next;
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
            }
          checkPlan(now, rules.budget(AT).phases);
          const seen = Array.from({ length: 66 }, (_, number) => phaseOn(now, day(number)));
          const order = seen.filter((phase, place) => phase !== undefined && phase !== seen[place - 1]);
          expect(order).toEqual(first.map(({ phase }) => phase));
          expect(seen.slice(seen.findIndex((phase) => phase !== undefined))).not.toContain(undefined);
        },
      ),
      { seed: 20180101, numRuns: RUNS },
    );
    expect(moves).toBeGreaterThan(100);
  });

  it("walks through its phases without spending more than was voted", () => {
    const reached = new Map<string, number>();
    const plan = PHASES.map((phase, place): PhaseBegin => ({ phase, from: day(3 + place) }));
    const open: BudgetCommand = {
      type: "OpenBudget",
      ...{ community: "510108001001", courtyard: "y-0001", title: "t", amount: 100, unit: "household", plan },
      ...{ rule: { kind: "spendAtLeast", part: 7000 }, by: "o", at: AT },
    };
    const ids = ["p1", "p2", "p3"];
    const step = fc.tuple(
      fc.constantFrom(...ids),
      fc.integer({ min: 1, max: 70 }),
      fc.constantFrom("r", "o"),
      fc.integer({ min: 0, max: 8 }),
      fc.array(fc.constantFrom("111", "110", "011", "001", "1", ""), { maxLength: 6 }),
    );
    const during = fc.array(step, { minLength: 3, maxLength: 12, size: "max" });
    const everyDay = fc.array(during, { minLength: 11, maxLength: 11 });
    const toCommand = (
      number: number,
      [id, cost, by, kind, slips]: [string, number, string, number, string[]],
    ): BudgetCommand => {
      const asked = { by, at: `${day(3 + number)}T04:00:00.000Z` };
      switch (kind) {
        case 0:
          return { type: "ProposeProject", project: { id, words: "w", cost }, ...asked };
        case 1:
          return { type: "WithdrawProject", project: id, ...asked };
        case 2:
          return { type: "ExcludeProject", project: id, reason: "notPublic", ...asked };
        case 3:
          return { type: "SelectProject", project: id, selected: cost > 10, ...asked };
        case 4: {
          const wanted = { category: "event-0201", grid: "510108001001001" };
          return {
            ...{ type: "ValuateProject", project: id, cost, feasible: cost > 5, words: "w", execution: { wanted } },
            ...asked,
          };
        }
        case 5:
          return { type: "EnterPhases", at: asked.at };
        case 6:
          return { type: "DecideBudget", slips, at: asked.at };
        case 7:
          return { type: "ReportProject", project: id, words: "w", ...asked };
        default:
          return { type: "RecordSpending", project: id, amount: Math.ceil(cost / 2), ...asked };
      }
    };
    const begin: BudgetCommand[] = ids.map((id) => ({
      type: "ProposeProject",
      ...{ project: { id, words: "w", cost: 40 }, by: "r", at: `${day(5)}T01:00:00.000Z` },
    }));
    const chosen: BudgetCommand[] = ids.flatMap((id, place): BudgetCommand[] => {
      const execution = { wanted: { category: "event-0201", grid: "510108001001001" } };
      return [
        { type: "SelectProject", project: id, selected: true, by: "o", at: `${day(7)}T10:00:00.000Z` },
        {
          ...{ type: "ValuateProject", project: id, cost: 30 + place, feasible: true, words: "w", execution },
          ...{ by: "v", at: `${day(8)}T10:00:00.000Z` },
        },
      ];
    });
    fc.assert(
      fc.property(everyDay, (days) => {
        const steps = days.flatMap((all, number) => all.map((one) => toCommand(number, one)));
        const commands = [open, ...begin, ...steps, ...chosen].toSorted((one, other) =>
          one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
        );
        const { events } = run<BudgetState, BudgetCommand, BudgetEvent>(
          budgetDeciderWith(rules.budget),
          commands,
          (state, command, before) => {
            if (state.status === "none") return;
            const { winners } = state;
            if (winners === undefined) return;
            if (before.status === "live") {
              expect(command.type).toBe("DecideBudget");
              for (const won of winners) expect(ballotOf(state)).toContainEqual({ id: won.id, cost: won.cost });
            }
            expect(winners.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(state.amount);
            for (const { id, cost } of winners) expect(spentOn(state, id)).toBeLessThanOrEqual(cost);
          },
        );
        for (const { type } of events) reached.set(type, (reached.get(type) ?? 0) + 1);
        const entered = events.flatMap((event) => (event.type === "PhaseEntered" ? [event.data.phase] : []));
        expect(entered).toEqual(PHASES.slice(0, entered.length));
      }),
      { seed: 20180113, numRuns: RUNS },
    );
    for (const type of [
      "ProjectExcluded",
      "ProjectSelected",
      "ProjectValuated",
      "ProjectWithdrawn",
      "PhaseEntered",
      "BudgetDecided",
      "SpendingRecorded",
      "ProjectReported",
    ])
      expect([type, reached.get(type) ?? 0]).toEqual([type, expect.toSatisfy((times: number) => times >= 15)]);
  });
});

it("as many letters go on as came out of the box, whatever is done in between", () => {
  const reached = { counted: 0, confirmed: 0, complete: 0 };
  const step = fc
    .tuple(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 6 }), fc.boolean())
    .map(([by, count, letter, isLetter]): CollectionCommand =>
      isLetter
        ? { type: "RecordLetter", letter: { id: `l${String(letter)}`, to: "intake", words: "w" }, by, at: AT }
        : { type: "ConfirmCount", count, by, at: AT },
    );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.array(step, LONG), (count, steps) => {
      const first: CollectionCommand = {
        type: "CountLetters",
        ...{ point: "p", community: "510108001001", kind: "box", count, by: "x", at: AT },
      };
      const { state } = run(collectionDecider, [first, ...steps], (now: CollectionState) => {
        if (now.status === "none") return;
        expect(now.letters.length).toBeLessThanOrEqual(count);
        expect(now.status === "complete").toBe(now.confirmedBy !== undefined && now.letters.length === count);
        if (now.confirmedBy !== undefined) expect(now.confirmedBy).not.toBe(now.countedBy);
        if (now.status === "counted") expect(now.letters).toEqual([]);
      });
      if (state.status !== "none") reached[state.status] += 1;
    }),
    { seed: 20180115, numRuns: RUNS },
  );
  for (const times of Object.values(reached)) expect(times).toBeGreaterThanOrEqual(5);
});
