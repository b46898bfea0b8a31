import { isDomainError } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clash,
  daysOf,
  rotaDecider,
  swapDecider,
  type RotaCommand,
  type RotaEvent,
  type RotaState,
  type Shift,
  type SwapCommand,
  type SwapState,
} from "../src/domain/index.ts";
import { hours, NOW, rotaRules, shift, T0 } from "./people-builders.ts";

const given = specFor(rotaDecider);
const terms = { rules: rotaRules, held: [], at: T0 };
const plan = (...shifts: readonly Shift[]): RotaCommand => ({ type: "PlanShifts", shifts, ...terms });
const planned = (...shifts: readonly Shift[]): RotaEvent => ({
  type: "ShiftsPlanned",
  data: { shifts, rules: "test", at: T0 },
});

describe("planning 排班", () => {
  const [day, overlapping, tooSoon, next] = [shift(10), shift(17), shift(27), shift(28)];

  it("takes shifts that leave ten hours between them", () => {
    given(planned(day)).when(plan(next)).then(planned(next));
  });

  it("refuses two at once, and two with less rest, in the store and in one plan", () => {
    given(planned(day)).when(plan(overlapping)).thenRejects("dispatch.shift.overlap");
    given(planned(day)).when(plan(tooSoon)).thenRejects("dispatch.shift.rest_short");
    given().when(plan(tooSoon, day)).thenRejects("dispatch.shift.rest_short");
  });

  it("refuses one that is too long, has begun, ends before it begins, or asks for a skill that is not there", () => {
    const longest = shift(1, 12);
    given().when(plan(longest)).then(planned(longest));
    given()
      .when(plan(shift(1, 13)))
      .thenRejects("dispatch.shift.too_long");
    given()
      .when(plan(shift(-1)))
      .thenRejects("dispatch.shift.begun");
    given()
      .when(plan(shift(5, 0)))
      .thenRejects("dispatch.shift.ends_before");
    const high = shift(5, 8, { skills: ["heights"] });
    given().when(plan(high)).thenRejects("dispatch.shift.skill_missing");
    const ending = { skill: "heights", from: hours(-1), to: hours(12) };
    given()
      .when({ type: "PlanShifts", shifts: [high], ...terms, held: [ending] })
      .thenRejects("dispatch.shift.skill_missing");
    given()
      .when({ type: "PlanShifts", shifts: [high], ...terms, held: [{ ...ending, to: hours(13) }] })
      .then(planned(high));
  });

  it("has nothing new to say when the same shift is planned again, under whatever id", () => {
    given(planned(day))
      .when(plan({ ...day, id: "another" }))
      .thenNothing();
  });

  it("cancels what has not begun", () => {
    given(planned(day))
      .when({ type: "CancelShift", shift: day.id, at: T0 })
      .then({ type: "ShiftCancelled", data: { shift: day.id, at: T0 } });
    given(planned(day)).when({ type: "CancelShift", shift: day.id, at: day.from }).thenRejects("dispatch.shift.begun");
    given().when({ type: "CancelShift", shift: day.id, at: T0 }).thenRejects("dispatch.shift.unknown");
  });

  it("knows the days of a night in Chengdu, whatever they are in Greenwich", () => {
    const night = { from: "2017-12-27T12:00:00.000Z", to: "2017-12-28T00:00:00.000Z" };
    expect(daysOf(night)).toEqual(["2017-12-27", "2017-12-28"]);
    expect(daysOf({ from: "2017-12-27T08:00:00.000Z", to: "2017-12-27T16:00:00.000Z" })).toEqual(["2017-12-27"]);
  });
});

