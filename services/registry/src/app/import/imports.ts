/** 导入. Takes bundles, works on one at a time, and says how far it is. */
import { createHash } from "node:crypto";
import {
  DomainError,
  idFrom,
  isDomainError,
  messageOf,
  newId,
  reject,
  type Clock,
  type Log,
  type Meta,
} from "@wangge/kit";
import type { Missing, RowError } from "../../domain/import/index.ts";
import type { Day, GroundInput, GroundReport } from "../../domain/index.ts";
import type { Registrar } from "../registrar.ts";
import { checkBundle, readBundle, type Bundle, type Checked } from "./check.ts";
import type { SentFile } from "./decode.ts";
import { groundAside } from "./ground.ts";
import { isEnded, MAX_NOTICES, type ImportStore, type Job, type JobPatch } from "./job.ts";
import { createPause, type Pause } from "./pace.ts";

export interface ImportRequest {
  readonly effectiveFrom: Day;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly missing: Missing;
  readonly files: readonly SentFile[];
}

export interface Imports {
  /** The same idempotency key means the same import; one that failed is begun again. */
  readonly begin: (request: ImportRequest, meta: Meta) => Promise<Job>;
  /** @throws DomainError `registry.import.unknown` */
  readonly find: (id: string) => Promise<Job>;
  readonly errors: ImportStore["errors"];
  readonly stop: () => Promise<void>;
}

export interface ImportParts {
  readonly registrar: Registrar;
  readonly store: ImportStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly ground?: (input: GroundInput) => Promise<GroundReport>;
}

/** A heart beats in the machine's time, however fast the clock of a simulated district runs. */
const heartbeat = (): string => new Date().toISOString();
const BEAT_MS = 2_000;
/** Not heard of for so long: its replica is gone. */
const LOST_MS = 15_000;
const WAITING = 20;
/** Another change in between means: check again. */
const ATTEMPTS = 6;
const TOGETHER = 200;

const fingerprintOf = ({ files, ...request }: ImportRequest): string => {
  const hash = createHash("sha256").update(JSON.stringify(request));
  for (const { name, text, base64 } of files) hash.update(JSON.stringify([name, text, base64]));
  return hash.digest("base64url");
};

class Stopped extends Error {}

