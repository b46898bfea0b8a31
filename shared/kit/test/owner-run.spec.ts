import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownerRun } from "../src/bus/owner-run.ts";

const running = () => {
  const run = ownerRun();
  run.asked();
  run.answered();
  return run;
};

describe("a run of deliveries", () => {
  it("begins only after it has been asked for", () => {
    const run = ownerRun();
    expect(run.isInDoubt()).toBe(true);
    expect(run.see(1, 10)).toBe("skip");
    run.asked();
    expect(run.see(1, 10)).toBe("restart");
    expect(run.see(2, 12)).toBe("take");
  });

  it("passes over what was sent before the reset was heard, and takes what comes before its answer", () => {
    const run = ownerRun();
    run.asked();
    expect(run.see(7, 30)).toBe("skip");
    expect(run.see(1, 24)).toBe("restart");
    run.answered();
    expect(run.see(2, 25)).toBe("take");
  });

  it("needs a new beginning where a delivery is missing", () => {
    const run = running();
    expect(run.see(2, 11)).toBe("reset");
    const other = running();
    expect(other.see(1, 10)).toBe("restart");
    expect(other.see(3, 12)).toBe("reset");
  });

  it("passes over what comes again while it is in hand", () => {
    const run = running();
    run.see(1, 10);
    run.see(2, 11);
    expect(run.see(3, 10)).toBe("skip");
    expect(run.see(4, 12)).toBe("take");
  });

  it("never takes a message before all that come before it have been taken in the same run", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { maxLength: 60 }), (deliveries) => {
        const run = ownerRun();
        let taken: number[] = [];
        for (const [number, isAnswered] of deliveries) {
          if (run.isInDoubt()) run.asked();
          if (isAnswered) run.answered();
          // Delivery n of every run is message n.
          const step = run.see(number, number);
          if (step === "reset") run.doubt();
          if (step === "restart") taken = [number];
          if (step === "take") taken.push(number);
          expect(taken).toEqual(taken.map((_, index) => index + 1));
        }
      }),
      { numRuns: 500 },
    );
  });
});