describe("a rota that is kept ready for a swap 换班", () => {
  const [mine, his] = [shift(10), shift(40)];
  const hold: RotaCommand = { type: "HoldForSwap", swap: "x", gives: mine, takes: his, ...terms };
  const held: RotaEvent = { type: "SwapHeld", data: { swap: "x", gives: mine, takes: his, rules: "test", at: T0 } };

  it("takes no shift that would not fit to either outcome, and gives none of the two away", () => {
    given(planned(mine)).when(hold).then(held);
    given(planned(mine), held)
      .when(plan(shift(41)))
      .thenRejects("dispatch.shift.overlap");
    given(planned(mine), held)
      .when(plan(shift(20)))
      .thenRejects("dispatch.shift.rest_short");
    given(planned(mine), held).when({ type: "CancelShift", shift: mine.id, at: T0 }).thenRejects("dispatch.shift.held");
  });

  it("may take a shift that only the one he gives would have stood against", () => {
    const near = shift(12);
    given(planned(mine))
      .when({ type: "HoldForSwap", swap: "x", takes: near, ...terms })
      .thenRejects("dispatch.shift.overlap");
    const { type: _type, ...data } = { type: "HoldForSwap" as const, swap: "x", gives: mine, takes: near };
    given(planned(mine))
      .when({ type: "HoldForSwap", ...data, ...terms })
      .then({ type: "SwapHeld", data: { ...data, rules: "test", at: T0 } });
  });

  it("is not held any more once the swap is over, however late the word comes", () => {
    given(planned(mine), { type: "SwapReleased", data: { swap: "x", at: T0 } })
      .when(hold)
      .thenRejects("dispatch.swap.over");
    given(planned(mine), held, { type: "SwapTaken", data: { swap: "x", at: T0 } })
      .when({ type: "TakeSwap", swap: "x", at: T0 })
      .thenNothing();
  });
});

/** Two and more processes that settle swaps at once, each step of each between any steps of the others. */
interface World {
  readonly rotas: Map<string, RotaState>;
  readonly swaps: Map<string, SwapState>;
}

const WORKERS = ["w-0001", "w-0002", "w-0003"] as const;

const rotaOf = ({ rotas }: World, worker: string): RotaState => rotas.get(worker) ?? rotaDecider.initial;
const swapOf = ({ swaps }: World, id: string): SwapState => swaps.get(id) ?? swapDecider.initial;

const tell = (world: World, worker: string, command: RotaCommand): void => {
  const state = rotaOf(world, worker);
  world.rotas.set(worker, rotaDecider.decide(command, state).reduce(rotaDecider.evolve, state));
};
const say = (world: World, id: string, command: SwapCommand): void => {
  const state = swapOf(world, id);
  world.swaps.set(id, swapDecider.decide(command, state).reduce(swapDecider.evolve, state));
};
const unlessRefused = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return error.code;
  }
};

/** One process with one swap, as the service does it; a `yield` is where it may stop for long, or for ever. */
function* settle(world: World, id: string): Generator<undefined, void> {
  for (;;) {
    const swap = swapOf(world, id);
    if (swap.status === "none") return;
    const sides = [
      { worker: swap.from, gives: swap.gives, takes: swap.takes },
      { worker: swap.to, gives: swap.takes, takes: swap.gives },
    ];
    if (swap.status === "approved") {
      let code: string | undefined;
      for (const { worker, gives, takes } of sides.toSorted((a, b) => (a.worker < b.worker ? -1 : 1))) {
        code ??= unlessRefused(() => {
          tell(world, worker, {
            type: "HoldForSwap",
            swap: id,
            ...(gives === undefined ? {} : { gives }),
            ...(takes === undefined ? {} : { takes }),
            ...terms,
          });
        });
        yield;
      }
      unlessRefused(() => {
        say(world, id, code === undefined ? { type: "CommitSwap", at: T0 } : { type: "FailSwap", code, at: T0 });
      });
    } else if (swap.status === "committed" || swap.status === "failed") {
      for (const { worker } of sides) {
        tell(world, worker, { type: swap.status === "committed" ? "TakeSwap" : "ReleaseSwap", swap: id, at: T0 });
        yield;
      }
      say(world, id, { type: "FinishSwap", at: T0 });
    } else return;
    yield;
  }
}

