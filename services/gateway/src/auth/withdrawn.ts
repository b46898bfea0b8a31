import { SIGN_IN_HOURS, WithdrawnSignIns, type Withdrawn } from "@wangge/contracts/calls";
import { messageOf, sweeping, type Call, type Log } from "@wangge/kit";

/** What a token says of itself besides who asks. */
export interface SignIn {
  readonly account: string;
  readonly token?: string | undefined;
  /** ms since 1970; undefined: it does not say. */
  readonly issuedAt?: number | undefined;
}

export interface Withdrawals {
  /** Undefined: what was withdrawn has not been learned yet. */
  readonly isWithdrawn: (signIn: SignIn) => boolean | undefined;
  readonly isKnown: () => boolean;
  /** Asks at once where nothing is known yet: somebody new was heard of. */
  readonly hurry: () => void;
  /** Called when more was withdrawn. */
  readonly onChange: (listener: () => void) => void;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface WithdrawalsOptions {
  readonly call: Call;
  readonly log: Log;
  readonly everyMs?: number;
  readonly now?: () => number;
}

/** With the time of a question it stays below the five seconds that are promised. */
const EVERY_MS = 2_000;
/** Registries save side by side and have clocks of their own: what one saved a little earlier may show a little later. */
const OVERLAP_MS = 30_000;
/** By so much may the clock of the provider go before ours: a token of that time counts as issued before. */
const LEEWAY_MS = 5_000;
const LIFE_MS = SIGN_IN_HOURS * 3_600_000;

const earlier = (at: string, ms: number): string => new Date(Date.parse(at) - ms).toISOString();

/** 登录撤销: asks the registry every other second. One that is away is asked again; what was known goes on counting. */
export const withdrawals = ({ call, log, everyMs = EVERY_MS, now = Date.now }: WithdrawalsOptions): Withdrawals => {
  const known = new Map<string, Withdrawn>();
  const listeners = new Set<() => void>();
  let last: string | undefined;
  let isKnown = false;

  const keyOf = ({ account, token }: Pick<Withdrawn, "account" | "token">): string =>
    account === undefined ? `token:${token ?? ""}` : `account:${account}`;

  /** @returns whether it is news */
  const take = (one: Withdrawn): boolean => {
    const before = known.get(keyOf(one));
    if (before !== undefined && before.changedAt >= one.changedAt) return false;
    known.set(keyOf(one), one);
    return true;
  };

  const forgetOld = (): void => {
    for (const [key, { closed, changedAt }] of known)
      if (!closed && Date.parse(changedAt) + LIFE_MS + OVERLAP_MS < now()) known.delete(key);
  };

  const ask = async (after: string | undefined): Promise<void> => {
    const asked = await call(WithdrawnSignIns.name, after === undefined ? {} : { after });
    const { withdrawn, more } = WithdrawnSignIns.output.parse(asked);
    const isNews = withdrawn.map(take).includes(true);
    for (const { changedAt } of withdrawn) if (last === undefined || changedAt > last) last = changedAt;
    last ??= new Date(now()).toISOString();
    if (isNews) for (const listener of listeners) listener();
    if (more && last !== after) await ask(last);
  };

  const learn = async (): Promise<void> => {
    try {
      await ask(last === undefined ? undefined : earlier(last, OVERLAP_MS));
      isKnown = true;
      forgetOld();
    } catch (error) {
      log.debug({ error: messageOf(error) }, "what was withdrawn is asked again");
    }
  };
  const sweep = sweeping({ name: "withdrawn sign-ins", everyMs, work: learn, log });

  return {
    isWithdrawn: ({ account, token, issuedAt = 0 }) => {
      if (!isKnown) return undefined;
      if (token !== undefined && known.has(keyOf({ token }))) return true;
      const found = known.get(keyOf({ account }));
      if (found === undefined) return false;
      return found.closed || issuedAt <= Date.parse(found.notBefore ?? found.changedAt) + LEEWAY_MS;
    },
    isKnown: () => isKnown,
    hurry: () => {
      if (!isKnown) void learn();
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
    start: () => {
      void learn();
      sweep.start();
    },
    stop: sweep.stop,
  };
};
