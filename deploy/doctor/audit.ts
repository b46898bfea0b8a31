import { isDeepStrictEqual } from "node:util";
import { custodies } from "@wangge/contracts";
import {
  anchorsOf,
  headProblem,
  type AuditHead,
  type MongoStore,
  type SealedHistory,
  type SignedHead,
  type StoredDocument,
} from "@wangge/kit";
import type { Problem } from "./problem.ts";

/** What the sealing service has stored of one epoch. */
export interface Epoch extends SignedHead {
  readonly cases: readonly SealedHistory[];
}

/** What its keeper has of it. */
export interface Anchor {
  readonly head?: AuditHead & { readonly signature: string };
  readonly contradictions: readonly object[];
}

export interface AuditCheck {
  /** Each epoch, the oldest first; all of them before the first history. */
  readonly epoch: (id: string, epoch: Epoch) => void;
  readonly anchor: (id: string, anchor: Anchor) => void;
  readonly see: (collection: string, document: Pick<StoredDocument<unknown, unknown>, "_id" | "history">) => void;
  readonly problems: () => readonly Problem[];
}

/** Where the histories lie that say nothing of it, where a service seals one collection and no other. */
const unnamedOf = (service: string): string => (service === "dispatch" ? "cases" : "event-log");

/**
 * Holds the heads of a service against one another, against the histories they cover, and against what another service keeps of them. An auditor
 * who has no access to the stores takes `npm run verify`.
 */
export const auditChecker = (service: string): AuditCheck => {
  const problems: Problem[] = [];
  const unnamed = unnamedOf(service);
  const wrong = (check: "seal" | "anchor", subject: string, detail: string): void =>
    void problems.push({ check, subject: `${service}/${subject}`, detail });
  /** What heads say of each history that was not seen yet, by where it lies: version → hash. */
  const sealed = new Map<string, Map<number, string>>();
  const heads = new Map<string, SignedHead>();
  const anchored = new Set<string>();
  let before: AuditHead | undefined;

  return {
    epoch: (id, { head, signature, cases }) => {
      const problem = headProblem({ head, signature }, cases, before);
      if (problem !== undefined) wrong("seal", `audit/${id}`, problem);
      before = head;
      heads.set(id, { head, signature });
      for (const { collection = unnamed, id: own, version, hash } of cases) {
        const place = `${collection}/${own}`;
        const of = sealed.get(place) ?? new Map<number, string>();
        if ((of.get(version) ?? hash) !== hash) wrong("seal", `audit/${id}`, `${place} was sealed otherwise before`);
        sealed.set(place, of.set(version, hash));
      }
    },
    anchor: (id, { head, contradictions }) => {
      const own = heads.get(id);
      anchored.add(id);
      if (contradictions.length > 0) wrong("anchor", `audit/${id}`, "two different heads were told");
      // A newer one than all that were looked at was sealed meanwhile.
      if (own === undefined && head !== undefined && head.epoch <= (before?.epoch ?? 0))
        wrong("anchor", `audit/${id}`, "it is anchored, and not there any more");
      if (own !== undefined && !isDeepStrictEqual({ ...head }, { ...own.head, signature: own.signature }))
        wrong("anchor", `audit/${id}`, "it was anchored otherwise");
    },
    see: (collection, { _id, history }) => {
      const place = `${collection}/${_id}`;
      for (const [version, hash] of sealed.get(place) ?? [])
        if (history[version - 1]?.link?.hash !== hash)
          wrong("seal", place, `entry ${version} is not the one that was sealed`);
      sealed.delete(place);
    },
    problems: () => {
      for (const id of heads.keys()) if (!anchored.has(id)) wrong("anchor", `audit/${id}`, "it is not anchored");
      for (const place of sealed.keys()) wrong("seal", place, "it was sealed, and is not there any more");
      return problems;
    },
  };
};

interface Stored<State, Data> {
  readonly _id: string;
  readonly state: State;
  readonly history: readonly { readonly event: { readonly data: Data } }[];
}

/** Those that keep the heads of these. */
export const keepersOf = (services: ReadonlySet<string>): readonly string[] =>
  custodies.filter(({ service }) => services.has(service)).map(({ keeper }) => keeper);

/** The same over the stores of the services that seal, and of those that keep their heads; by service. */
export const auditsOf = async (
  databaseOf: (service: string) => MongoStore["db"],
  services: ReadonlySet<string>,
): Promise<ReadonlyMap<string, AuditCheck>> => {
  const checks = new Map<string, AuditCheck>();
  for (const { service, keeper } of custodies) {
    if (!services.has(service)) continue;
    const check = auditChecker(service);
    const epochs = databaseOf(service).collection<Stored<unknown, Epoch>>("audit");
    for await (const { _id, history } of epochs.find().sort({ _id: 1 }))
      for (const { event } of history.slice(0, 1)) check.epoch(_id, event.data);
    const anchors = databaseOf(keeper).collection<Stored<Anchor, unknown>>(anchorsOf(service));
    for await (const { _id, state } of anchors.find()) check.anchor(_id, state);
    checks.set(service, check);
  }
  return checks;
};