type Step =
  | { readonly do: "plan"; readonly worker: number; readonly from: number; readonly length: number }
  | { readonly do: "cancel"; readonly worker: number; readonly nth: number }
  | { readonly do: "swap"; readonly from: number; readonly to: number; readonly nth: number; readonly for: number }
  | { readonly do: "advance"; readonly process: number }
  | { readonly do: "crash"; readonly process: number };

const who = fc.nat(2);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("plan" as const),
      worker: who,
      from: fc.integer({ min: 1, max: 120 }),
      length: fc.constantFrom(6, 8, 12),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), worker: who, nth: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("swap" as const), from: who, to: who, nth: fc.nat(3), for: fc.nat(4) }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("advance" as const), process: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), process: fc.nat(9) }) },
);

const workerAt = (index: number): string => WORKERS[index] ?? WORKERS[0];

/** What no moment may show, whatever is under way. */
const expectNoClash = (world: World): void => {
  for (const worker of WORKERS) {
    const { shifts } = rotaOf(world, worker);
    for (const [index, one] of shifts.entries())
      for (const other of shifts.slice(index + 1)) expect(clash(one, other, rotaRules)).toBeUndefined();
  }
};

it("whatever is planned, cancelled and swapped at once, nobody's shifts clash and a swap changes both rotas or none", () => {
  const ended = { done: 0, dropped: 0, runs: 0, crashes: 0 };
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 90, size: "max" }), (steps) => {
      const world: World = { rotas: new Map(), swaps: new Map() };
      const processes: { swap: string; run: Generator<undefined, void> }[] = [];
      /** Shifts by id with who has them, as swaps that are done should have moved them. */
      const owner = new Map<string, string>();
      let count = 0;
      for (const step of steps) {
        if (step.do === "plan") {
          const worker = workerAt(step.worker);
          const one = { ...shift(step.from, step.length), id: `s${String(count++)}` };
          const state = rotaOf(world, worker);
          const there = [...state.shifts, ...state.holds.flatMap(({ takes }) => takes ?? [])];
          const isSame = there.some(({ from, to }) => from === one.from && to === one.to);
          const fits = there.every((other) => clash(one, other, rotaRules) === undefined);
          const refused = unlessRefused(() => {
            tell(world, worker, plan(one));
          });
          if (!isSame) expect(refused === undefined).toBe(fits);
          if (rotaOf(world, worker).shifts.some(({ id }) => id === one.id)) owner.set(one.id, worker);
        } else if (step.do === "cancel") {
          const worker = workerAt(step.worker);
          const one = rotaOf(world, worker).shifts[step.nth];
          if (one === undefined) continue;
          const refused = unlessRefused(() => {
            tell(world, worker, { type: "CancelShift", shift: one.id, at: T0 });
          });
          if (refused === undefined) owner.delete(one.id);
        } else if (step.do === "swap") {
          const [from, to] = [workerAt(step.from), workerAt(step.to)];
          const gives = rotaOf(world, from).shifts[step.nth];
          const takes = step.for === 0 ? undefined : rotaOf(world, to).shifts[step.for - 1];
          if (gives === undefined || from === to) continue;
          const id = `x${String(count++)}`;
          const data = { from, to, gives, ...(takes === undefined ? {} : { takes }) };
          say(world, id, { type: "AskSwap", data, by: { account: from, worker: from }, at: T0 });
          say(world, id, { type: "ConsentSwap", by: { account: to, worker: to }, at: T0 });
          say(world, id, { type: "ApproveSwap", by: { account: "supervisor" }, at: T0 });
          // Two replicas begin at once.
          for (let replica = 0; replica < 2; replica += 1) processes.push({ swap: id, run: settle(world, id) });
        } else {
          const process = processes[step.process % Math.max(1, processes.length)];
          if (process === undefined) continue;
          if (step.do === "crash") {
            ended.crashes += 1;
            process.run = settle(world, process.swap);
          } else process.run.next();
        }
        expectNoClash(world);
      }
      // Whoever is left settles what is left.
      for (const run of [...[...world.swaps.keys()].map((id) => settle(world, id)), ...processes.map(({ run }) => run)])
        while (run.next().done !== true);
      expectNoClash(world);
      for (const [, swap] of world.swaps) {
        if (swap.status === "none") continue;
        expect(["done", "dropped"]).toContain(swap.status);
        ended.runs += 1;
        if (swap.status === "done") ended.done += 1;
        else ended.dropped += 1;
      }
      const shifts = WORKERS.flatMap((worker) => rotaOf(world, worker).shifts.map(({ id }) => id));
      expect(new Set(shifts).size).toBe(shifts.length);
      expect(shifts.toSorted()).toEqual([...owner.keys()].toSorted());
      for (const worker of WORKERS) {
        const { holds, shifts: own } = rotaOf(world, worker);
        expect(holds).toEqual([]);
        for (const { id } of own) {
          // Moved by the swaps that are done, and by nothing else: as often to as from.
          const came = [...world.swaps.values()].filter(
            (swap) =>
              swap.status === "done" &&
              ((swap.to === worker && swap.gives.id === id) || (swap.from === worker && swap.takes?.id === id)),
          ).length;
          const went = [...world.swaps.values()].filter(
            (swap) =>
              swap.status === "done" &&
              ((swap.from === worker && swap.gives.id === id) || (swap.to === worker && swap.takes?.id === id)),
          ).length;
          expect(came - went).toBe(owner.get(id) === worker ? 0 : 1);
        }
      }
    }),
    { numRuns: 400 },
  );
  // Both ends of a swap have to have been reached, and often.
  expect(ended.done).toBeGreaterThan(200);
  expect(ended.dropped).toBeGreaterThan(100);
  expect(ended.crashes).toBeGreaterThan(200);
});

