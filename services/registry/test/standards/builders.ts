import {
  conformance,
  type ConformanceReport,
  type Dated,
  type DimensionReport,
  type Predicate,
  type Requirement,
  type Standard,
  type StationFacts,
  type Unification,
} from "../../src/domain/standards/index.ts";

/** 100 m² of floor, at once, unless the test says otherwise. */
export const requirement = (change: Partial<Requirement> = {}): Requirement => ({
  id: "construction.floorArea",
  text: { zh: "建筑面积", en: "floor area" },
  graceDays: 0,
  check: atLeast(100),
  basis: { kind: "assumption", text: "测试" },
  ...change,
});

export const atLeast = (value: number): Predicate => ({ is: "atLeast", fact: "floorAreaM2", value });

/** Version 1.0 of the construction norms, in force from the first day of 2014. */
export const standard = (change: Partial<Standard> = {}): Standard => ({
  id: "construction-norms",
  unification: "construction",
  version: "1.0",
  effectiveFrom: "2014-01-01",
  title: { zh: "建设规范", en: "construction norms" },
  kinds: ["communityStation"],
  source: "测试",
  requirements: [requirement()],
  ...change,
});

/** A community station as recorded from one day, until another or for good. */
export const recorded = (facts: StationFacts["facts"], from = "2013-01-01", to?: string): Dated<StationFacts> => ({
  from,
  ...(to !== undefined && { to }),
  value: { kind: "communityStation", facts },
});

/** Of 120 m², since 2013. */
export const reportOf = (
  asOf: string,
  {
    history = [recorded({ floorAreaM2: 120 })],
    standards = [standard()],
    id = "st-1",
  }: { history?: readonly Dated<StationFacts>[]; standards?: readonly Standard[]; id?: string } = {},
): ConformanceReport => conformance({ id, name: "猛追湾社区公共服务站", history, standards, asOf });

export const dimension = (report: ConformanceReport, unification: Unification = "construction"): DimensionReport =>
  report.dimensions.find((one) => one.unification === unification)!;
