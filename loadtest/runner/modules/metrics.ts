import type { MetricType } from "../metrics.ts";
import { tagsOf, type Run } from "../run.ts";
import type { Vu } from "../vu.ts";

/** `k6/metrics`. */
export const metricsModule = (run: Run, vu: Vu) => {
  const classOf = (type: MetricType) =>
    class {
      readonly name: string;
      constructor(name: string, isTime = false) {
        if (!vu.isInit) throw new Error("metrics must be made in the init context");
        run.metrics.define(name, type, isTime ? "time" : "default");
        this.name = name;
      }
      add(value: number | boolean, tags: Readonly<Record<string, string>> = {}): boolean {
        const number = type === "rate" ? (value ? 1 : 0) : Number(value);
        if (!Number.isFinite(number) || (type === "counter" && number < 0)) {
          run.warn(`${this.name} was given ${String(value)}: left out`);
          return false;
        }
        run.metrics.add(this.name, number, { ...tagsOf(run, vu), ...tags });
        return true;
      }
    };
  return { Trend: classOf("trend"), Rate: classOf("rate"), Counter: classOf("counter"), Gauge: classOf("gauge") };
};
