/**
 * Programs of departments beside the people: each reports many things at once, and works the orders off as telephones do that come
 * back to the network, until all of them are closed. What people do one by one would take weeks to become a million cases.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@wangge/kit";
import { createClient, type Account, type Answer } from "../demo/client.ts";
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

/** An order that its holder can work off at once, without a look before. */
const WHAT = { category: "event-0201", channel: "phone" } as const;

/** Of a grid's code: whatever is reported in one community is for few holders, who answer for many at once. */
const COMMUNITY_DIGITS = 12;

interface Order {
  readonly caseId: string;
  /** As far as the case is, as far as we know. */
  readonly version: number;
  readonly by: Account;
}

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

  /** Each under its own key, asked until it is answered. @returns the case of each key */
  const reportAll = async (matters: readonly Matter[], course: Course): Promise<ReadonlyMap<string, string>> => {
    const caseIds = new Map<string, string>();
    for (let waiting = matters; waiting.length > 0;) {
      const reports = waiting.map(({ key, grid }) => ({ ...WHAT, grid, description: key, idempotencyKey: key }));
      const token = await client.token(program);
      const answers = (await client.lines("/api/v1/reports/bulk", reports, token)) as readonly Line[];
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
    return caseIds;
  };

  /** How far a case is and who has it; undefined while nobody has. */
  const orderFrom = (seen: Answer["body"]): Order | undefined =>
    seen["department"] === undefined
      ? undefined
      : { caseId: String(seen["caseId"]), version: Number(seen["version"]), by: holderOf(seen as unknown as Seen) };

  const orderOf = async (caseId: string, course: Course): Promise<Order> => {
    for (;;) {
      const { status, body } = await client.get(`/api/v1/cases/${caseId}`, await client.token(supervisor));
      const order = status === 200 ? orderFrom(body) : undefined;
      if (order !== undefined) return order;
      await lookAgain(`${caseId} is with nobody: ${status} ${String(body["status"])}`, course);
    }
  };

  /** One after the other: hundreds of questions at once are more than the window lets in. */
  const ordersOf = async (caseIds: readonly string[], course: Course): Promise<readonly Order[]> => {
    const orders: Order[] = [];
    for (const caseId of caseIds) orders.push(await orderOf(caseId, course));
    return orders;
  };

  /** A grid takes its reports up in their order: once somebody has the last, the newest cases there at one look are mostly these. */
  const ordersIn = async (grid: string, caseIds: readonly string[], course: Course): Promise<readonly Order[]> => {
    await orderOf(caseIds.at(-1)!, course);
    const newest = `/api/v1/cases?grid=${grid}&limit=${2 * caseIds.length}`;
    const { body } = await client.get(newest, await client.token(supervisor));
    const seen = ((body["cases"] ?? []) as readonly Answer["body"][]).map(orderFrom);
    const known = new Map(seen.flatMap((order) => (order === undefined ? [] : [[order.caseId, order]])));
    const others = await ordersOf(
      caseIds.filter((caseId) => !known.has(caseId)),
      course,
    );
    return [...caseIds.flatMap((caseId) => known.get(caseId) ?? []), ...others];
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
      waiting = await ordersOf(
        refused.map(({ caseId }) => caseId),
        course,
      );
    }
    return done;
  };

  return manyHands({ count: programs, each: BATCH, options, retries: client.retries }, async (numbers, course) => {
    const near = pick(communities);
    const matters = numbers.map((number) => ({ key: `batch-${number}`, grid: pick(near).code }));
    const caseIds = await reportAll(matters, course);
    const orders: Order[] = [];
    for (const [grid, of] of Map.groupBy(matters, (matter) => matter.grid)) {
      const there = of.map(({ key }) => caseIds.get(key)!);
      orders.push(...(await ordersIn(grid, there, course)));
    }
    const done = await workOff(await workOff(orders, HANDLE, course), CHECK, course);
    return done.length;
  });
};
