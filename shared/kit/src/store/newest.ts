import { decodeTime, isValid } from "ulid";
import type { Query } from "./port.ts";
import { firstIdAt } from "./stretches.ts";

/** A stretch of ids: from this one on, and before that one; undefined: without an end. */
export interface Stretch {
  readonly from: string | undefined;
  readonly before: string | undefined;
}

interface Row {
  readonly _id: string;
}

/** What the full pages of a question have told: how far back the first of them reached, and how far the next one should. */
interface Told {
  readonly firstTo: number | undefined;
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
    const [newest, oldest] = [after ?? page[0]?._id ?? "", page.at(-1)?._id ?? ""].map(timeOf);
    if (told.size >= MOST_QUESTIONS) told.clear();
    if (page.length < limit || newest === undefined || oldest === undefined) {
      told.set(question, FEW);
      return;
    }
    const before = told.get(question);
    const firstTo = after === undefined ? oldest : before === FEW ? undefined : before?.firstTo;
    told.set(question, { firstTo, reachMs: Math.max(LEAST_MS, 2 * (newest - oldest)) });
  };

  /** Where the stretches of a page begin, each from there on and before the one that was asked first. */
  const startsOf = (question: string, after: string | undefined): readonly string[] => {
    const known = told.get(question);
    if (known === FEW) return [];
    // Since its beginning was read last, a list has only grown at the top: from where that page ended there is a page, and little more.
    const firstTo = after === undefined ? known?.firstTo : undefined;
    const top = firstTo ?? (after === undefined ? Date.now() : timeOf(after));
    if (top === undefined) return [];
    const reachMs = known?.reachMs ?? DAY_MS;
    const back = Array.from({ length: STRETCHES }, (_, turn) => top - reachMs * LONGER ** turn);
    return [...(firstTo === undefined ? [] : [firstTo]), ...back].map(firstIdAt);
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
