import { beforeAll, describe, expect, it } from "vitest";
import { brierDifference, figures, foldOf, readOrders, type Fold } from "../score.ts";

const END = Date.parse("2019-02-13T20:00:00Z");

describe("the prediction on history that it has not seen", () => {
  const orders = readOrders(new URL("../data/baltimore-orders.csv", import.meta.url));
  const folds = new Map<number, Fold>();

  beforeAll(() => {
    for (const year of [2017, 2018]) {
      const fold = foldOf(orders, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1), 0, END);
      if (fold !== undefined) folds.set(year, fold);
    }
  });

  it("comes out as its README says, also where that is no praise", () => {
    const brier = (year: number): number => figures(folds.get(year)?.model ?? []).brier;
    expect(brier(2017)).toBeCloseTo(0.1281, 3);
    expect(brier(2018)).toBeCloseTo(0.1237, 3);
    const differenceTo = (year: number, baseline: "constant" | "categoryDrawn") => {
      const fold = folds.get(year);
      if (fold === undefined) throw new Error("there is enough to learn from");
      return brierDifference(fold.model, fold.baselines[baseline]);
    };
    expect(differenceTo(2017, "constant").high).toBeLessThan(0);
    expect(differenceTo(2018, "constant").high).toBeLessThan(0);
    expect(differenceTo(2017, "categoryDrawn").low).toBeGreaterThan(0);
  });

  it("predicts nothing by what happened later: with the year cut off, each prediction is the same", () => {
    const from = Date.UTC(2018, 0, 1);
    const cut = orders.map((order) => {
      if (order.endedAt === undefined || order.endedAt < from) return order;
      const { endedAt: _ended, isHandled: _handled, ...open } = order;
      return open;
    });
    const blind = foldOf(cut, from, Date.UTC(2019, 0, 1), 0, END);
    const whole = folds.get(2018);
    const later = cut.filter(({ startedAt }) => startedAt >= from).length;
    expect(later).toBeGreaterThan(1_000);
    // Without ends every order of the year is late, and none is thought likelier to be so.
    expect(blind?.model.filter(({ late }) => late).length).toBe(blind?.model.length);
    expect(blind?.model.slice(0, 500).map(({ p }) => p)).toEqual(whole?.model.slice(0, 500).map(({ p }) => p));
  });
});
