/** People who go on with their work whatever happens: each reports something and sees it through until its case is closed. */
import { setTimeout as sleep } from "node:timers/promises";
import { isEnforcementBody } from "@wangge/enforcement";
import { createClient, type Account, type Answer, type Client } from "../demo/client.ts";
import { answersTo, type Random } from "../demo/data.ts";
import { allGrids } from "../demo/places.ts";
import type { Receipt, Receipts, Step } from "./receipts.ts";

export interface Errands {
  /** Cases that are closed. */
  readonly closed: () => number;
  /** Reports that were asked for. */
  readonly begun: () => number;
  readonly receipts: () => number;
  readonly retries: () => number;
  /** Cases that did not come to their end, each with why. */
  readonly failures: () => readonly string[];
  /** Begins no more, and resolves when everybody is through. */
  readonly finish: () => Promise<void>;
}

export interface ErrandOptions {
  readonly url: string;
  readonly random: Random;
  readonly receipts: Receipts;
  /** People at once. */
  readonly people: number;
  /** Begins no more than so many. */
  readonly most: number;
  /** When nothing is wrong any more: who is not through after so long never will be. */
  readonly patienceMs: number;
}

export const supervisor: Account = { sub: "supervisor-chaos", roles: ["supervisor"] };
const reporter: Account = { sub: "reporter-chaos", roles: ["clerk", "gridWorker"] };

export const LOOK_AGAIN_MS = 250;
/** Who asks goes on asking, fault after fault. */
export const LONGEST_QUESTION_MS = 600_000;

/** What is reported: mostly what a grid worker sees and does himself, some that is looked at first, some for departments. */
const WHAT = [
  ...Array.from({ length: 6 }, () => ({ category: "event-0201", channel: "patrol" })),
  ...Array.from({ length: 2 }, () => ({ category: "event-0201", channel: "app" })),
  { category: "event-0111", channel: "patrol" },
  { category: "component-0137", channel: "window" },
] as const;

/** How a case stands. */
export interface Seen {
  readonly status: string;
  readonly department?: string;
  readonly worker?: string;
}

interface Move {
  readonly step?: Step;
  readonly path: string;
  readonly body: object;
  readonly by: Account;
}

/** Who has its order. */
export const holderOf = ({ department = "", worker }: Seen): Account => {
  if (worker !== undefined) return { sub: `worker-${worker}`, roles: ["gridWorker"], worker };
  return isEnforcementBody(department)
    ? { sub: `officer-${department}`, roles: ["officer"], department }
    : { sub: `department-${department}`, roles: ["department"], department };
};

/** What somebody has to do next; undefined: to wait. */
const nextMove = (caseId: string, seen: Seen): Move | undefined => {
  const by = holderOf(seen);
  const isLead = by.roles.includes("officer");
  switch (seen.status) {
    case "verifying":
      return { step: "verify", path: `cases/${caseId}/verify`, body: { confirmed: true }, by: supervisor };
    case "assigned":
      return isLead
        ? { path: `leads/${caseId}/accept`, body: {}, by }
        : { step: "accept", path: `cases/${caseId}/accept`, body: {}, by };
    case "accepted":
      return isLead
        ? { path: `leads/${caseId}/conclude`, body: { outcome: "corrected" }, by }
        : { step: "handle", path: `cases/${caseId}/handle`, body: {}, by };
    case "handled":
      return { step: "check", path: `cases/${caseId}/check`, body: { passed: true }, by: supervisor };
    default:
      return undefined;
  }
};

/** Refused because it has been done, or because others have to hear of it first: who looks again sees. */
const isMatterOfTime = ({ status }: Answer): boolean => status === 403 || status === 404 || status === 422;

