/** 推演. A span of the store's own cases under changed rules, beside the same cases under the rules that were. Reads, and nothing else. */
import { isRedaction } from "@wangge/kit";
import { firstRules, type Line, type Rules } from "../domain/index.ts";
import {
  comparing,
  type Change,
  type Comparison,
  type Recorded,
  type Row,
  type Tally,
} from "../domain/whatif/index.ts";

export { ChangedRules, changesOf, type FiledStandard, type RulesThatAre } from "./whatif-rules.ts";
export { rulesInStore } from "./whatif-store.ts";
export type { Comparison } from "../domain/whatif/index.ts";

/** The rules by which the cases of the store went. */
export const rulesThatWere: Rules = firstRules;

/** What a replay supposes where no history can tell. It stands in every answer. */
export const ASSUMPTIONS = [
  "People act as long after what they answered to as they did: acceptance, handling and returns after the order, checks after the handling, decisions after the request; work done in working time takes as much working time, anything else as much time on the wall.",
  "Whoever has the order now acts as the one who had it did, in the time it took him, also where it went to another department.",
  "Whoever acted had a role that allowed it: histories name accounts, not roles.",
  "What nobody asked for, because the rules would have refused it, stays unasked.",
  "What somebody did and could not have done under the changed rules is listed as impossible, and left out; the rest of the case goes on with what is left.",
  "A case that would have been verified before filing, and was not, is undecided and counted on neither side.",
  "An order that somebody new lets pass goes to its department: who else was on duty is not in the history.",
  "The platform looks at the very instant at which something is due, on both sides; rules are compared with rules, not with late sweeps.",
] as const;

export interface Case {
  readonly id: string;
  readonly history: readonly Recorded[];
}

export interface WhatIfOptions {
  /** A page at a time. */
  readonly pages: AsyncIterable<readonly Case[]>;
  readonly changes: readonly Change[];
  /** The last instant that counts. */
  readonly until: string;
  readonly lineOf: (grid: string) => Line;
  readonly rules?: Rules;
}

const AT_ONCE = 20;

const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Between a few cases and the next it lets others work. */
export const whatIf = async ({ pages, rules = rulesThatWere, ...options }: WhatIfOptions): Promise<Comparison> => {
  const compare = comparing({ base: rules, ...options });
  let taken = 0;
  for await (const page of pages)
    for (const { id, history } of page) {
      // What was removed by order of the law changes nothing that was decided.
      compare.take(
        id,
        history.filter(({ event }) => !isRedaction(event)),
      );
      taken += 1;
      if (taken % AT_ONCE === 0) await others();
    }
  return compare.result();
};

/** The posts above each grid, as far as anybody was told of anything there; whoever was never told is supposed to be there. */
export const linesFromHistories = () => {
  const known = new Map<string, Map<string, string | undefined>>();
  return {
    take: (grid: string, history: readonly Recorded[]): void => {
      for (const { event } of history)
        if (event.type === "CaseEscalated") {
          const posts = known.get(grid) ?? new Map<string, string | undefined>();
          known.set(grid, posts.set(event.data.post, event.data.person));
        }
    },
    lineOf:
      (posts: readonly string[]) =>
      (grid: string): Line => {
        const told = known.get(grid);
        return Object.fromEntries(posts.map((post) => [post, told?.has(post) === true ? told.get(post) : "supposed"]));
      },
  };
};

const told = ({ escalations }: Tally): number => Object.values(escalations).reduce((sum, count) => sum + count, 0);

const COLUMNS: readonly (readonly [string, (tally: Tally) => number])[] = [
  ["cases", ({ cases }) => cases],
  ["orders", ({ orders }) => orders],
  ["met", ({ met }) => met],
  ["missed", ({ missed }) => missed],
  ["late", ({ late }) => late],
  ["told", told],
  ["exhausted", ({ exhausted }) => exhausted],
  ["returns", ({ returns }) => returns],
  ["handed on", ({ handOns }) => handOns],
  ["granted", ({ granted }) => granted],
  ["refused", ({ refused }) => refused],
];

const cell = (was: number, is: number): string => (was === is ? String(was) : `${String(was)}→${String(is)}`);

const line = (name: string, { was, is }: Row): readonly string[] => [
  name,
  ...COLUMNS.map(([, of]) => cell(of(was), of(is))),
];

const weight = ({ was, is }: Row): number => COLUMNS.reduce((sum, [, of]) => sum + Math.abs(of(is) - of(was)), 0);

const SHOWN = 12;

/** The comparison in some lines: what changed most first. */
export const tableOf = (comparison: Comparison): readonly string[] => {
  const { streets, departments, categories, total, proof, cases, changed, impossible, undecided } = comparison;
  const groups: readonly (readonly [string, Readonly<Record<string, Row>>])[] = [
    ["street", streets],
    ["department", departments],
    ["category", categories],
  ];
  const rows: (readonly string[])[] = [["", ...COLUMNS.map(([name]) => name)], line("all", total)];
  for (const [name, table] of groups) {
    const moved = Object.entries(table).filter(([, row]) => weight(row) > 0);
    moved.sort(([, a], [, b]) => weight(b) - weight(a));
    rows.push(...moved.slice(0, SHOWN).map(([key, row]) => line(`${name} ${key}`, row)));
  }
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0))) ?? [];
  const byRule = new Map<string, number>();
  for (const { rules, onlyTogether } of changed)
    for (const rule of onlyTogether === true ? ["only together"] : rules) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const byCode = new Map<string, number>();
  for (const { command, code } of impossible)
    byCode.set(`${command}: ${code}`, (byCode.get(`${command}: ${code}`) ?? 0) + 1);
  return [
    `${String(cases)} cases; replayed under their own rules ${String(proof.same)} histories come out the same, event for event, and ${String(proof.different.length)} do not`,
    ...(comparison.lookedLate === 0
      ? []
      : [
          `${String(comparison.lookedLate)} of them are otherwise where somebody looks at every instant: sweeps came late`,
        ]),
    `changed rules: ${comparison.rules.join(", ") || "none"}`,
    "",
    ...rows.map((row) =>
      row
        .map((text, index) => (index === 0 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0)))
        .join("  "),
    ),
    "",
    `${String(changed.length)} cases come out otherwise`,
    ...[...byRule].sort(([, a], [, b]) => b - a).map(([rule, count]) => `  ${String(count)} by ${rule}`),
    `${String(impossible.length)} acts would not have been possible`,
    ...[...byCode].sort(([, a], [, b]) => b - a).map(([code, count]) => `  ${String(count)} ${code}`),
    ...(undecided.length === 0 ? [] : [`${String(undecided.length)} cases are undecided: nobody verified them`]),
  ];
};
