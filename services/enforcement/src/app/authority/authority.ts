import { createHash } from "node:crypto";
import {
  aggregateKind,
  blindIndex,
  canonicalJson,
  DomainError,
  type Parts,
  type PersonalDataKeys,
  type Stored,
} from "@wangge/kit";
import {
  competenceOf,
  officerDecider,
  powerItemDecider,
  unfitFor,
  versionOn,
  type PowerItemContent,
} from "../../domain/authority/index.ts";
import { authorityActions } from "../../edge/authority/actions.ts";
import { checkAuthorityData } from "./data.ts";
import type { AuthorityDesk, AuthorityRegisters, Officers, PowerItems } from "./desk.ts";

const contentHash = (content: PowerItemContent): string =>
  createHash("sha256").update(canonicalJson(content)).digest("hex");

const stateOf = <State>(stored: Stored<State> | undefined): State | undefined => stored?.state;

const registersOf = (officers: Officers, items: PowerItems): AuthorityRegisters => ({
  competence: async (account, code, step, area, on) => {
    const [officer, item] = await Promise.all([officers.load(account), items.load(code)]);
    return competenceOf({ officer: stateOf(officer), item: stateOf(item), step, area, on });
  },
  unfitOf: async (served, on) => {
    const ids = [...new Set(served.map(({ officer }) => officer))];
    const found = ids.length === 0 ? [] : await officers.find({ where: { _id: { in: ids } }, limit: ids.length });
    const known = new Map(found.map(({ id, state }) => [id, state]));
    return new Map(
      served.flatMap(({ officer, force, street: area }) => {
        const reasons = unfitFor(known.get(officer), { force, area, on });
        return reasons.length === 0 ? [] : [[officer, reasons] as const];
      }),
    );
  },
  bodyOf: async (account) => {
    const officer = stateOf(await officers.load(account));
    return officer === undefined || officer.status === "none" ? undefined : officer.postings.at(-1)?.body;
  },
  itemOn: async (code, on) => {
    const item = stateOf(await items.load(code));
    const version = item === undefined || item.status === "none" ? undefined : versionOn(item, on);
    return version && { version: version.id, decidingBody: version.content.body, norms: version.content.norms };
  },
});

export interface AuthorityParts extends Pick<Parts<unknown>, "store" | "clock"> {
  readonly keys: PersonalDataKeys;
}

/** 权责与执法资格: the registers of power items and officers. */
export const createAuthority = async ({ store, clock, keys }: AuthorityParts) => {
  checkAuthorityData();
  const officers: Officers = await store.decider("officers", officerDecider, {
    publishAs: () => [],
    indexes: [["state.certificateHashes"]],
    chained: true,
  });
  const items: PowerItems = await store.decider("powerItems", powerItemDecider, {
    publishAs: () => [],
    chained: true,
  });
  const index = blindIndex(keys.index);
  const registers = registersOf(officers, items);

  const desk: AuthorityDesk = {
    ...registers,
    officers,
    items,
    clock,
    contentHash,
    certificateOf: async (account, { number, issuedOn, expiresOn }) => {
      const hash = index.of("officerCertificate", number.toUpperCase());
      const holders = await officers.find({ where: { "state.certificateHashes": hash }, limit: 2 });
      if (holders.some(({ id }) => id !== account))
        throw new DomainError("rule", "enforcement.officer.certificate_taken", "Another officer has this certificate");
      return { hash, last4: number.slice(-4), issuedOn, expiresOn };
    },
    mustKnow: async (powers) => {
      const found = await Promise.all(powers.map((code) => items.load(code)));
      const unknown = powers.filter((_, at) => (stateOf(found[at])?.status ?? "none") === "none");
      if (unknown.length > 0)
        throw new DomainError("rule", "enforcement.officer.unknown_power", "There are no such items", {
          powers: unknown,
        });
    },
  };
  return { officers, items, registers, actions: authorityActions(desk), subscriptions: [] };
};

/** For the doctor, which recomputes and decides nothing. */
export const authorityAggregates = [
  aggregateKind("enforcement", "officers", officerDecider, () => []),
  aggregateKind("enforcement", "powerItems", powerItemDecider, () => []),
];
