import { openDB, type DBSchema } from "idb";
import type { components } from "../api/platform.js";

export type Case = components["schemas"]["dispatch.get.output"];
export type PatrolSeen = components["schemas"]["dispatch.patrol.output"];
type PatrolListed = components["schemas"]["dispatch.syncChanges.output"]["patrols"][number];

/** A task with what is known of it, as of the last time there was a network. */
export interface Task {
  readonly caseId: string;
  readonly account: string;
  readonly case: Case;
  readonly metres?: number;
  readonly said?: string;
  readonly address?: string;
}

/** 巡查任务 of today in one of the worker's grids; one that he walks, with its cells. */
export interface Patrol {
  readonly patrolId: string;
  readonly account: string;
  readonly gridName: string;
  readonly patrol: PatrolListed;
  readonly cut?: PatrolSeen["cut"];
}

/** Of each cell that was passed the first point alone: enough to say that one was there, too little for a track. */
export interface Passed {
  readonly patrolId: string;
  readonly account: string;
  readonly cell: number;
  readonly lng: number;
  readonly lat: number;
  readonly at: string;
}

/** `taken`: the platform has it under a number, which the worker sees once. */
type Outcome = "waiting" | "conflict" | "held" | "refused" | "taken";

interface Waiting {
  /** ULID: in the order of making. The same one again is the same thing. */
  readonly clientId: string;
  readonly account: string;
  readonly madeAt: string;
  readonly outcome: Outcome;
  readonly code?: string;
}

export const PHOTO_KINDS = ["before", "near", "far", "reference", "after"] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];

/** What the worker did, until the platform has it. */
export type Queued =
  | (Waiting & {
      readonly kind: "command";
      readonly caseId: string;
      readonly command: "accept" | "note" | "handle";
      readonly data: Readonly<Record<string, string>>;
      readonly baseVersion: number;
      /** 冲突: how the case is now. */
      readonly status?: Case["status"];
    })
  | (Waiting & { readonly kind: "photo"; readonly caseId: string; readonly view: PhotoKind; readonly content: Blob })
  | (Waiting & {
      readonly kind: "report";
      readonly category: string;
      readonly description: string;
      readonly place: { readonly lng: number; readonly lat: number } | { readonly grid: string };
      /** 自行处置: put right on the spot. */
      readonly isHandled: boolean;
      readonly content?: Blob;
      /** Sent ahead already. */
      readonly photo?: { readonly photoId: string; readonly secret: string };
      readonly trackingNumber?: string;
    })
  | (Waiting & { readonly kind: "finishPatrol"; readonly patrolId: string });

interface Kept extends DBSchema {
  tasks: { key: string; value: Task };
  queue: { key: string; value: Queued };
  facts: { key: string; value: string };
  patrols: { key: string; value: Patrol };
  passed: { key: [string, number]; value: Passed };
}

const database = openDB<Kept>("wangge-field", 2, {
  upgrade: (db, before) => {
    if (before < 1) {
      db.createObjectStore("tasks", { keyPath: "caseId" });
      db.createObjectStore("queue", { keyPath: "clientId" });
      db.createObjectStore("facts");
    }
    if (before < 2) {
      db.createObjectStore("patrols", { keyPath: "patrolId" });
      db.createObjectStore("passed", { keyPath: ["patrolId", "cell"] });
    }
  },
});

const ofAccount = <Row extends { readonly account: string }>(rows: readonly Row[], account: string): readonly Row[] =>
  rows.filter((row) => row.account === account);

export const tasksOf = async (account: string): Promise<readonly Task[]> =>
  ofAccount(await (await database).getAll("tasks"), account);

export const keepTasks = async (account: string, tasks: readonly Task[], at: string): Promise<void> => {
  const writing = (await database).transaction(["tasks", "facts"], "readwrite");
  const store = writing.objectStore("tasks");
  for (const task of await store.getAll()) if (task.account === account) void store.delete(task.caseId);
  for (const task of tasks) void store.put(task);
  void writing.objectStore("facts").put(at, `asOf ${account}`);
  await writing.done;
};

export const factOf = async (name: string): Promise<string | undefined> => (await database).get("facts", name);
export const keepFact = async (name: string, fact: string): Promise<void> => {
  await (await database).put("facts", fact, name);
};

export const asOf = (account: string): Promise<string | undefined> => factOf(`asOf ${account}`);

/** In the order in which it was done. */
export const queueOf = async (account: string): Promise<readonly Queued[]> =>
  ofAccount(await (await database).getAll("queue"), account);

export const enqueue = async (queued: Queued): Promise<void> => {
  await (await database).put("queue", queued);
};

export const dequeue = async (clientId: string): Promise<void> => (await database).delete("queue", clientId);

export const patrolsOf = async (account: string): Promise<readonly Patrol[]> =>
  ofAccount(await (await database).getAll("patrols"), account);

/** `next`: since when the platform is asked for what is new; absent: it is asked for all of them. */
export const keepPatrols = async (account: string, patrols: readonly Patrol[], next?: string): Promise<void> => {
  const writing = (await database).transaction(["patrols", "facts"], "readwrite");
  const store = writing.objectStore("patrols");
  const facts = writing.objectStore("facts");
  for (const patrol of await store.getAll()) if (patrol.account === account) void store.delete(patrol.patrolId);
  for (const patrol of patrols) void store.put(patrol);
  if (next === undefined) void facts.delete(`since ${account}`);
  else void facts.put(next, `since ${account}`);
  await writing.done;
};

export const sinceOf = (account: string): Promise<string | undefined> => factOf(`since ${account}`);

export const passedOf = async (account: string): Promise<readonly Passed[]> =>
  ofAccount(await (await database).getAll("passed"), account);

/** The first time in a cell counts. */
export const pass = async (passed: Passed): Promise<void> => {
  const { store, done } = (await database).transaction("passed", "readwrite");
  if ((await store.get([passed.patrolId, passed.cell])) === undefined) void store.put(passed);
  await done;
};

export const forgetPassed = async (all: readonly Passed[]): Promise<void> => {
  const { store, done } = (await database).transaction("passed", "readwrite");
  for (const { patrolId, cell } of all) void store.delete([patrolId, cell]);
  await done;
};

/** What was read for this account, of cases and places: nobody needs it here after it is signed out. */
export const forgetSeen = async (account: string): Promise<void> => {
  await keepPatrols(account, []);
  const writing = (await database).transaction(["tasks", "facts"], "readwrite");
  const store = writing.objectStore("tasks");
  for (const task of await store.getAll()) if (task.account === account) void store.delete(task.caseId);
  void writing.objectStore("facts").delete(`asOf ${account}`);
  await writing.done;
};