describe("a swap", () => {
  const [mine, his] = [shift(10), shift(40)];
  const [one, other] = [
    { account: "acc-1", worker: "w-0001" },
    { account: "acc-2", worker: "w-0002" },
  ];
  const boss = { account: "acc-boss" };
  const swap = specFor(swapDecider);
  const askedFor = {
    type: "SwapAsked",
    data: { from: "w-0001", to: "w-0002", gives: mine, takes: his, askedBy: "acc-1", askedAt: T0 },
  } as const;
  const consented = { type: "SwapConsented", data: { by: "acc-2", at: T0 } } as const;

  it("is asked for by the one, agreed to by the other, approved by somebody else", () => {
    swap(askedFor).when({ type: "ConsentSwap", by: one, at: T0 }).thenRejects("dispatch.swap.not_yours");
    swap(askedFor).when({ type: "ConsentSwap", by: other, at: T0 }).then(consented);
    swap(askedFor).when({ type: "ApproveSwap", by: boss, at: T0 }).thenRejects("dispatch.swap.not_possible");
    for (const by of [one, other, { account: "acc-1" }, { account: "acc-2" }, { account: "acc-3", worker: "w-0002" }])
      swap(askedFor, consented).when({ type: "ApproveSwap", by, at: T0 }).thenRejects("dispatch.swap.same_person");
    swap(askedFor, consented)
      .when({ type: "ApproveSwap", by: boss, at: T0 })
      .then({ type: "SwapApproved", data: { by: "acc-boss", at: T0 } });
  });

  it("is not made once one of its shifts has begun", () => {
    const at = new Date(NOW + 10 * 3_600_000).toISOString();
    swap(askedFor).when({ type: "ConsentSwap", by: other, at }).thenRejects("dispatch.shift.begun");
    swap(askedFor, consented).when({ type: "ApproveSwap", by: boss, at }).thenRejects("dispatch.shift.begun");
  });

  it("cannot be withdrawn when it has been approved", () => {
    swap(askedFor, consented)
      .when({ type: "WithdrawSwap", by: one, at: T0 })
      .then({ type: "SwapWithdrawn", data: { by: "acc-1", at: T0 } });
    swap(askedFor, consented, { type: "SwapApproved", data: { by: "acc-boss", at: T0 } })
      .when({ type: "WithdrawSwap", by: one, at: T0 })
      .thenRejects("dispatch.swap.not_possible");
  });
});