/** Looks at the case and does what is to be done. @returns what came of it; undefined when it is closed */
const takeStep = async (client: Client, keep: Course["keep"], caseId: string): Promise<string | undefined> => {
  const { status, body } = await client.get(`/api/v1/cases/${caseId}`, await client.token(supervisor));
  if (status !== 200) return `${status}`;
  if (body["status"] === "closed") return undefined;
  const move = nextMove(caseId, body as unknown as Seen);
  if (move === undefined) return `${String(body["status"])}, and nobody's turn`;
  const { step, path, by } = move;
  const key = `${path.replaceAll("/", "-")}-${by.sub}`;
  const done = await client.post(`/api/v1/${path}`, move.body, { token: await client.token(by), key });
  if (done.status === 200) {
    if (step !== undefined) await keep([{ step, caseId, key }]);
    return path;
  }
  const refused = `${path}: ${done.status} ${JSON.stringify(done.body)}`;
  if (!isMatterOfTime(done)) throw new Error(refused);
  return refused;
};

const oneErrand = async (
  client: Client,
  { keep, isHopeless }: Course,
  { key, report }: { readonly key: string; readonly report: object },
): Promise<void> => {
  const accepted = await client.post("/api/v1/reports", report, { token: await client.token(reporter), key });
  if (accepted.status !== 201) throw new Error(`${key}: ${accepted.status} ${JSON.stringify(accepted.body)}`);
  const caseId = String(accepted.body["reportId"]);
  await keep([{ step: "report", caseId, key, trackingNumber: String(accepted.body["trackingNumber"]) }]);
  for (;;) {
    const last = await takeStep(client, keep, caseId);
    if (last === undefined) return;
    if (isHopeless()) throw new Error(`${caseId} does not come to its end: ${last}`);
    await sleep(LOOK_AGAIN_MS);
  }
};

interface Hands {
  /** Persons or programs at once. */
  readonly count: number;
  /** Things that each of them takes up together. */
  readonly each: number;
  readonly options: Pick<ErrandOptions, "receipts" | "most" | "patienceMs">;
  readonly retries: () => number;
}

/** What whoever sees something through needs. */
export interface Course {
  readonly keep: (of: readonly Receipt[]) => Promise<void>;
  /** Nothing is wrong any more, and he has waited long enough. */
  readonly isHopeless: () => boolean;
}

/**
 * Side by side, each taking up one thing, or some, after the other.
 * @param see sees the things of these numbers, from 1, through. @returns how many are closed @throws why not
 */
export const manyHands = (
  { count, each, options: { receipts, most, patienceMs }, retries }: Hands,
  see: (numbers: readonly number[], course: Course) => Promise<number>,
): Errands => {
  const failures: string[] = [];
  let [begun, closed, kept] = [0, 0, 0];
  let finishingAt: number | undefined;
  const course: Course = {
    isHopeless: () => finishingAt !== undefined && Date.now() > finishingAt + patienceMs,
    keep: async (of) => {
      await Promise.all(of.map(receipts.keep));
      kept += of.length;
    },
  };
  const hand = async (): Promise<void> => {
    while (finishingAt === undefined && begun < most) {
      const first = begun + 1;
      begun += Math.min(each, most - begun);
      const numbers = Array.from({ length: begun - first + 1 }, (_, index) => first + index);
      try {
        const done = await see(numbers, course);
        closed += done;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const all = Promise.all(Array.from({ length: count }, hand));
  return {
    closed: () => closed,
    begun: () => begun,
    receipts: () => kept,
    retries,
    failures: () => failures,
    finish: async () => {
      finishingAt = Date.now();
      await all;
    },
  };
};

export const beginErrands = async (options: ErrandOptions): Promise<Errands> => {
  const { url, random, people } = options;
  const client = createClient(url, LONGEST_QUESTION_MS);
  const grids = await allGrids(client, await client.token(supervisor));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return manyHands({ count: people, each: 1, options, retries: client.retries }, async ([number], course) => {
    const key = `chaos-${number}`;
    const { category, channel } = pick(WHAT);
    const attributes = answersTo[category];
    const report = {
      ...{ category, channel, point: pick(grids).centre, description: key },
      ...(attributes === undefined ? {} : { attributes }),
    };
    await oneErrand(client, course, { key, report });
    return 1;
  });
};
