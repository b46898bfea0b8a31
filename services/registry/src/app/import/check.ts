/** A bundle is read, planned and checked, without writing anything and without keeping others waiting. */
import { reject } from "@wangge/kit";
import {
  courtyardSteps,
  groundErrors,
  groundOn,
  planSteps,
  readTable,
  rowsBy,
  ruleErrors,
  type Draft,
  type Missing,
  type Notice,
  type Plan,
  type RowError,
} from "../../domain/import/index.ts";
import {
  assertionSteps,
  happeningsOf,
  redrawnDays,
  ruleProblemSteps,
  type Assertion,
  type Day,
  type GroundInput,
  type GroundReport,
  type Parameters,
  type Register,
} from "../../domain/index.ts";
import { invalidOf } from "../registrar.ts";
import { decodeFiles, type SentFile } from "./decode.ts";
import { inSteps, type Pause } from "./pace.ts";
import { parseFiles } from "./parse.ts";

export interface Bundle {
  readonly drafts: readonly Draft[];
  readonly errors: readonly RowError[];
  readonly notices: readonly Notice[];
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** From files to typed rows. */
export const readBundle = async (sent: readonly SentFile[], pause: Pause): Promise<Bundle> => {
  const { files, errors: unreadable } = await decodeFiles(sent);
  const { tables, errors: malformed } = await parseFiles(files, pause);
  const drafts: Draft[] = [];
  const errors = [...unreadable, ...malformed];
  const notices: Notice[] = [];
  for (const table of tables) {
    const read = await inSteps(readTable(table), pause);
    drafts.push(...read.drafts);
    errors.push(...read.errors);
    notices.push(...read.notices);
  }
  return { drafts, errors, notices, rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows.length])) };
};

export interface CheckParts {
  /** The caller's own: it is written into. */
  readonly register: Register;
  readonly parameters: readonly Parameters[];
  readonly ground: (input: GroundInput) => Promise<GroundReport>;
  readonly pause: Pause;
}

export interface Checked {
  readonly errors: readonly RowError[];
  readonly notices: readonly Notice[];
  readonly counts: Plan["counts"];
  readonly noise: GroundReport["noise"] | undefined;
  readonly assertions: readonly Assertion[];
  readonly happenings: number;
}

/** Nothing is built on a record that does not parse. */
const mustParse = (assertion: Assertion): void => {
  const problem = invalidOf(assertion);
  if (problem !== undefined) throw reject(problem.code, problem.message, problem.details);
};

/** Against the register as it is: what would be, and everything that is wrong. */
export const checkBundle = async (
  { drafts, errors: unread, notices }: Bundle,
  { day, missing }: { readonly day: Day; readonly missing: Missing },
  { register, parameters, ground, pause }: CheckParts,
): Promise<Checked> => {
  const plan = await inSteps(planSteps(register, drafts, { day, missing }), pause);
  const { operations, rows, items } = plan;
  const errors: RowError[] = [...unread, ...plan.errors];
  const asserted = await inSteps(
    assertionSteps(
      register,
      { effectiveFrom: day, operations },
      {
        keep: true,
        readable: mustParse,
        refused: (nth, { code, message, details }) => {
          // It leans on a row that could not be done either, and that was told there.
          if (String(details["record"]).startsWith("@")) return;
          const operation = operations[nth];
          errors.push({ code, ...rows[nth]?.draft.place, message, details: { ...details, op: operation?.op } });
        },
      },
    ),
    pause,
  );
  const { assertions, refs, before } = asserted;
  const rowOf = rowsBy(items, refs);
  const broken = await inSteps(ruleProblemSteps(register, assertions, parameters, before), pause);
  errors.push(...ruleErrors(broken, items, rowOf));
  errors.push(...(await inSteps(courtyardSteps(register, rowOf, day), pause)));

  let noise: GroundReport["noise"] | undefined;
  for (const on of redrawnDays(register, assertions, before)) {
    const input = groundOn(register, items, on);
    if (input === undefined) continue;
    const report = await ground(input);
    if (!report.isExact) noise ??= report.noise;
    errors.push(...groundErrors(report.flaws, { register, items, rowOf, day: on }));
  }
  const happened = happeningsOf(register, assertions, before);
  return {
    errors,
    notices: [...notices, ...plan.notices],
    counts: plan.counts,
    noise,
    assertions,
    happenings: happened.length,
  };
};
