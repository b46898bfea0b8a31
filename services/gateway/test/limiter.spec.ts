import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limiter } from "../src/admission/limiter.ts";

const reserved = { staff: 0.5, public: 0.2, bulk: 0.05 } as const;
type Class = keyof typeof reserved;
const classes = Object.keys(reserved) as Class[];
const TARGET_MS = 200;

type Rates = Readonly<Record<Class, number>>;
interface Span {
  readonly seconds: number;
  /** What the platform can do, a second. */
  readonly capacity: number;
  readonly offered: Rates;
}
interface Told {
  readonly done: Rates;
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
}

/** A platform with one queue, as far as it can be told from outside: so much a second, each at least 5 ms. Tells each span's second half. */
const live = (
  spans: readonly Span[],
  random: () => number,
): { readonly told: readonly Told[]; readonly broke: number } => {
  let at = 0;
  const one = limiter<Class>({ reserved, targetMs: TARGET_MS, least: 16, most: 2_000, now: () => at });
  const inHand: { readonly by: Class; readonly began: number; readonly ends: number }[] = [];
  let freeAt = 0;
  let broke = 0;
  const finishUntil = (until: number, tell: (by: Class, ms: number) => void): void => {
    for (let next = inHand[0]; next !== undefined && next.ends <= until; next = inHand[0]) {
      inHand.shift();
      at = next.ends;
      one.leave(next.by, next.ends - next.began);
      tell(next.by, next.ends - next.began);
    }
  };
  const told = spans.map(({ seconds, capacity, offered }): Told => {
    const end = at + seconds * 1000;
    const half = at + seconds * 500;
    const done = { staff: 0, public: 0, bulk: 0 };
    const times: number[] = [];
    let refused = 0;
    const tell = (by: Class, ms: number): void => {
      if (at < half) return;
      done[by] += 1;
      times.push(ms);
    };
    const total = offered.staff + offered.public + offered.bulk;
    for (;;) {
      const arrives = at + (-Math.log(1 - random()) * 1000) / total;
      if (arrives >= end) break;
      finishUntil(arrives, tell);
      at = arrives;
      const draw = random() * total;
      const by: Class = draw < offered.staff ? "staff" : draw < offered.staff + offered.public ? "public" : "bulk";
      if (!one.enter(by)) {
        if (at >= half) refused += 1;
        continue;
      }
      if (inHand.length >= one.limit()) broke += 1;
      freeAt = Math.max(freeAt, at) + 1000 / capacity;
      inHand.push({ by, began: at, ends: freeAt + 5 });
    }
    finishUntil(end, tell);
    at = end;
    const sorted = times.toSorted((a, b) => a - b);
    const rank = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
    const perSecond = (count: number): number => count / (seconds / 2);
    return {
      done: { staff: perSecond(done.staff), public: perSecond(done.public), bulk: perSecond(done.bulk) },
      p50: rank(0.5),
      p99: rank(0.99),
      refused,
    };
  });
  return { told, broke };
};

const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const all = ({ staff, public: open, bulk }: Rates): number => staff + open + bulk;
const rate = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const capacity = rate(100, 1_000);
const seed = fc.nat();

