import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantArrivals, rampingArrivals } from "../runner/arrivals.ts";
import { createMetrics, percentile } from "../runner/metrics.ts";
import { durationOf, optionsOf } from "../runner/options.ts";
import { createThresholds, judge, parseThreshold } from "../runner/thresholds.ts";

describe("a threshold", () => {
  it("is an aggregate that the metric has, a comparison and a number", () => {
    expect(parseThreshold("p(99.9) < 250", "trend")).toMatchObject({ aggregate: "p(99.9)" });
    for (const [text, value, holds] of [
      ["avg<200", 199.9, true],
      ["avg<200", 200, false],
      ["max<=200", 200, true],
      ["min>1e2", 100, false],
      ["med>=1.5", 1.5, true],
      ["count==3", 3, true],
      ["count!=3", 3, false],
    ] as const)
      expect([text, parseThreshold(text, "trend").holds(value)]).toEqual([text, holds]);
  });

  it.each([
    ["rate<0.01", "trend"],
    ["p(95)<1", "rate"],
    ["p(101)<1", "trend"],
    ["p95<1", "trend"],
    ["avg<", "trend"],
    ["avg<fast", "trend"],
    ["value<1", "counter"],
    ["avg < 1; process.exit()", "trend"],
  ] as const)("is refused when it is none: %s of a %s", (text, type) => {
    expect(() => parseThreshold(text, type)).toThrow(text);
  });

  it("of a part judges that part alone, and one without samples says so", () => {
    const metrics = createMetrics();
    const thresholds = createThresholds(
      {
        "http_req_duration{scenario:window, status:201}": [{ threshold: "p(50)<100" }],
        "http_req_duration{scenario:nobody}": [{ threshold: "max<1" }],
        http_req_failed: [{ threshold: "rate<0.3" }],
        http_reqs: [{ threshold: "rate>=2" }],
      },
      metrics,
    );
    metrics.add("http_req_duration", 50, { scenario: "window", status: "201" });
    metrics.add("http_req_duration", 900, { scenario: "window", status: "500" });
    metrics.add("http_req_duration", 900, { scenario: "other", status: "201" });
    for (const failed of [0, 0, 1]) metrics.add("http_req_failed", failed, {});
    for (let index = 0; index < 4; index += 1) metrics.add("http_reqs", 1, {});
    expect(thresholds.map((one) => judge(one, 2)).map(({ ok, isJudged }) => [ok, isJudged])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(() => createThresholds({ unheard_of: [{ threshold: "avg<1" }] }, metrics)).toThrow("unheard_of");
    expect(() => createThresholds({ "http_reqs{x:y": [{ threshold: "count<1" }] }, metrics)).toThrow("}");
  });

  it("takes percentiles between neighbours", () => {
    expect(percentile(Float64Array.of(0, 10), 90)).toBeCloseTo(9);
    expect(percentile(Float64Array.of(7), 99)).toBe(7);
    const metrics = createMetrics();
    for (let value = 5000; value >= 0; value -= 1) metrics.add("iteration_duration", value, {});
    expect(metrics.find("iteration_duration")?.sink.values(1, ["p(99)", "med", "avg"])).toEqual({
      "p(99)": 4950,
      med: 2500,
      avg: 2500,
    });
  });
});

describe("arrivals", () => {
  it("come as many as the rates say, in order, and none after the end", () => {
    const stage = fc.record({ duration: fc.integer({ min: 0, max: 5000 }), target: fc.integer({ min: 0, max: 400 }) });
    let reached = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.array(stage, { minLength: 1, maxLength: 5 }),
        (startRate, stages) => {
          const times = [...rampingArrivals({ startRate, timeUnit: 1000, stages })];
          const rates = [startRate, ...stages.map(({ target }) => target)];
          const wanted = stages.reduce(
            (sum, { duration }, index) =>
              sum + (((rates[index] ?? 0) + (rates[index + 1] ?? 0)) / 2) * (duration / 1000),
            0,
          );
          const end = stages.reduce((sum, { duration }) => sum + duration, 0);
          expect(Math.abs(times.length - wanted)).toBeLessThanOrEqual(1.000001);
          expect(times.every((time, index) => time >= (times[index - 1] ?? 0) && time <= end + 1e-6)).toBe(true);
          if (times.length > 100) reached += 1;
        },
      ),
    );
    expect(reached).toBeGreaterThan(30);
  });

  it("at a constant rate are evenly apart from the first moment on", () => {
    expect([...constantArrivals({ rate: 4, timeUnit: 1000, duration: 1000 })]).toEqual([0, 250, 500, 750]);
  });

  it("of a ramp stand where the integral of the rate is whole", () => {
    const times = [...rampingArrivals({ startRate: 0, timeUnit: 1000, stages: [{ duration: 2000, target: 10 }] })];
    expect(times).toHaveLength(10);
    for (const [index, time] of times.entries()) expect((5 * (time / 1000) ** 2) / 2).toBeCloseTo(index + 1);
  });
});

describe("options", () => {
  it("know durations as k6 writes them", () => {
    expect(["1h30m", "250ms", "1m30s", 1500, "0.5s"].map(durationOf)).toEqual([5_400_000, 250, 90_000, 1500, 500]);
    for (const wrong of ["", "5 minutes", "s", "-1s"]) expect(() => durationOf(wrong)).toThrow();
  });

  it("that the runner does not know are refused and not left out", () => {
    expect(() => optionsOf({ rps: 100 })).toThrow("rps");
    const scenario = { executor: "constant-arrival-rate", rate: 1, duration: "1s", preAllocatedVUs: 1 };
    expect(() => optionsOf({ scenarios: { a: { ...scenario, executor: "externally-controlled" } } })).toThrow(
      "scenarios.a",
    );
    expect(() => optionsOf({ scenarios: { a: { ...scenario, rte: 2 } } })).toThrow("rte");
  });

  it("of the command line take the place of the scenarios", () => {
    const scenarios = { a: { executor: "constant-vus", vus: 9, duration: "9s" } };
    expect(optionsOf({ scenarios }).scenarios["a"]).toMatchObject({ vus: 9, duration: 9000 });
    expect(optionsOf({ scenarios }, { vus: 2, duration: "1s" }).scenarios).toMatchObject({
      default: { executor: "constant-vus", vus: 2, duration: 1000 },
    });
    expect(optionsOf({}, { iterations: 5 }).scenarios["default"]).toMatchObject({
      executor: "shared-iterations",
      iterations: 5,
    });
  });
});
