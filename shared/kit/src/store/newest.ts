import { decodeTime, encodeTime, isValid, TIME_LEN, TIME_MAX } from "ulid";
import type { Query } from "./port.ts";

/** A stretch of ids: from this one on, and before that one; undefined: without an end. */
export interface Stretch {
  readonly from: string | undefined;
  readonly before: string | undefined;
}

interface Row {
  readonly _id: string;
}

/** What the last full page of a question has told: the time of the newest, and how far back the next page should reach. */
interface Told {
  readonly top: number;
  readonly reachMs: number;
}

/** Of a question whose rows all fit on a page: it is asked without stretches. */
const FEW = "few";

const DAY_MS = 86_400_000;
const LEAST_MS = 1_000;
/** Where a stretch does not fill the page, the next one is so much longer; after three all the rest is asked for. */
const [LONGER, STRETCHES] = [16, 3];
const MOST_QUESTIONS = 1_000;

const timeOf = (id: string): number | undefined => (isValid(id) ? decodeTime(id) : undefined);
const firstIdAt = (ms: number): string => encodeTime(Math.max(0, Math.min(TIME_MAX, ms)), TIME_LEN);

const BOUNDS: ReadonlySet<string> = new Set(["gt", "gte", "lt", "lte"]);

/** What is asked, whatever instant it is asked up to: the next time that is another. */
const questionOf = ({ where }: Query): string =>
  JSON.stringify(where, (name, value: unknown) => (BOUNDS.has(name) ? true : value));

/**
 * 最新一页. A page of the newest, asked for by stretches of time back from its beginning until it is full: for a store that reads all that
 * fit before it sorts and cuts. Ids sort by when they were made, so a stretch is a range of ids, whoever's clock they are by; how long it
 * has to be, the pages before have told. Whatever they told, the page is the same.
 */
export const newestByStretches = () => {
  const told = new Map<string, Told | typeof FEW>();

  const learn = (question: string, { limit, after }: Query, page: readonly Row[]): void => {
    if (after !== undefined && page.length < limit) return; // the end of a list says nothing of its beginning
    const before = told.get(question);
    const [newest, oldest] = [after ?? page[0]?._id ?? "", page.at(-1)?._id ?? ""].map(timeOf);
    if (told.size >= MOST_QUESTIONS) told.clear();
    if (page.length < limit || newest === undefined || oldest === undefined) told.set(question, FEW);
    else {
      const top = before === undefined || before === FEW ? newest : Math.max(before.top, newest);
      told.set(question, { top, reachMs: Math.max(LEAST_MS, 2 * (newest - oldest)) });
    }
  };

  /** Where the stretches of a page begin, each from there on and before the one that was asked first. */
  const startsOf = (question: string, after: string | undefined): readonly string[] => {
    const known = told.get(question);
    const top = after === undefined ? (known === FEW ? undefined : (known?.top ?? Date.now())) : timeOf(after);
    if (known === FEW || top === undefined) return [];
    const reachMs = known?.reachMs ?? DAY_MS;
    return Array.from({ length: STRETCHES }, (_, turn) => firstIdAt(top - reachMs * LONGER ** turn));
  };

  return async <Found extends Row>(
    query: Query,
    ask: (stretch: Stretch, limit: number) => Promise<readonly Found[]>,
  ): Promise<readonly Found[]> => {
    const { limit, after } = query;
    const question = questionOf(query);
    const page: Found[] = [];
    let before = after;
    for (const from of [...startsOf(question, after), undefined]) {
      page.push(...(await ask({ from, before }, limit - page.length)));
      if (page.length >= limit) break;
      before = from;
    }
    learn(question, query, page);
    return page;
  };
};
