/** 当事人查询: by the number of the dossier and the code in its notice, or as a citizen who has shown it once. */
import { dayOf } from "@wangge/calendar";
import {
  createLimit,
  DomainError,
  type Clock,
  type DeciderStore,
  type Parts,
  type PersonalDataKeys,
} from "@wangge/kit";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Dossier, DossierCommand, DossierEvent, DossierState, Rules } from "../../domain/dossier/index.ts";
import {
  partyViewOf,
  type DossierFollowed,
  type FollowDossier,
  type FollowState,
  type PartyView,
} from "../../domain/party/index.ts";
import type { PartyCodeOf } from "./code.ts";

const QUARTER_MS = 15 * 60_000;
const TRIES = 10;

/** One answer for a number that is not there, a dossier that concerns nobody yet and a wrong code. */
const noMatch = (): DomainError =>
  new DomainError("missing", "enforcement.party.no_match", "No dossier fits this number and this code");

export interface PartyDesk {
  /** @throws DomainError `enforcement.party.no_match`, `enforcement.party.too_often` */
  readonly byCode: (number: string, code: string, citizen: string | undefined) => Promise<PartyView>;
  readonly ofCitizen: (account: string) => Promise<readonly PartyView[]>;
}

export interface PartyParts {
  readonly dossiers: Pick<DeciderStore<DossierState, DossierCommand, DossierEvent>, "find" | "history" | "load">;
  readonly follows: DeciderStore<FollowState, FollowDossier, DossierFollowed>;
  readonly rules: Rules;
  readonly keys: Pick<PersonalDataKeys, "index">;
  readonly codeOf: PartyCodeOf;
  readonly clock: Clock;
  readonly redis: Parts<unknown>["redis"];
}

export const createPartyDesk = (parts: PartyParts): PartyDesk => {
  const { dossiers, follows, rules, keys, codeOf, clock, redis } = parts;
  const limit = createLimit(
    { service: "enforcement", name: "party", most: TRIES, windowMs: QUARTER_MS },
    { clock, redis },
  );

  const isCode = (dossierId: string, given: string): boolean => {
    const [wanted, shown] = [codeOf(dossierId), given.toUpperCase().replaceAll(/[\s-]/g, "")].map((text) =>
      createHmac("sha256", keys.index).update(text).digest(),
    );
    return wanted !== undefined && shown !== undefined && timingSafeEqual(wanted, shown);
  };

  const viewOf = async (id: string, dossier: Dossier): Promise<PartyView | undefined> => {
    const history = (await dossiers.history(id)).map(({ event }) => event);
    return partyViewOf(dossier, history, dayOf(clock.now()), rules.law);
  };

  return {
    byCode: async (number, code, citizen) => {
      await limit(number);
      const [found] = await dossiers.find({ where: { "state.number": number }, limit: 1 });
      // What there is not is worked out like what there is: the time tells nothing.
      const fits = isCode(found?.id ?? number, code);
      const view =
        found === undefined || found.state.status === "none" ? undefined : await viewOf(found.id, found.state);
      if (found === undefined || view === undefined || !fits) throw noMatch();
      if (citizen !== undefined)
        await follows.handle(citizen, { type: "FollowDossier", dossierId: found.id, at: clock.now() });
      return view;
    },
    ofCitizen: async (account) => {
      const ids = (await follows.load(account))?.state.dossiers ?? [];
      const views = await Promise.all(
        ids.map(async (id) => {
          const state = (await dossiers.load(id))?.state;
          return state === undefined || state.status === "none" ? undefined : viewOf(id, state);
        }),
      );
      return views.filter((view) => view !== undefined);
    },
  };
};
