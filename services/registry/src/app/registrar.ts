/** 登记. Keeps the register in memory up to date with the journal, and writes changes that its rules allow. */
import { registerLease } from "@wangge/contracts/calls";
import { setImmediate as nextTurn } from "node:timers/promises";
import { DomainError, messageOf, reject, type Clock, type Log, type Meta } from "@wangge/kit";
import {
  assertionsOf,
  happeningsOf,
  kindOf,
  ruleProblems,
  type Assertion,
  type ChangeRequest,
  type Day,
  type Happening,
  type Id,
  type Kind,
  type Parameters,
  type PlacesOn,
  type Register,
  type RuleProblem,
  type Timeline,
  type Value,
} from "../domain/index.ts";
import { dayOf } from "./day.ts";
import type { ChangeSet, Journal } from "./journal.ts";
import type { Teller } from "./teller.ts";
import { valueSchemas } from "./values.ts";

export interface Recorded {
  /** Number of the change; undefined on a dry run, and where nothing had to change. */
  readonly change: number | undefined;
  readonly happenings: readonly Happening[];
  readonly problems: readonly RuleProblem[];
}

export interface RecordOptions {
  readonly reason: string;
  readonly meta: Meta;
  /** Hash of what was asked: under the same key again, it must be the same. */
  readonly fingerprint?: string | undefined;
  /** Only says what would be. */
  readonly dryRun?: boolean;
}

/** A change worked out beforehand, on a fork of the register as it was after change `basedOn`. */
export interface Prepared {
  readonly basedOn: number;
  readonly effectiveFrom: Day;
  readonly assertions: readonly Assertion[];
  readonly happenings: number;
}

export interface Registrar {
  readonly register: Register;
  readonly parameters: readonly Parameters[];
  readonly placesOn: (day: Day) => PlacesOn;
  readonly today: () => Day;
  /** Another one means: something may be answered otherwise. @throws DomainError `registry.behind` when it cannot say */
  readonly version: () => string;
  /** Reads the journal from its beginning. An empty one begins with `first`, or stays empty until something is imported. */
  readonly open: (
    first?: () => { readonly from: Day; readonly reason: string; readonly assertions: readonly Assertion[] },
  ) => Promise<void>;
  /** Takes in what others wrote. */
  readonly refresh: () => Promise<void>;
  /** @throws DomainError `registry.change.refused` with all problems; of the operations; `conflict` after lost races */
  readonly record: (request: ChangeRequest, options: RecordOptions) => Promise<Recorded>;
  /** The register as it is now, for long work: others go on reading and writing meanwhile. */
  readonly fork: () => Promise<Register>;
  /** Writes what was worked out on a fork. @returns the change's number; undefined when another change came in between */
  readonly write: (prepared: Prepared, options: Pick<RecordOptions, "reason" | "meta">) => Promise<number | undefined>;
  /** The change that a request made, by its idempotency key. */
  readonly changeOf: (request: string) => Promise<number | undefined>;
  readonly changes: () => readonly ChangeSet["head"][];
  readonly stop: () => Promise<void>;
}

export interface RegistrarParts {
  readonly register: Register;
  readonly journal: Journal;
  readonly teller: Teller;
  readonly parameters: readonly Parameters[];
  readonly placesOn: (day: Day) => PlacesOn;
  /** What is wrong with the ground on a day. */
  readonly covered: (day: Day) => readonly RuleProblem[];
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that only ever go on, whatever the clock says. */
  readonly elapsedMs?: () => number;
}

const ATTEMPTS = 5;
const PAGE = 100;
const LONG = 500;
/** How often the journal is looked at. */
const FOLLOW_MS = 150;
/** Longer without a look, and this replica does not say how far the register is: caches count on that (`CurrentVersion`). */
const BEHIND_MS = registerLease.followMs;

/** What keeps a value from being one of its kind. */
export const invalidOf = ({ id, value, from: on }: Assertion): RuleProblem | undefined => {
  const kind = kindOf(id);
  if (value === undefined || kind === undefined) return undefined;
  const parsed = valueSchemas[kind].safeParse(value);
  if (parsed.success) return undefined;
  const details = { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
  return { code: "registry.record.invalid", record: id, on, message: "The record does not parse", details };
};

const refused = (problems: readonly RuleProblem[]): DomainError =>
  reject("registry.change.refused", "The register's rules say no", {
    problems: problems.slice(0, 200),
    count: problems.length,
  });

class Unreadable extends Error {
  readonly problem: RuleProblem;
  constructor(problem: RuleProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Nothing may be built on a record that does not parse: whoever reads it breaks. */
const mustParse = (assertion: Assertion): void => {
  const problem = invalidOf(assertion);
  if (problem !== undefined) throw new Unreadable(problem);
};

const countsOf = (register: Register, assertions: readonly Assertion[]): Record<string, number> => {
  const kinds = [...new Set(assertions.map(({ id }) => id))].map((id): Kind => register.kindOf(id));
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, list]) => [kind, list.length]));
};

