import type { ScenarioOf, Stage } from "./options.ts";

/** When the iterations of an open scenario begin, in milliseconds from its start. Nobody's answer changes it. */
export function* constantArrivals({
  rate,
  timeUnit,
  duration,
}: Pick<ScenarioOf<"constant-arrival-rate">, "rate" | "timeUnit" | "duration">): Generator<number> {
  for (let index = 0; ; index += 1) {
    const at = (index * timeUnit) / rate;
    if (at >= duration) return;
    yield at;
  }
}

/** The rate goes from one target to the next in a straight line; an iteration begins whenever its integral reaches a whole number. */
export function* rampingArrivals({
  startRate,
  timeUnit,
  stages,
}: {
  readonly startRate: number;
  readonly timeUnit: number;
  readonly stages: readonly Stage[];
}): Generator<number> {
  let from = startRate / timeUnit;
  let begun = 0;
  let done = 0;
  let next = 1;
  for (const { duration, target } of stages) {
    const to = target / timeUnit;
    if (duration > 0) {
      const slope = (to - from) / duration;
      const all = (from + to) * 0.5 * duration;
      for (; next - done <= all + 1e-9 && all > 0; next += 1) {
        const wanted = next - done;
        // from·t + slope·t²/2 = wanted, in the form that is also good for a slope near nothing.
        const root = Math.sqrt(Math.max(0, from * from + 2 * slope * wanted));
        yield begun + Math.min(duration, (2 * wanted) / (from + root));
      }
      done += all;
    }
    begun += duration;
    from = to;
  }
}