describe("the limit of what is in hand", () => {
  it("gets as much done under two to five times the load as the platform can do, in the time that it promises", () => {
    fc.assert(
      fc.property(
        seed,
        capacity,
        rate(2, 5),
        rate(0.1, 1),
        rate(0.1, 1),
        rate(0.1, 1),
        (draw, most, times, a, b, c) => {
          const part = (times * most) / (a + b + c);
          const offered = { staff: a * part, public: b * part, bulk: c * part };
          const { told, broke } = live([{ seconds: 40, capacity: most, offered }], seeded(draw));
          expect(broke).toBe(0);
          expect(all(told[0]?.done ?? offered)).toBeGreaterThan(0.93 * most);
          expect(told[0]?.p50).toBeLessThan(1.5 * TARGET_MS);
          expect(told[0]?.p99).toBeLessThan(2.5 * TARGET_MS);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("lets everybody in where the load is well below what the platform can do", () => {
    fc.assert(
      fc.property(seed, capacity, rate(0.2, 0.6), fc.constantFrom(...classes), (draw, most, times, by) => {
        const offered = { staff: 0.01, public: 0.01, bulk: 0.01, [by]: times * most };
        const { told } = live([{ seconds: 20, capacity: most, offered }], seeded(draw));
        expect(told[0]?.refused).toBeLessThan(0.05 * 10 * times * most);
      }),
      { numRuns: 40 },
    );
  });

  it("starves no class: each gets its reserve of what is done, whatever the others ask for", () => {
    fc.assert(
      fc.property(seed, capacity, fc.constantFrom(...classes), rate(5, 20), (draw, most, greedy, times) => {
        const reserveOf = (by: Class): number => reserved[by] * most;
        // Three times the reserve: those who come by chance when it is full do not wait for their turn.
        const asking = { staff: 3 * reserveOf("staff"), public: 3 * reserveOf("public"), bulk: 3 * reserveOf("bulk") };
        const offered = { ...asking, [greedy]: times * most };
        const { told } = live([{ seconds: 60, capacity: most, offered }], seeded(draw));
        for (const by of classes) expect(told[0]?.done[by]).toBeGreaterThan(0.5 * reserveOf(by));
      }),
      { numRuns: 40 },
    );
  });

  it("follows a platform that becomes slow, and comes back with it", () => {
    fc.assert(
      fc.property(seed, rate(300, 1_000), rate(0.1, 0.5), (draw, most, part) => {
        const offered = { staff: 2 * most, public: most, bulk: 0.1 * most };
        const spans = [1, part, 1].map((share) => ({ seconds: 40, capacity: share * most, offered }));
        const { told } = live(spans, seeded(draw));
        const [before, slow, after] = told;
        expect(all(slow?.done ?? offered)).toBeGreaterThan(0.9 * part * most);
        expect(slow?.p50).toBeLessThan(1.5 * Math.max(TARGET_MS, (16 * 1000) / (part * most)));
        expect(all(after?.done ?? offered)).toBeGreaterThan(0.95 * all(before?.done ?? offered));
      }),
      { numRuns: 30 },
    );
  });

  it("lets in exactly whoever leaves the others their reserves", () => {
    let [inside, outside] = [0, 0];
    const step = fc.record({ by: fc.constantFrom(...classes), isEntering: fc.boolean() });
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 64 }),
        fc.array(step, { minLength: 20, maxLength: 200, size: "max" }),
        (most, steps) => {
          const one = limiter<Class>({ reserved, targetMs: TARGET_MS, least: most, most, now: () => 0 });
          const model = { staff: 0, public: 0, bulk: 0 };
          const reserve = (by: Class): number => Math.max(1, Math.floor(most * reserved[by]));
          /** Lets it in and then, one by one, everybody who has not his reserve yet. */
          const isRoom = (by: Class): boolean => {
            if (all(model) + 1 > most) return false;
            const then = { ...model, [by]: model[by] + 1 };
            if (then[by] <= reserve(by)) return true;
            for (const other of classes) while (other !== by && then[other] < reserve(other)) then[other] += 1;
            return all(then) <= most;
          };
          for (const { by, isEntering } of steps)
            if (isEntering) {
              const wanted = isRoom(by);
              expect(one.hasRoom(by)).toBe(wanted);
              expect(one.enter(by)).toBe(wanted);
              if (wanted) model[by] += 1;
              if (wanted) inside += 1;
              else outside += 1;
              expect(one.inHand(by)).toBe(model[by]);
            } else if (model[by] > 0) {
              one.leave(by);
              model[by] -= 1;
            }
        },
      ),
    );
    expect(inside).toBeGreaterThan(500);
    expect(outside).toBeGreaterThan(50);
  });
});