export const createRegistrar = (parts: RegistrarParts): Registrar => {
  const { register, journal, teller, parameters, placesOn, covered, clock, log } = parts;
  const { elapsedMs = () => performance.now() } = parts;
  const heads: ChangeSet["head"][] = [];
  const requests = new Map<string, ChangeSet["head"]>();
  let lookedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const today = (): Day => dayOf(clock.now());
  let toldFor = "";

  /** One after the other: the register in memory has one writer. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work, work);
    queue = next.catch(() => undefined);
    return next;
  };

  /** Applies assertions and says what happened. @returns that, and what takes it back */
  const tryOut = (assertions: readonly Assertion[], number: number) => {
    const timelines = new Map(assertions.map(({ id }) => [id, register.timelineOf<Kind>(id)]));
    const before = (id: Id): Timeline<Value> => timelines.get(id) ?? [];
    const back = register.apply(assertions, number);
    return { back, before, happenings: happeningsOf(register, assertions, before) };
  };

  const look = async (): Promise<void> => {
    const started = elapsedMs();
    for (;;) {
      const found = await journal.after(register.version, PAGE);
      for (const { head, assertions } of found) {
        if (head.number !== register.version + 1)
          throw new Error(`the journal lacks change ${String(register.version + 1)}`);
        // A whole district comes in at once or not at all: whoever waits is let in before.
        if (assertions.length > LONG) await nextTurn();
        teller.note(head.number, tryOut(assertions, head.number).happenings);
        heads.push(head);
        if (head.request !== undefined) requests.set(head.request, head);
      }
      if (found.length < PAGE) break;
    }
    lookedAt = started;
  };

  const tell = async (): Promise<void> => {
    const day = today();
    const state = `${String(register.version)} ${day}`;
    if (register.version === 0 || toldFor === state) return;
    await teller.tell(day);
    toldFor = state;
  };

  const append = async (
    {
      basedOn = register.version,
      effectiveFrom,
      assertions,
      happenings,
    }: Omit<Prepared, "basedOn"> & Partial<Prepared>,
    { reason, meta, fingerprint }: Pick<RecordOptions, "reason" | "meta" | "fingerprint">,
  ): Promise<boolean> =>
    journal.append(
      {
        number: basedOn + 1,
        effectiveFrom,
        reason,
        records: countsOf(register, assertions),
        happenings,
        request: meta.messageId,
        fingerprint,
        by: meta.actor,
      },
      assertions,
      clock.now(),
    );

  /** What a request would do, and what is wrong with it. The register is as before when this returns. */
  const tried = (request: ChangeRequest) => {
    let assertions: readonly Assertion[];
    try {
      assertions = assertionsOf(register, request, mustParse);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { assertions: [], happenings: [], problems: [error.problem] };
    }
    const { back, happenings, before } = tryOut(assertions, register.version + 1);
    try {
      return { assertions, happenings, problems: ruleProblems(register, assertions, parameters, covered, before) };
    } finally {
      back();
    }
  };

  const record: Registrar["record"] = (request, options) =>
    inTurn(async () => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        await look();
        const known = options.meta.messageId === undefined ? undefined : requests.get(options.meta.messageId);
        if (known !== undefined) {
          if (known.fingerprint !== options.fingerprint)
            throw reject("registry.change.key_reused", "This idempotency key belongs to another change");
          return { change: known.number, happenings: [], problems: [] };
        }
        const { assertions, happenings, problems } = tried(request);
        if (options.dryRun === true) return { change: undefined, happenings, problems };
        if (problems.length > 0) throw refused(problems);
        if (assertions.length === 0) return { change: undefined, happenings, problems };
        const { effectiveFrom } = request;
        const change = register.version + 1;
        if (await append({ effectiveFrom, assertions, happenings: happenings.length }, options)) {
          await look();
          // It is recorded whatever becomes of the telling, which is tried again at every look.
          await tell().catch((error: unknown) => {
            log.warn({ error: messageOf(error), change }, "a change could not be told");
          });
          return { change, happenings, problems };
        }
      }
      throw new DomainError("conflict", "registry.conflict", "Others were quicker, several times in a row");
    });

  const changeOf = async (request: string): Promise<number | undefined> => {
    await inTurn(look);
    return requests.get(request)?.number;
  };

  const write: Registrar["write"] = async (prepared, options) => {
    const known = options.meta.messageId === undefined ? undefined : await changeOf(options.meta.messageId);
    if (known !== undefined) return known;
    if (register.version !== prepared.basedOn) return undefined;
    // Not in turn: thousands of assertions take seconds, and the journal itself sees to it that only one gets the number.
    const isWritten = await append(prepared, options);
    await inTurn(look);
    return isWritten ? prepared.basedOn + 1 : undefined;
  };

  const follow = (): void => {
    timer = setTimeout(() => {
      void inTurn(async () => {
        await look();
        await tell();
      })
        .catch((error: unknown) => {
          log.warn({ error: messageOf(error) }, "the journal could not be followed");
        })
        .finally(() => {
          if (timer !== undefined) follow();
        });
    }, FOLLOW_MS).unref();
  };

  return {
    register,
    parameters,
    placesOn,
    today,
    version: () => {
      if (elapsedMs() - lookedAt > BEHIND_MS)
        throw new DomainError("unavailable", "registry.behind", "The journal has not been read for a while");
      return `${String(register.version)}@${today()}`;
    },
    open: async (first) => {
      await inTurn(async () => {
        await look();
        if (register.version === 0 && first !== undefined) {
          const { from: effectiveFrom, reason, assertions } = first();
          const { back, happenings } = tryOut(assertions, 1);
          const problems = ruleProblems(register, assertions, parameters, covered);
          back();
          if (problems.length > 0)
            throw new Error(`the first division breaks the rules: ${JSON.stringify(problems.slice(0, 3))}`);
          // Lost: another replica began it, with the same.
          await append(
            { effectiveFrom, assertions, happenings: happenings.length },
            { reason, meta: { actor: "registry" } },
          );
          await look();
        }
        await tell();
      });
      follow();
    },
    refresh: () => inTurn(look),
    record,
    fork: () =>
      inTurn(async () => {
        await look();
        return register.fork();
      }),
    write,
    changeOf,
    changes: () => heads,
    stop: async () => {
      clearTimeout(timer);
      timer = undefined;
      await queue.catch(() => undefined);
    },
  };
};
