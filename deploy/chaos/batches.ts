/**
 * Programs beside the people, each with many things at once: of departments, which report and work the orders off as telephones do
 * that come back to the network, and of grid workers, who send what they put right on their way. What people do one by one would take
 * weeks to become a million cases.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@wangge/kit";
import { createClient, type Account } from "../demo/client.ts";
import { allGrids } from "../demo/places.ts";
import {
  holderOf,
  LONGEST_QUESTION_MS,
  LOOK_AGAIN_MS,
  manyHands,
  supervisor,
  type Course,
  type ErrandOptions,
  type Errands,
  type Seen,
} from "./errands.ts";
import type { Receipt } from "./receipts.ts";

/** What a telephone may send at once. */
const BATCH = 200;

const program: Account = { sub: "program-chaos", roles: ["clerk"] };

/** An order that its holder can work off at once, without a look before; and the same put right on the spot. */
const ORDERED = { category: "event-0201", channel: "phone" } as const;
const PUT_RIGHT = { category: "event-0201", channel: "patrol", selfHandled: true } as const;
/** The part of the batches that are of grid workers. */
const PATROLS = 0.75;

/** Of a grid's code: whatever is reported in one community is for few holders, who answer for many at once. */
const COMMUNITY_DIGITS = 12;

/** A case as it is shown. */
interface Shown extends Seen {
  readonly caseId: string;
  readonly version: number;
}
const isWithSomebody = ({ department }: Shown): boolean => department !== undefined;
const isClosed = ({ status }: Shown): boolean => status === "closed";

interface Order {
  readonly caseId: string;
  /** As far as the case is, as far as we know. */
  readonly version: number;
  readonly by: Account;
}
const orderFrom = (shown: Shown): Order => ({
  caseId: shown.caseId,
  version: shown.version,
  by: holderOf(shown),
});

/** Reported, or not yet. */
interface Matter {
  readonly key: string;
  readonly grid: string;
}

interface Line {
  readonly receipt?: { readonly reportId: string; readonly trackingNumber: string };
  readonly problem?: { readonly status: number; readonly detail: string };
}

interface Answered {
  readonly clientId: string;
  readonly outcome: string;
  readonly was?: string;
  readonly code?: string;
}

type Work = Pick<Receipt, "step"> & { readonly command: "handle" | "check"; readonly data: object };
const HANDLE: Work = { step: "handle", command: "handle", data: {} };
const CHECK: Work = { step: "check", command: "check", data: { passed: true } };

const mayPass = (status: number): boolean => status === 409 || status === 429 || status >= 500;

const isApplied = (answer: Answered | undefined): boolean => answer?.outcome === "applied" || answer?.was === "applied";

/** @throws Error where nothing is wrong any more, and it has been waited long enough */
const lookAgain = async (why: string, { isHopeless }: Course): Promise<void> => {
  if (isHopeless()) throw new Error(why);
  await sleep(LOOK_AGAIN_MS);
};

