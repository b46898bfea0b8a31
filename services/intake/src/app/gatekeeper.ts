import { DomainError, idFrom, isDomainError, type Clock, type DeciderStore, type Parts } from "@wangge/kit";
import { dayOf, standingBan, SUBJECTS } from "../domain/index.ts";
import type { BanCommand, BanEvent, BanState, BanSubject } from "../domain/index.ts";
import type { AbuseRules, Limited } from "./abuse-rules.ts";
import type { Categories } from "./categories.ts";
import { createLimit, type Limit } from "./limits.ts";
import type { Vault } from "./vault.ts";

/** Who brings a report, as far as he is known. */
export interface Sender {
  readonly account?: string | undefined;
  /** 工作人员: takes reports down for others all day long, and answers for that by name. */
  readonly isStaff: boolean;
  readonly deviceId?: string | undefined;
  /** As the digits of E.164. */
  readonly phone?: string | undefined;
  /** Of the network. */
  readonly address?: string | undefined;
  /** Our own code. */
  readonly category: string;
}

/** Decides before a report is taken whether its sender may bring one. */
export interface Gatekeeper {
  /**
   * Why not, for each, or undefined: `intake.sender.banned` (403) with the reason, the end and how to appeal;
   * `intake.sender.too_often` (429). Emergencies always pass. Reports made before are never touched.
   * @throws DomainError `unavailable`
   */
  readonly admit: (senders: readonly Sender[]) => Promise<readonly (DomainError | undefined)[]>;
}

export type Bans = DeciderStore<BanState, BanCommand, BanEvent>;

/** What stands for a sender in ids and counts: only whoever has the key can tell that it is this phone or that device. */
export const senderIndex = (vault: Vault) => ({
  account: (account: string): string => account,
  device: (deviceId: string): string => vault.deviceIndex(deviceId),
  phone: (phone: string): string => vault.phoneIndex(phone),
  address: (address: string): string => vault.fingerprint("address", address),
});

/** 封禁编号: one for each sender, however often he is banned. */
export const banIdOf = (subject: BanSubject, index: string): string => idFrom("ban", subject, index);

export const HOW_TO_APPEAL = "POST /bans/appeals";

export interface GatekeeperParts extends Pick<Parts<unknown>, "redis"> {
  readonly bans: Pick<Bans, "find">;
  readonly vault: Vault;
  readonly categories: Categories;
  readonly rulesOn: (day: string) => AbuseRules;
  readonly clock: Clock;
}

type Known = Readonly<Partial<Record<Limited, string>>>;

const banned = (id: string, reason: string, until: string): DomainError =>
  new DomainError("forbidden", "intake.sender.banned", "No reports are taken from this sender until then", {
    ban: id,
    reason,
    until,
    appeal: HOW_TO_APPEAL,
  });

const tooOften = (of: Limited, retryAfterSeconds: number): DomainError =>
  new DomainError("limited", "intake.sender.too_often", "Too many reports, come back later", { of, retryAfterSeconds });

export const createGatekeeper = (parts: GatekeeperParts): Gatekeeper => {
  const { bans, vault, categories, rulesOn, clock } = parts;
  const index = senderIndex(vault);
  const limits = new Map<string, Limit>();

  const limitOf = ({ of, most, minutes }: AbuseRules["limits"][number]): Limit => {
    const name = `reports_${of}_${String(minutes)}_${String(most)}`;
    const limit = limits.get(name) ?? createLimit({ name, most, windowMs: minutes * 60_000 }, parts);
    limits.set(name, limit);
    return limit;
  };

  const isEmergency = ({ category }: Sender, { emergencies }: AbuseRules): boolean => {
    const found = categories.find(category);
    return found !== undefined && categories.tree.lineOf(found).some((id) => emergencies.includes(id));
  };

  const knownOf = ({ account, deviceId, phone, address, isStaff }: Sender): Known => ({
    ...(account === undefined ? {} : { account: index.account(account) }),
    ...(isStaff || deviceId === undefined ? {} : { device: index.device(deviceId) }),
    ...(isStaff || phone === undefined ? {} : { phone: index.phone(phone) }),
    ...(isStaff || address === undefined ? {} : { address: index.address(address) }),
  });

  const banIdsOf = (known: Known): readonly string[] =>
    SUBJECTS.flatMap((subject) => (known[subject] === undefined ? [] : [banIdOf(subject, known[subject])]));

  /** Bans that stand now, of all these senders in one question. */
  const standingOf = async (all: readonly Known[]): Promise<ReadonlyMap<string, DomainError>> => {
    const ids = [...new Set(all.flatMap(banIdsOf))];
    const found = ids.length === 0 ? [] : await bans.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(
      found.flatMap(({ id, state }) => {
        const ban = standingBan(state, clock.now());
        return ban === undefined ? [] : [[id, banned(id, ban.reason, ban.until)] as const];
      }),
    );
  };

  /** Counts the report everywhere it counts; where several limits are reached, the longest wait is told. */
  const overLimit = async (known: Known, rules: AbuseRules): Promise<DomainError | undefined> => {
    const refusals = await Promise.all(
      rules.limits.map(async (rule) => {
        const who = known[rule.of];
        try {
          if (who !== undefined) await limitOf(rule)(who);
          return [];
        } catch (error) {
          if (!isDomainError(error) || error.kind !== "limited") throw error;
          return [{ of: rule.of, wait: Number(error.details["retryAfterSeconds"]) }];
        }
      }),
    );
    const longest = refusals.flat().toSorted((one, other) => other.wait - one.wait)[0];
    return longest && tooOften(longest.of, longest.wait);
  };

  return {
    admit: async (senders) => {
      const rules = rulesOn(dayOf(clock.now()));
      const known = senders.map((sender) => (isEmergency(sender, rules) ? {} : knownOf(sender)));
      const standing = await standingOf(known);
      return Promise.all(
        senders.map(async ({ isStaff }, nth) => {
          const own = known[nth] ?? {};
          const ban = banIdsOf(own).find((id) => standing.has(id));
          if (ban !== undefined) return standing.get(ban);
          return isStaff ? undefined : overLimit(own, rules);
        }),
      );
    },
  };
};
