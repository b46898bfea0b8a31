/** What a seed means: who acts when, what goes wrong, and how the clocks run. Every step of it can be left out by itself. */
import { drawFrom, type Draw } from "./draw.ts";
import { harmsOf, operations, type Fault, type Operation, type Service } from "./faults.ts";

/** Somebody does something. `by` and `how` choose among what there is then: a step means something whatever was left out before it. */
export interface Act {
  readonly kind: "report" | "work" | "wild" | "merge" | "reopen" | "staff" | "grant" | "fund";
  readonly by: number;
  readonly how: number;
  /** Asks again, under the same key, where no answer came. */
  readonly insists: boolean;
}

export type Step = { readonly after: number } & (
  | { readonly act: Act }
  | { readonly fault: Fault }
  | { readonly jump: number }
  | { readonly crash: Service; readonly ms: number }
);

export interface Plan {
  readonly seed: number;
  readonly replicas: Readonly<Partial<Record<Service, number>>>;
  readonly steps: readonly Step[];
}

const HOUR = 3_600_000;
/** What the history is about. `twice`: now and then two processes share the work. `struck`: where most happens, most goes wrong. */
interface Matter {
  readonly services: readonly Service[];
  readonly twice: Service;
  readonly struck: readonly Service[];
}
const CASES: Matter = {
  services: ["registry", "intake", "dispatch", "enforcement"],
  twice: "dispatch",
  struck: ["dispatch", "dispatch", "dispatch", "intake", "enforcement", "enforcement", "registry"],
};
const MONEY: Matter = { services: ["registry", "social"], twice: "social", struck: ["social"] };

const OPERATIONS: readonly Operation[] = [...operations, "write", "write", "publish", "deliver"];

const faultBy = (draw: Draw, { struck }: Matter): Fault => {
  const operation = draw.of(OPERATIONS);
  return {
    service: draw.of(struck),
    operation,
    nth: 1 + draw.below(operation === "read" ? 60 : 20),
    harm: draw.of(harmsOf(operation)),
    ms: draw.chance(0.5) ? draw.next() * 300 : draw.next() * 15_000,
  };
};

/** The bus is away for one service for a while, which goes on saving; then that dies of waiting. */
const stormBy = (draw: Draw, { struck }: Matter): readonly Step[] => {
  const [service, first, refused] = [draw.of(struck), 1 + draw.below(10), 2 + draw.below(4)];
  return Array.from({ length: refused + 1 }, (_, place) => ({
    after: 0,
    fault: {
      ...{ service, operation: "publish", nth: first + place, ms: draw.next() * 3_000 },
      harm: place < refused ? "refuse" : "crash-before",
    },
  }));
};

const actBy = (draw: Draw, kind: Act["kind"]): Act => ({
  kind,
  by: draw.next(),
  how: draw.next(),
  insists: draw.chance(0.7),
});

const stepBy = (draw: Draw, matter: Matter): Step => {
  // Mostly within the time that an answer takes, so that things meet.
  const after = draw.chance(0.5) ? draw.next() * 12 : draw.next() * 1_500;
  const kind = draw.next();
  if (kind < 0.08) return { after, jump: draw.of([0.3, 1, 5, 30, 200]) * HOUR * draw.next() };
  if (kind < 0.12) return { after, crash: draw.of(matter.struck), ms: draw.next() * 4_000 };
  if (matter === MONEY) return { after, act: actBy(draw, kind < 0.25 ? "fund" : kind < 0.28 ? "staff" : "grant") };
  if (kind < 0.2) return { after, act: actBy(draw, "report") };
  if (kind < 0.25) return { after, act: actBy(draw, "wild") };
  if (kind < 0.3) return { after, act: actBy(draw, "merge") };
  if (kind < 0.34) return { after, act: actBy(draw, "reopen") };
  if (kind < 0.36) return { after, act: actBy(draw, "staff") };
  return { after, act: actBy(draw, "work") };
};

export const planOf = (seed: number): Plan => {
  const draw = drawFrom(seed);
  const matter = draw.chance(0.3) ? MONEY : CASES;
  const replicas = Object.fromEntries(
    matter.services.map((service) => [service, service === matter.twice && draw.chance(0.2) ? 2 : 1]),
  );
  const begin = matter === MONEY ? "grant" : "report";
  const first = Array.from({ length: 1 + draw.below(3) }, (): Step => ({
    after: draw.next() * 8,
    act: actBy(draw, begin),
  }));
  const faults = Array.from({ length: draw.below(7) }, (): Step => ({ after: 0, fault: faultBy(draw, matter) }));
  const steps = Array.from({ length: (matter === MONEY ? 16 : 8) + draw.below(24) }, () => stepBy(draw, matter));
  const storm = draw.chance(0.2) ? stormBy(draw, matter) : [];
  return { seed, replicas, steps: [...storm, ...faults, ...first, ...steps] };
};