export const createImports = (parts: ImportParts): Imports => {
  const { registrar, store, clock, log, ground = groundAside } = parts;
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isStopping = false;

  /** A job in hand: what is said of it is written with its next beat, so that progress costs nothing. */
  const inHand = (job: Job) => {
    let next: JobPatch = {};
    let isMine = true;
    const beat = async (patch: JobPatch = {}): Promise<void> => {
      const said = { ...next, ...patch, beatAt: heartbeat() };
      next = {};
      if (isMine) isMine = await store.update(job.id, job.attempt, said);
    };
    const timer = setInterval(() => {
      beat().catch((error: unknown) => {
        log.warn({ import: job.id, error: messageOf(error) }, "the progress of an import could not be written");
      });
    }, BEAT_MS).unref();
    return {
      say: (patch: JobPatch): void => {
        next = { ...next, ...patch };
      },
      beat,
      mustGoOn: (): void => {
        if (isStopping || !isMine) throw new Stopped();
      },
      end: async (patch: JobPatch): Promise<void> => {
        clearInterval(timer);
        await beat({ ...patch, progress: 1, endedAt: clock.now() });
      },
      leave: (): void => {
        clearInterval(timer);
      },
    };
  };
  type InHand = ReturnType<typeof inHand>;

  /** Pauses, and moves the progress a little at each. */
  const pauseOf = (hand: InHand, from: number, to: number): Pause => {
    const pause = createPause();
    let progress = from;
    return async () => {
      hand.mustGoOn();
      progress += (to - progress) / TOGETHER;
      hand.say({ progress: Math.round(progress * 1000) / 1000 });
      await pause();
    };
  };

  const check = async (bundle: Bundle, { effectiveFrom: day, missing }: ImportRequest, hand: InHand) => {
    const register = await registrar.fork();
    const basedOn = register.version;
    const checked = await checkBundle(
      bundle,
      { day, missing },
      { register, parameters: registrar.parameters, ground, pause: pauseOf(hand, 0.3, 0.8) },
    );
    return { basedOn, checked };
  };

  const found = ({ counts, notices, noise }: Checked): JobPatch => ({
    counts: Object.fromEntries(Object.entries(counts).map(([kind, tally]) => [kind, { ...tally }])),
    notices: notices.slice(0, MAX_NOTICES),
    noticeCount: notices.length,
    ...(noise === undefined ? {} : { noise }),
  });

  const refuse = async (job: Job, hand: InHand, errors: readonly RowError[], patch: JobPatch): Promise<void> => {
    const inOrder = errors.toSorted(
      (one, other) =>
        (one.file ?? "~").localeCompare(other.file ?? "~") || (one.row ?? Infinity) - (other.row ?? Infinity) || 0,
    );
    await store.addErrors(job.id, job.attempt, inOrder);
    await hand.end({ ...patch, state: "refused", errorCount: errors.length });
  };

  const work = async (job: Job, request: ImportRequest, meta: Meta, hand: InHand): Promise<void> => {
    await hand.beat({ state: "reading" });
    const bundle = await readBundle(request.files, pauseOf(hand, 0, 0.3));
    hand.say({ rows: bundle.rows });
    if (bundle.drafts.length === 0 && bundle.errors.length === 0)
      throw reject("registry.import.empty", "There is no row in any of these files");
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      hand.mustGoOn();
      await hand.beat({ state: "checking", progress: 0.3 });
      const { basedOn, checked } = await check(bundle, request, hand);
      const { errors, assertions, happenings } = checked;
      if (errors.length > 0) return refuse(job, hand, errors, found(checked));
      if (request.dryRun || assertions.length === 0) return hand.end({ ...found(checked), state: "done" });
      hand.mustGoOn();
      await hand.beat({ ...found(checked), state: "recording", progress: 0.8 });
      const { effectiveFrom, reason } = request;
      const change = await registrar.write(
        { basedOn, effectiveFrom, assertions, happenings },
        { reason, meta: { ...meta, messageId: job.id } },
      );
      if (change !== undefined) return hand.end({ state: "done", change });
    }
    throw new DomainError("conflict", "registry.conflict", "Others were quicker, several times in a row");
  };

  const run = async (job: Job, request: ImportRequest, meta: Meta): Promise<void> => {
    const hand = inHand(job);
    try {
      hand.mustGoOn();
      await work(job, request, meta, hand);
    } catch (error) {
      const failure =
        error instanceof Stopped
          ? { code: "registry.import.stopped", message: "The replica that worked on it was stopped: post it again" }
          : isDomainError(error)
            ? { code: error.code, message: error.message }
            : { code: "internal", message: "Something went wrong here" };
      if (failure.code === "internal")
        log.error({ import: job.id, error: messageOf(error), stack: (error as Error).stack }, "bug");
      await hand.end({ state: "failed", failure });
    } finally {
      hand.leave();
    }
  };

  const enqueue = (job: Job, request: ImportRequest, meta: Meta): void => {
    waiting += 1;
    queue = queue
      .then(() => run(job, request, meta))
      .catch((error: unknown) => {
        log.error({ import: job.id, error: messageOf(error) }, "an import could not be ended");
      })
      .finally(() => {
        waiting -= 1;
      });
  };

  /** What its replica left when it died: it may have written the change as the last thing it did. */
  const looked = async (job: Job): Promise<Job> => {
    if (isEnded(job) || Date.now() - Date.parse(job.beatAt) < LOST_MS) return job;
    const change = job.dryRun ? undefined : await registrar.changeOf(job.id);
    const ended: JobPatch =
      change === undefined
        ? {
            state: "failed",
            failure: {
              code: "registry.import.lost",
              message: "The replica that worked on it is gone, and nothing was written: post it again",
            },
          }
        : { state: "done", progress: 1, change };
    await store.update(job.id, job.attempt, { ...ended, endedAt: clock.now() });
    return (await store.find(job.id)) ?? job;
  };

  const find = async (id: string): Promise<Job> => {
    const job = await store.find(id);
    if (job === undefined)
      throw new DomainError("missing", "registry.import.unknown", "There is no such import", { id });
    return looked(job);
  };

  const begin: Imports["begin"] = async (request, meta) => {
    if (isStopping || waiting >= WAITING)
      throw new DomainError("unavailable", "registry.import.busy", "Too many imports are waiting here");
    const { effectiveFrom, reason, dryRun, missing } = request;
    const now = clock.now();
    const job: Job = {
      id: meta.messageId === undefined ? newId() : idFrom("import", meta.messageId),
      fingerprint: fingerprintOf(request),
      attempt: newId(),
      state: "queued",
      progress: 0,
      effectiveFrom,
      reason,
      dryRun,
      missing,
      by: meta.actor,
      createdAt: now,
      beatAt: heartbeat(),
      errorCount: 0,
    };
    if (await store.create(job)) {
      enqueue(job, request, meta);
      return job;
    }
    const before = await find(job.id);
    if (before.fingerprint !== job.fingerprint)
      throw reject("registry.import.key_reused", "This idempotency key was used for another bundle");
    if (before.state !== "failed") return before;
    const again = { ...job, createdAt: before.createdAt };
    if (!(await store.restart(again, before.attempt))) return find(job.id);
    enqueue(again, request, meta);
    return again;
  };

  return {
    begin,
    find,
    errors: store.errors,
    stop: async () => {
      isStopping = true;
      await queue;
    },
  };
};