/** @param options.people programs at once */
export const beginBatches = async (options: ErrandOptions): Promise<Errands> => {
  const { url, random, people: programs } = options;
  const client = createClient(url, LONGEST_QUESTION_MS);
  const grids = await allGrids(client, await client.token(supervisor));
  const communities = [...Map.groupBy(grids, ({ code }) => code.slice(0, COMMUNITY_DIGITS)).values()];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

  /** Each under its own key, asked until it is answered. @returns the cases of each grid, in the order in which they were reported */
  const reportAll = async (
    matters: readonly Matter[],
    { what, by }: { readonly what: object; readonly by: Account },
    course: Course,
  ): Promise<ReadonlyMap<string, readonly string[]>> => {
    const caseIds = new Map<string, string>();
    for (let waiting = matters; waiting.length > 0;) {
      const reports = waiting.map(({ key, grid }) => ({ ...what, grid, description: key, idempotencyKey: key }));
      const answers = (await client.lines("/api/v1/reports/bulk", reports, await client.token(by))) as readonly Line[];
      const accepted: Receipt[] = [];
      let last = "some lines have no answer";
      for (const [index, { receipt, problem }] of answers.entries()) {
        const key = waiting[index]?.key;
        if (problem !== undefined) last = `${key}: ${problem.status} ${problem.detail}`;
        if (problem !== undefined && !mayPass(problem.status)) throw new Error(last);
        if (key === undefined || receipt === undefined) continue;
        const { reportId: caseId, trackingNumber } = receipt;
        caseIds.set(key, caseId);
        accepted.push({ step: "report", caseId, key, trackingNumber });
      }
      await course.keep(accepted);
      waiting = waiting.filter(({ key }) => !caseIds.has(key));
      if (waiting.length > 0) await lookAgain(last, course);
    }
    const byGrid = Map.groupBy(matters, ({ grid }) => grid);
    return new Map([...byGrid].map(([grid, of]) => [grid, of.map(({ key }) => caseIds.get(key)!)]));
  };

  /** Waits until it is so. */
  const see = async (caseId: string, isSo: (shown: Shown) => boolean, course: Course): Promise<Shown> => {
    for (;;) {
      const { status, body } = await client.get(`/api/v1/cases/${caseId}`, await client.token(supervisor));
      const shown = body as unknown as Shown;
      if (status === 200 && isSo(shown)) return shown;
      await lookAgain(`${caseId} does not get any further: ${status} ${shown.status}`, course);
    }
  };

  /** One after the other: hundreds of questions at once are more than the window lets in. */
  const seeEach = async (
    caseIds: readonly string[],
    isSo: (shown: Shown) => boolean,
    course: Course,
  ): Promise<readonly Shown[]> => {
    const seen: Shown[] = [];
    for (const caseId of caseIds) seen.push(await see(caseId, isSo, course));
    return seen;
  };

  /** A grid takes its reports up in their order: once it is so of the last, the newest cases there at one look are mostly these. */
  const seeAllIn = async (
    grid: string,
    caseIds: readonly string[],
    isSo: (shown: Shown) => boolean,
    course: Course,
  ): Promise<readonly Shown[]> => {
    await see(caseIds.at(-1)!, isSo, course);
    const newest = `/api/v1/cases?grid=${grid}&limit=${2 * caseIds.length}`;
    const { body } = await client.get(newest, await client.token(supervisor));
    const shown = ((body["cases"] ?? []) as readonly Shown[]).filter(isSo);
    const known = new Map(shown.map((one) => [one.caseId, one]));
    const others = caseIds.filter((caseId) => !known.has(caseId));
    return [...caseIds.flatMap((caseId) => known.get(caseId) ?? []), ...(await seeEach(others, isSo, course))];
  };

  /** What one holder has of them, at once. @returns what was done, and why not of the others */
  const ask = async (by: Account, orders: readonly Order[], { command, data, step }: Work, { keep }: Course) => {
    const madeAt = new Date().toISOString();
    const asked = orders.map((order) => ({ clientId: newId(), order }));
    const items = asked.map(({ clientId, order: { caseId, version: baseVersion } }) => ({
      ...{ clientId, caseId, command, data, madeAt, baseVersion },
    }));
    const { status, body } = await client.post("/api/v1/sync", { items }, { token: await client.token(by) });
    if (status !== 200) throw new Error(`${command} of ${orders.length}: ${status} ${JSON.stringify(body)}`);
    const answers = new Map((body["answers"] as readonly Answered[]).map((answer) => [answer.clientId, answer]));
    const done = asked.filter(({ clientId }) => isApplied(answers.get(clientId)));
    await keep(done.map(({ clientId, order: { caseId } }) => ({ step, caseId, key: clientId })));
    const refused = asked.flatMap(({ clientId, order: { caseId } }) => {
      const answer = answers.get(clientId);
      return isApplied(answer)
        ? []
        : [{ caseId, why: `${command} ${caseId}: ${answer?.outcome} ${answer?.code ?? ""}` }];
    });
    return { done: done.map(({ order }) => ({ ...order, version: order.version + 1 })), refused };
  };

  /** In the name of each who holds some of them. @returns them one version further */
  const workOff = async (orders: readonly Order[], work: Work, course: Course): Promise<readonly Order[]> => {
    const done: Order[] = [];
    for (let waiting = orders; waiting.length > 0;) {
      const actor = ({ by }: Order): Account => (work.command === "check" ? supervisor : by);
      const groups = Map.groupBy(waiting, (order) => actor(order).sub);
      const answered = await Promise.all([...groups.values()].map((of) => ask(actor(of[0]!), of, work, course)));
      done.push(...answered.flatMap((one) => one.done));
      const refused = answered.flatMap((one) => one.refused);
      if (refused.length > 0) await lookAgain(refused[0]!.why, course);
      // It was not filed yet, or is not as far as we thought: another question, under another id.
      const others = refused.map(({ caseId }) => caseId);
      waiting = (await seeEach(others, isWithSomebody, course)).map(orderFrom);
    }
    return done;
  };

  /** @returns how many are closed */
  const beDepartment = async (keys: readonly string[], course: Course): Promise<number> => {
    const near = pick(communities);
    const matters = keys.map((key) => ({ key, grid: pick(near).code }));
    const orders: Order[] = [];
    for (const [grid, there] of await reportAll(matters, { what: ORDERED, by: program }, course))
      orders.push(...(await seeAllIn(grid, there, isWithSomebody, course)).map(orderFrom));
    const done = await workOff(await workOff(orders, HANDLE, course), CHECK, course);
    return done.length;
  };

  /** 自行处置. @returns how many are closed */
  const beWorker = async (keys: readonly string[], course: Course): Promise<number> => {
    const grid = pick(grids).code;
    const { body } = await client.get(`/api/v1/grids/${grid}/people`, await client.token(supervisor));
    const { id: worker } = pick(body["workers"] as readonly { readonly id: string }[]);
    const by = { sub: `patrol-${worker}`, roles: ["clerk", "gridWorker"], worker };
    const matters = keys.map((key) => ({ key, grid }));
    let closed = 0;
    for (const [, there] of await reportAll(matters, { what: PUT_RIGHT, by }, course))
      closed += (await seeAllIn(grid, there, isClosed, course)).length;
    return closed;
  };

  return manyHands({ count: programs, each: BATCH, options, retries: client.retries }, (numbers, course) => {
    const keys = numbers.map((number) => `batch-${number}`);
    return random() < PATROLS ? beWorker(keys, course) : beDepartment(keys, course);
  });
};
