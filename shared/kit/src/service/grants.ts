import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { DomainError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { counter, metrics } from "../telemetry/index.ts";

const Grant = z.object({
  from: z.string(),
  to: z.string(),
  actions: z.union([z.literal("all"), z.array(z.string())]),
  purpose: z.string(),
  basis: z.string(),
  /** The last day. */
  until: z.string().optional(),
});
export type Grant = z.output<typeof Grant>;

/** 推送授权. Which events an integrator is sent at addresses of its account, of which part of the district. */
const WebhookGrant = z.object({
  integrator: z.string(),
  account: z.string(),
  events: z.array(z.string()),
  /** Only events whose key begins with one of these: `510108001` is a street. Absent: the whole district. */
  keys: z.array(z.string()).optional(),
  purpose: z.string(),
  /** The last day. */
  until: z.string(),
});
export type WebhookGrant = z.output<typeof WebhookGrant>;

/** 集成方 that read events with a program of their own. */
const Reader = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  purpose: z.string(),
  basis: z.string(),
  /** The last day. */
  until: z.string(),
  reads: z.array(
    z.object({
      event: z.string(),
      /** Only events with these keys. */
      keys: z.array(z.string()).optional(),
    }),
  ),
});

/**
 * Whose the services are, what those of one department may ask those of another, what integrators are sent, and who reads.
 * Written by provisioning.
 */
export const Grants = z.object({
  departments: z.record(z.string(), z.string()),
  calls: z.array(Grant),
  webhooks: z.array(WebhookGrant).default([]),
  readers: z.array(Reader).default([]),
});
export type Grants = z.output<typeof Grants>;

/** A question of one service to another. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  /** Without the service: `resolve`. */
  readonly action: string;
}

const isWithin = ({ departments }: Grants, { from, to }: Asked): boolean =>
  from === to || (departments[from] !== undefined && departments[from] === departments[to]);

const holds = ({ from, to, actions, until }: Grant, asked: Asked, today: string): boolean =>
  from === asked.from &&
  to === asked.to &&
  (actions === "all" || actions.includes(asked.action)) &&
  (until === undefined || until >= today);

/** The purpose that a call carries: the caller's own choice, or the only one there is. Nothing within a department. */
export const purposeOf = (grants: Grants, asked: Asked, today: string): string | undefined => {
  if (isWithin(grants, asked)) return undefined;
  const purposes = new Set(grants.calls.filter((grant) => holds(grant, asked, today)).map(({ purpose }) => purpose));
  return purposes.size === 1 ? [...purposes][0] : undefined;
};

/**
 * The grant by which a call of another department is answered; undefined within one department, which needs none.
 * @throws DomainError `forbidden`: `call.purpose_missing` where it says none, `call.not_granted` where the file has no such grant.
 */
export const grantFor = (
  grants: Grants,
  asked: Asked,
  purpose: string | undefined,
  today: string,
): Grant | undefined => {
  if (isWithin(grants, asked)) return undefined;
  const { from, to, action } = asked;
  if (purpose === undefined)
    throw new DomainError("forbidden", "call.purpose_missing", "A call to another department says its purpose", {
      from,
      action: `${to}.${action}`,
    });
  const grant = grants.calls.find((one) => one.purpose === purpose && holds(one, asked, today));
  if (grant !== undefined) return grant;
  throw new DomainError("forbidden", "call.not_granted", "No such call is granted for this purpose", {
    from,
    action: `${to}.${action}`,
    purpose,
  });
};

const RELOAD_MS = 1_000;

/**
 * The grants of a file, read again within a second of a change. A file that is away or broken leaves the last good one in force:
 * provisioning has the last word on the server anyway. @throws where there has never been a good one
 */
export const grantsFile = (path: string, log: Log, now: () => number = Date.now): (() => Grants) => {
  const read = (): Grants => Grants.parse(JSON.parse(readFileSync(path, "utf8")));
  let grants = read();
  let changedAt = statSync(path).mtimeMs;
  let lookedAt = now();
  return () => {
    if (now() - lookedAt < RELOAD_MS) return grants;
    lookedAt = now();
    try {
      const { mtimeMs } = statSync(path);
      if (mtimeMs === changedAt) return grants;
      grants = read();
      changedAt = mtimeMs;
    } catch (error) {
      log.warn({ error: messageOf(error) }, "grants not read, the last ones hold");
    }
    return grants;
  };
};

const calls = counter(metrics.crossCalls, "calls from one department to another");
const RECORD_MS = 60_000;

interface Book {
  count: number;
  writtenAt: number;
}

/**
 * Keeps in the log which service asked which action for what purpose: the first time at once, then the number of calls at most
 * once a minute. Nothing of what was asked.
 */
export const callRecord = (log: Log, now: () => number = Date.now) => {
  const books = new Map<string, Book>();
  return ({ from, to, action }: Asked, found: Grant | { readonly code: string }): void => {
    const outcome = "code" in found ? "denied" : "granted";
    calls.add(1, { from, to, outcome });
    // A purpose that was denied is whatever the caller wrote.
    const why = "code" in found ? { code: found.code } : { purpose: found.purpose, basis: found.basis };
    const fields = { from, action: `${to}.${action}`, outcome, ...why };
    const key = JSON.stringify(fields);
    const book = books.get(key) ?? { count: 0, writtenAt: -Infinity };
    books.set(key, book);
    book.count += 1;
    if (now() - book.writtenAt < RECORD_MS) return;
    log[outcome === "granted" ? "info" : "warn"]({ ...fields, count: book.count }, "call.purpose");
    book.writtenAt = now();
    book.count = 0;
  };
};
