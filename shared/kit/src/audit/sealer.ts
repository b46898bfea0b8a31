import { DomainError, messageOf } from "../errors.ts";
import type { SigningKey } from "../crypto/signing.ts";
import type { Log } from "../log.ts";
import { sealHead, type SignedHead } from "../store/heads.ts";
import type { Chain, DeciderStore } from "../store/port.ts";
import type { EpochSealed, EpochState, SealedHistory, SealEpoch } from "./epoch.ts";

export type EpochStore = DeciderStore<EpochState, SealEpoch, EpochSealed>;

/** A collection of chained histories, as the sealer needs it. */
export interface Chained {
  /** Of what they are, as it stands in their hashes: `dispatch.case`. */
  readonly kind: string;
  readonly chain: Chain<unknown, unknown>;
  readonly find: DeciderStore<unknown, never, never>["find"];
}
/** By the name of the collection. */
export type Chains = ReadonlyMap<string, Chained>;

/** Histories under one head. Its document holds them all: half a megabyte. */
const MOST = 5_000;
/** How often another replica may be quicker before this one leaves it to the other. */
const LOST = 5;

export interface SealerParts {
  readonly service: string;
  readonly chains: Chains;
  readonly epochs: Pick<EpochStore, "find" | "handle" | "history">;
  readonly key: SigningKey | undefined;
  readonly log: Log;
  /** By the clock of the machine: custody does not run on simulated time. */
  readonly now?: () => number;
  readonly most?: number;
}

export interface HistorySealer {
  /**
   * Seals whatever changed since the last head, in as many epochs as it takes. Safe to ask of several replicas at once: an
   * epoch has one head. @returns the newest head, undefined where nothing was ever sealed
   * @throws DomainError `<service>.audit.no_key`
   */
  readonly seal: () => Promise<SignedHead | undefined>;
  /** What an epoch covers. */
  readonly casesOf: (epoch: number) => Promise<readonly SealedHistory[]>;
  readonly headOf: (epoch: number) => Promise<SignedHead | undefined>;
  readonly headsAfter: (epoch: number, limit: number) => Promise<readonly SignedHead[]>;
  readonly start: (everyMs: number) => void;
  readonly stop: () => Promise<void>;
}

export const noKey = (service: string): DomainError =>
  new DomainError("unavailable", `${service}.audit.no_key`, "This service has no key to seal with");

export const epochId = (epoch: number): string => String(epoch).padStart(10, "0");

const signedOf = ({ head, signature }: EpochState): SignedHead | undefined =>
  head === undefined || signature === undefined ? undefined : { head, signature };

const placeOf = ({ id, collection = "" }: SealedHistory): string => `${id}\0${collection}`;
const byId = (one: SealedHistory, other: SealedHistory): number => (placeOf(one) < placeOf(other) ? -1 : 1);

/** Whether this is what an epoch says of the history with this id in this collection. */
export const isOf = (collection: string, id: string, sealed: SealedHistory): boolean =>
  sealed.id === id && (sealed.collection ?? collection) === collection;

/** All collections as one: a history says where it lies wherever there are several. */
const together = (chains: Chains) => {
  const [only] = chains.size === 1 ? chains.keys() : [];
  return {
    unsealed: async (limit: number): Promise<readonly SealedHistory[]> => {
      const found: SealedHistory[] = [];
      for (const [collection, { chain }] of chains) {
        if (found.length >= limit) break;
        const heads = await chain.unsealed(limit - found.length);
        found.push(...(collection === only ? heads : heads.map((head) => ({ ...head, collection }))));
      }
      return found;
    },
    markSealed: async (epoch: number, sealed: readonly SealedHistory[]): Promise<void> => {
      for (const [collection, of] of Map.groupBy(sealed, (one) => one.collection ?? only))
        await chains.get(collection ?? "")?.chain.markSealed(epoch, of);
    },
  };
};

export const createSealer = (parts: SealerParts): HistorySealer => {
  const { service, chains, epochs, key, log, now = Date.now, most = MOST } = parts;
  const chain = together(chains);
  const newest = async (): Promise<SignedHead | undefined> => {
    const [last] = await epochs.find({ where: {}, limit: 1 });
    return last && signedOf(last.state);
  };
  const casesOf = async (epoch: number): Promise<readonly SealedHistory[]> =>
    (await epochs.history(epochId(epoch))).flatMap(({ event }) => event.data.cases);

  /** The newest epoch whose histories are known to be marked. */
  let finished = 0;
  /** What was sealed by one that died before it had marked its histories. */
  const finish = async (epoch: number): Promise<void> => {
    if (epoch > finished) await chain.markSealed(epoch, await casesOf(epoch));
    finished = Math.max(finished, epoch);
  };

  const round = async (signing: SigningKey): Promise<"sealed" | "more" | "nothing" | "lost"> => {
    const before = (await newest())?.head;
    if (before !== undefined) await finish(before.epoch);
    // Taken before looking: whatever was saved by now is found.
    const sealedAt = new Date(now()).toISOString();
    const found = await chain.unsealed(most + 1);
    if (found.length === 0) return "nothing";
    const leaves = found.slice(0, most).sort(byId);
    const complete = found.length <= most;
    const sealed = sealHead({ before, leaves, sealedAt, complete }, signing);
    const { epoch, size } = sealed.head;
    const { changed } = await epochs.handle(epochId(epoch), { type: "SealEpoch", data: { ...sealed, cases: leaves } });
    if (!changed) return "lost";
    await chain.markSealed(epoch, leaves);
    finished = Math.max(finished, epoch);
    log.info({ epoch, size, complete }, "audit trail sealed");
    return complete ? "sealed" : "more";
  };

  const sealAll = async (): Promise<SignedHead | undefined> => {
    if (key === undefined) throw noKey(service);
    for (let lost = 0; lost < LOST;) {
      const outcome = await round(key);
      if (outcome === "sealed" || outcome === "nothing") break;
      if (outcome === "lost") lost += 1;
    }
    return newest();
  };

  let sealing: Promise<SignedHead | undefined> | undefined;
  let following: Promise<SignedHead | undefined> | undefined;
  const begin = (): Promise<SignedHead | undefined> =>
    (sealing = sealAll().finally(() => {
      sealing = undefined;
    }));
  /** Whoever asks while it is being done may have saved something that it did not see: one more time, for all who ask by then. */
  const seal = (): Promise<SignedHead | undefined> => {
    if (sealing === undefined) return begin();
    return (following ??= sealing
      .catch(() => undefined)
      .then(() => {
        following = undefined;
        return begin();
      }));
  };

  let timer: NodeJS.Timeout | undefined;
  return {
    seal,
    casesOf,
    headOf: async (epoch) => {
      const [found] = await epochs.find({ where: { _id: epochId(epoch) }, limit: 1 });
      return found && signedOf(found.state);
    },
    headsAfter: async (epoch, limit) =>
      (await epochs.find({ where: {}, limit, after: epochId(epoch), order: "oldest" })).flatMap(
        ({ state }) => signedOf(state) ?? [],
      ),
    start: (everyMs) => {
      if (key === undefined) {
        log.warn({}, "no AUDIT_KEY and no DATA_DIR: the audit trail is chained, and not sealed");
        return;
      }
      timer ??= setInterval(() => {
        seal().catch((error: unknown) => {
          log.warn({ error: messageOf(error) }, "audit trail not sealed; the next time will do");
        });
      }, everyMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await (following ?? sealing)?.catch(() => undefined);
    },
  };
};
