import { dayOf } from "@wangge/calendar";
import type { DossierEvent } from "../dossier/index.ts";
import { checksOfHearing } from "./hearing.ts";
import { checksOfPeople } from "./people.ts";
import { checksOfSubstance } from "./substance.ts";
import { isBreach, type Check, type Placed, type Proceeding } from "./terms.ts";
import { checksOfTime } from "./time.ts";

export * from "./terms.ts";

const order = (one: Check): string => `${String(one.entry).padStart(6, "0")} ${one.code} ${one.of ?? ""}`;

/** Entries by their place in the history, without what was only removed from it. */
export const courseOf = (events: readonly { readonly type: string; readonly data: object }[]): readonly Placed[] =>
  events.flatMap((event, index) => {
    if (event.type === "FieldRedacted") return [];
    const placed = event as DossierEvent;
    return [{ entry: index + 1, on: dayOf(placed.data.at), event: placed }];
  });

export interface Findings {
  /** The day that it speaks of: that of the last entry. */
  readonly asOf: string;
  readonly checks: readonly Check[];
  readonly overall: "sound" | "defective";
}

/** 程序证明: every step by a competent person, in time, in its order, on good grounds; or where it was not. */
export const findingsOf = (of: Proceeding): Findings => {
  const checks = [...checksOfPeople(of), ...checksOfTime(of), ...checksOfHearing(of), ...checksOfSubstance(of)].sort(
    (one, other) => (order(one) < order(other) ? -1 : 1),
  );
  return {
    asOf: of.course.at(-1)?.on ?? "",
    checks,
    overall: checks.some(({ verdict }) => isBreach(verdict)) ? "defective" : "sound",
  };
};
