/** 裁量: the norms that the power item names, and what the benchmark of the day makes of the facts. */
import { dayOf } from "@wangge/calendar";
import { benchmarkFor, benchmarkOn, firstBenchmarks } from "../../domain/benchmark/index.ts";
import { normOf, refuse, type Act, type Discretion, type Norm, type Rules } from "../../domain/dossier/index.ts";
import type { Registers } from "./registers.ts";

export interface Facts {
  readonly facts: Readonly<Record<string, number>>;
  readonly circumstances: readonly string[];
  readonly deviation?: string | undefined;
}

export interface Weighed {
  readonly norms: readonly Norm[];
  readonly discretion?: Discretion | undefined;
}

export type Weigh = (
  item: string,
  codes: readonly string[],
  facts: Facts | undefined,
  act: Act,
  at: string,
) => Promise<Weighed>;

export const weighingBy =
  (registers: Pick<Registers, "itemOn">, rules: Rules): Weigh =>
  async (item, codes, facts, act, at) => {
    const on = dayOf(at);
    const known = (await registers.itemOn(item.split("@")[0] ?? item, on))?.norms ?? [];
    const norms = codes.map((code) => {
      const norm = known.find((one) => one.code === code);
      if (norm === undefined) throw refuse("norm_unknown", { norm: code, known: known.map((one) => one.code) });
      return norm;
    });
    const norm = normOf(norms, on, rules);
    return facts === undefined || norm?.fine === undefined
      ? { norms }
      : { norms, discretion: rangeOf(norm, facts, act, on, rules) };
  };

const rangeOf = (
  norm: Norm,
  { facts, circumstances, deviation }: Facts,
  act: Act,
  on: string,
  { law }: Rules,
): Discretion => {
  const said = { circumstances, ...(deviation === undefined ? {} : { deviation }) };
  const isWeighed = benchmarkOn(firstBenchmarks, on).items.some((one) => one.norm.code === norm.code);
  // 没有裁量基准: the norm's own range is all there is.
  if (!isWeighed)
    return { benchmark: "none", rules: [], outcome: "fine", range: norm.fine ?? { least: 0, most: 0 }, ...said };
  const answer = benchmarkFor(firstBenchmarks, law, act, on, { norm: norm.code, facts, circumstances });
  const { benchmark, range, outcome, reasons } = answer;
  return { benchmark, rules: reasons.map(({ rule }) => rule), outcome, range, ...said };
};
