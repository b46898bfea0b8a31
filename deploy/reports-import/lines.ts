import { createHash } from "node:crypto";

/** A line of the file as it is sent. */
export interface Row {
  /** Its number in the file, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Answer {
  readonly line: number;
  readonly receipt?: Readonly<Record<string, unknown>>;
  readonly problem?: { readonly code: string; readonly detail?: string; readonly status?: number };
}

/**
 * The line with a key of its own, unless it brings one: the same file sent again, after whatever broke off, makes no second
 * report. Two equal lines in one file stay two. What is no JSON object goes out as it is and comes back with its reason.
 */
export const withKey = (text: string, line: number, file: string): string => {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row !== "object" || row === null || Array.isArray(row) || "idempotencyKey" in row) return text;
    const digest = createHash("sha256").update(text).digest("base64url").slice(0, 22);
    return JSON.stringify({ ...row, idempotencyKey: `${file}:${String(line)}:${digest}` });
  } catch {
    return text;
  }
};

/** Rows in portions of so many, empty lines left out. */
export async function* portionsOf(lines: AsyncIterable<string>, file: string, size: number): AsyncGenerator<Row[]> {
  let portion: Row[] = [];
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === "") continue;
    portion.push({ line, text: withKey(text, line, file) });
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

/** Not an answer to the row but to the moment: asked again. */
export const isForAgain = ({ problem }: Answer): boolean =>
  problem !== undefined &&
  (problem.status === undefined || problem.status >= 500 || problem.status === 429 || problem.status === 409);

export interface Sent {
  readonly accepted: readonly Answer[];
  readonly refused: readonly Answer[];
}

/** Sends a portion until each row has an answer of its own. `ask` answers in the order of the rows, and may break off. */
export const sendPortion = async (
  rows: readonly Row[],
  ask: (rows: readonly Row[]) => Promise<readonly Answer[]>,
  pause: (attempt: number) => Promise<void>,
): Promise<Sent> => {
  const accepted: Answer[] = [];
  const refused: Answer[] = [];
  let open = rows;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    if (attempt > 1) await pause(attempt);
    const answers = await ask(open).catch((): readonly Answer[] => []);
    const left: Row[] = [];
    for (const [index, row] of open.entries()) {
      const answer = answers[index];
      if (answer === undefined || isForAgain(answer)) left.push(row);
      else (answer.problem === undefined ? accepted : refused).push({ ...answer, line: row.line });
    }
    open = left;
  }
  return { accepted, refused };
};
