/** 登记. Keeps the register in memory up to date with the journal, and writes changes that its rules allow. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { DomainError, messageOf, reject, type Clock, type Log, type Meta } from "@wangge/kit";
import {
  assertionsOf,
  happeningsOf,
  ruleProblems,
  versionOn,
  type Assertion,
  type ChangeRequest,
  type Day,
  type Happening,
  type Kind,
  type Parameters,
  type PlacesOn,
  type Register,
  type RuleProblem,
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
  /** Reads the journal from its beginning; an empty one begins with `first`. */
  readonly open: (
    first: () => { readonly from: Day; readonly reason: string; readonly assertions: readonly Assertion[] },
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
}

const ATTEMPTS = 5;
const PAGE = 100;
const LONG = 500;
/** How often the journal is looked at. With what a look takes, replicas agree within half a second. */
const FOLLOW_MS = 250;
/** Longer without a look, and nobody may rely on what is in memory. */
const BEHIND_MS = 900;

const invalidValues = (register: Register, assertions: readonly Assertion[]): RuleProblem[] =>
  assertions.flatMap(({ id, value, from: on }) => {
    if (value === undefined) return [];
    const parsed = valueSchemas[register.kindOf(id)].safeParse(value);
    if (parsed.success) return [];
    const details = { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
    return [{ code: "registry.record.invalid", record: id, on, message: "The record does not parse", details }];
  });

const countsOf = (register: Register, assertions: readonly Assertion[]): Record<string, number> => {
  const kinds = [...new Set(assertions.map(({ id }) => id))].map((id): Kind => register.kindOf(id));
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, list]) => [kind, list.length]));
};

export const createRegistrar = (parts: RegistrarParts): Registrar => {
  const { register, journal, teller, parameters, placesOn, covered, clock, log } = parts;
  const heads: ChangeSet["head"][] = [];
  const numberByRequest = new Map<string, number>();
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
    const before = new Map(assertions.map(({ id }) => [id, register.timelineOf<Kind>(id)]));
    const back = register.apply(assertions, number);
    const happenings = happeningsOf(register, assertions, (id, day) => versionOn(before.get(id) ?? [], day)?.value);
    return { back, happenings };
  };

  const look = async (): Promise<void> => {
    const started = performance.now();
    for (;;) {
      const found = await journal.after(register.version, PAGE);
      for (const { head, assertions } of found) {
        if (head.number !== register.version + 1)
          throw new Error(`the journal lacks change ${String(register.version + 1)}`);
        // A whole district comes in at once or not at all: whoever waits is let in before.
        if (assertions.length > LONG) await nextTurn();
        teller.note(head.number, tryOut(assertions, head.number).happenings);
        heads.push(head);
        if (head.request !== undefined) numberByRequest.set(head.request, head.number);
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
    { reason, meta }: Pick<RecordOptions, "reason" | "meta">,
  ): Promise<boolean> =>
    journal.append(
      {
        number: basedOn + 1,
        effectiveFrom,
        reason,
        records: countsOf(register, assertions),
        happenings,
        request: meta.messageId,
        by: meta.actor,
      },
      assertions,
      clock.now(),
    );

  const record: Registrar["record"] = (request, options) =>
    inTurn(async () => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        await look();
        const known = options.meta.messageId === undefined ? undefined : numberByRequest.get(options.meta.messageId);
        if (known !== undefined) return { change: known, happenings: [], problems: [] };
        const assertions = assertionsOf(register, request);
        const { back, happenings } = tryOut(assertions, register.version + 1);
        let problems: readonly RuleProblem[];
        try {
          const invalid = invalidValues(register, assertions);
          problems = invalid.length > 0 ? invalid : ruleProblems(register, assertions, parameters, covered);
        } finally {
          back();
        }
        if (options.dryRun === true) return { change: undefined, happenings, problems };
        if (problems.length > 0)
          throw reject("registry.change.refused", "The register's rules say no", {
            problems: problems.slice(0, 200),
            count: problems.length,
          });
        if (assertions.length === 0) return { change: undefined, happenings, problems };
        const { effectiveFrom } = request;
        if (await append({ effectiveFrom, assertions, happenings: happenings.length }, options)) {
          await look();
          const change = register.version;
          await tell();
          return { change, happenings, problems };
        }
      }
      throw new DomainError("conflict", "registry.conflict", "Others were quicker, several times in a row");
    });

  const changeOf = async (request: string): Promise<number | undefined> => {
    await inTurn(look);
    return numberByRequest.get(request);
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
      if (performance.now() - lookedAt > BEHIND_MS)
        throw new DomainError("unavailable", "registry.behind", "The journal has not been read for a while");
      return `${String(register.version)}@${today()}`;
    },
    open: async (first) => {
      await inTurn(async () => {
        await look();
        if (register.version === 0) {
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
