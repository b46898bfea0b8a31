import { setTimeout as sleep } from "node:timers/promises";
import { isEnforcementBody } from "@wangge/enforcement";
import type { Account, Client, LiveEvent } from "./client.ts";
import { drawHandling, seededRandom, type Random } from "./data.ts";
import type { Schedule } from "./schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A step that somebody takes at a time of the district's clock. */
export type Task = () => Promise<void>;

export interface PeopleOptions {
  readonly client: Client;
  readonly schedule: Schedule<Task>;
  readonly categoryOf: (caseId: string) => string | undefined;
  /** Called when a case has come to its end. */
  readonly ended: (caseId: string) => void;
}

/** Each case gets chances of its own, so that a run is the same whatever comes first. */
const randomOf = (caseId: string): Random => {
  let seed = 2017;
  for (const letter of caseId) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0;
  return seededRandom(seed >>> 0);
};

/** Baltimore's tail reaches 63 times the limit; beyond this a demo would only wait. */
const LONGEST = 3;
const REWORK = 0.05;
const NOT_THERE = 0.15;

/**
 * Grid workers, departments, officers and supervisors of the demo. They learn of their work from the event stream and do it over the
 * API: accept, handle after as long as such a thing really took in relation to its due date, check; one in twenty goes back.
 * Whoever takes more than the acceptance time loses the order to the next.
 */
export const createPeople = ({ client, schedule, categoryOf, ended }: PeopleOptions): ((event: LiveEvent) => void) => {
  const supervisor: Account = { sub: "supervisor-demo", roles: ["supervisor"] };
  const done = new Set<string>();
  /** Who has each order now. */
  const holders = new Map<string, Account>();

  const handlerOf = (department: string, worker: string | undefined): Account => {
    if (worker !== undefined) return { sub: `worker-${worker}`, roles: ["gridWorker"], worker };
    return isEnforcementBody(department)
      ? { sub: `officer-${department}`, roles: ["officer"], department }
      : { sub: `department-${department}`, roles: ["department"], department };
  };

  const post = async (account: Account, path: string, body: object, key: string): Promise<void> => {
    const token = await client.token(account);
    const { status, body: answer } = await client.post(`/api/v1/${path}`, body, { token, key });
    if (status !== 200)
      throw Object.assign(new Error(`${path}: ${String(status)} ${JSON.stringify(answer)}`), { code: answer["code"] });
  };
  const act = (account: Account, caseId: string, action: string, body: object, key: string): Promise<void> =>
    post(account, `cases/${caseId}/${action}`, body, key);

  /** An officer answers the lead of his body; what becomes of the case is dispatch's. */
  const step = (account: Account, caseId: string, action: "accept" | "handle", key: string): Promise<void> => {
    if (!account.roles.includes("officer")) return act(account, caseId, action, {}, key);
    return action === "accept"
      ? post(account, `leads/${caseId}/accept`, {}, `lead-${key}`)
      : post(account, `leads/${caseId}/conclude`, { outcome: "corrected" }, `lead-${key}`);
  };

  /** As the case itself says: the news of a hand-on may be on its way, and waits for as long as its service is away. */
  const askHolder = async (caseId: string): Promise<Account> => {
    const { body } = await client.get(`/api/v1/cases/${caseId}`, await client.token(supervisor));
    const { department, worker } = body as { readonly department: string; readonly worker?: string };
    return handlerOf(department, worker);
  };

  /** The order has gone to another one, or its body has not heard of it yet. */
  const MOVED = new Set(["dispatch.case.not_yours", "enforcement.lead.unknown", "enforcement.lead.not_now"]);

  /** By whoever has the order when the time comes. It may have gone to the next one a moment ago: then he does it. */
  const actAsHolder = async (caseId: string, action: "accept" | "handle", key: string, tries = 60): Promise<void> => {
    const holder = holders.get(caseId) ?? (await askHolder(caseId));
    try {
      await step(holder, caseId, action, key);
    } catch (error) {
      const code = String((error as { readonly code?: unknown }).code);
      if (!MOVED.has(code) || tries === 0) throw error;
      if (holder.roles.includes("officer")) await sleep(250);
      holders.set(caseId, await askHolder(caseId));
      await actAsHolder(caseId, action, key, tries - 1);
    }
  };

  const work = (data: LiveEvent["data"], from: number): void => {
    const { caseId, department, worker, dueAt, attempt } = data as {
      readonly caseId: string;
      readonly department: string;
      readonly worker?: string;
      readonly dueAt: string;
      readonly attempt: number;
    };
    const random = randomOf(`${caseId}${String(attempt)}`);
    const { hours, dueHours } = drawHandling(random, categoryOf(caseId) ?? "event-0135");
    const share = Math.min(LONGEST, hours / dueHours);
    holders.set(caseId, handlerOf(department, worker));
    const took = Math.max(10 * MINUTE, share * (Date.parse(dueAt) - from));
    schedule.add(from + Math.min(took / 2, (2 + 18 * random()) * MINUTE), async () => {
      await actAsHolder(caseId, "accept", `accept-${caseId}-${String(attempt)}`);
      schedule.add(from + took, () => actAsHolder(caseId, "handle", `handle-${caseId}-${String(attempt)}`));
    });
  };

  const look = (caseId: string, attempt: number, from: number): void => {
    const random = randomOf(`${caseId}check${String(attempt)}`);
    const passed = attempt > 1 || random() >= REWORK;
    const body = passed ? { passed } : { passed, reason: "still there" };
    schedule.add(from + (0.2 + 2 * random()) * HOUR, () =>
      act(supervisor, caseId, "check", body, `check-${caseId}-${String(attempt)}`),
    );
  };

  const verify = (caseId: string, from: number): void => {
    const random = randomOf(`${caseId}verify`);
    const confirmed = random() >= NOT_THERE;
    const body = confirmed ? { confirmed } : { confirmed, reason: "alreadyGone" };
    schedule.add(from + (5 + 25 * random()) * MINUTE, () =>
      act(supervisor, caseId, "verify", body, `verify-${caseId}`),
    );
  };

  const end = (caseId: string): void => {
    if (done.has(caseId)) return;
    done.add(caseId);
    ended(caseId);
  };

  return ({ type, data }) => {
    const caseId = String(data["caseId"]);
    const at = (name: string): number => Date.parse(String(data[name]));
    switch (type) {
      case "dispatch.case.verification-asked.v1":
        verify(caseId, at("askedAt"));
        break;
      case "dispatch.case.assigned.v1":
        work(data, at("assignedAt"));
        break;
      case "dispatch.case.handed-on.v1": {
        const { department, worker } = data as { readonly department: string; readonly worker?: string };
        holders.set(caseId, handlerOf(department, worker));
        break;
      }
      case "dispatch.case.reworked.v1":
        work(data, at("reworkedAt"));
        break;
      case "dispatch.case.handled.v1":
        look(caseId, Number(data["attempt"]), at("handledAt"));
        break;
      case "dispatch.case.closed.v1":
      case "dispatch.case.rejected.v1":
        end(caseId);
        break;
      default: // accepted, filed, escalated: nobody in the demo acts on these
    }
  };
};
