import { isDeepStrictEqual } from "node:util";
import {
  headProblem,
  type AuditHead,
  type ChainHead,
  type MongoStore,
  type SignedHead,
  type StoredDocument,
} from "@wangge/kit";
import type { Problem } from "./problem.ts";

/** What dispatch has stored of one epoch. */
export interface Epoch extends SignedHead {
  readonly cases: readonly ChainHead[];
}

/** What the registry keeps of it. */
export interface Anchor {
  readonly head?: AuditHead & { readonly signature: string };
  readonly contradictions: readonly object[];
}

export interface AuditCheck {
  /** Each epoch, the oldest first; all of them before the first case. */
  readonly epoch: (id: string, epoch: Epoch) => void;
  readonly anchor: (id: string, anchor: Anchor) => void;
  readonly see: (document: Pick<StoredDocument<unknown, unknown>, "_id" | "history">) => void;
  readonly problems: () => readonly Problem[];
}

/**
 * Holds the heads against one another, against the cases they cover, and against what another service keeps of them. An auditor
 * who has no access to the stores takes `npm run verify`.
 */
export const auditChecker = (): AuditCheck => {
  const problems: Problem[] = [];
  const wrong = (check: "seal" | "anchor", subject: string, detail: string): void =>
    void problems.push({ check, subject: `dispatch/${subject}`, detail });
  /** What heads say of each case that was not seen yet: version → hash. */
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
      for (const { id: caseId, version, hash } of cases) {
        const of = sealed.get(caseId) ?? new Map<number, string>();
        if ((of.get(version) ?? hash) !== hash) wrong("seal", `audit/${id}`, `${caseId} was sealed otherwise before`);
        sealed.set(caseId, of.set(version, hash));
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
    see: ({ _id, history }) => {
      for (const [version, hash] of sealed.get(_id) ?? [])
        if (history[version - 1]?.link?.hash !== hash)
          wrong("seal", `cases/${_id}`, `entry ${version} is not the one that was sealed`);
      sealed.delete(_id);
    },
    problems: () => {
      for (const id of heads.keys()) if (!anchored.has(id)) wrong("anchor", `audit/${id}`, "it is not anchored");
      for (const id of sealed.keys()) wrong("seal", `cases/${id}`, "it was sealed, and is not there any more");
      return problems;
    },
  };
};

interface Stored<State, Data> {
  readonly _id: string;
  readonly state: State;
  readonly history: readonly { readonly event: { readonly data: Data } }[];
}

/** The same over the stores of dispatch, which seals, and of the registry, which keeps the heads. */
export const auditOf = async (
  { client }: Pick<MongoStore, "client">,
  databaseOf: (service: string) => string,
): Promise<AuditCheck> => {
  const check = auditChecker();
  const epochs = client.db(databaseOf("dispatch")).collection<Stored<unknown, Epoch>>("audit");
  for await (const { _id, history } of epochs.find().sort({ _id: 1 }))
    for (const { event } of history.slice(0, 1)) check.epoch(_id, event.data);
  const anchors = client.db(databaseOf("registry")).collection<Stored<Anchor, unknown>>("anchors");
  for await (const { _id, state } of anchors.find()) check.anchor(_id, state);
  return check;
};
