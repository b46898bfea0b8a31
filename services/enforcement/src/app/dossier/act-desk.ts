/** 先立案管辖与一事不再罚, between dossiers that know nothing of each other. */
import type { Clock, DeciderStore, Meta } from "@wangge/kit";
import type {
  ActCommand,
  ActEvent,
  ActFacts,
  ActState,
  DossierCommand,
  DossierEvent,
  DossierState,
} from "../../domain/dossier/index.ts";

export type Dossiers = DeciderStore<DossierState, DossierCommand, DossierEvent>;
export type Acts = DeciderStore<ActState, ActCommand, ActEvent>;

/** So long a claim stands whose dossier is not filed yet: its process may be about to. */
const FILING_MS = 60_000;

const OVER: ReadonlySet<string> = new Set(["none", "refused", "withdrawn", "handedOver", "annulled"]);

export interface ActDesk {
  /** What is known of the act, for a dossier that only looks. */
  readonly look: (dossierId: string, actId: string) => Promise<ActFacts>;
  /** The dossier's body files now. */
  readonly claim: (dossierId: string, actId: string, body: string, meta: Meta) => Promise<ActFacts>;
  /** Takes the act's one fine before it is decided. @throws DomainError where another dossier has it */
  readonly fine: (dossierId: string, actId: string, meta: Meta) => Promise<void>;
  readonly tell: (actId: string, command: ActCommand, meta: Meta) => Promise<void>;
}

export const createActDesk = ({
  acts,
  dossiers,
  clock,
}: {
  readonly acts: Acts;
  readonly dossiers: Pick<Dossiers, "load">;
  readonly clock: Clock;
}): ActDesk => {
  const factsOf = (dossierId: string, { holder = dossierId, finedIn }: ActState): ActFacts => ({
    holds: holder === dossierId,
    holder,
    ...(finedIn === undefined || finedIn === dossierId ? {} : { finedIn }),
  });

  const told = async (actId: string, command: ActCommand, meta: Meta): Promise<ActState> =>
    (await acts.handle(actId, command, { ...meta, messageId: undefined })).state;

  /** Whether a claim is somebody's still: its dossier goes on, or ended with what it decided. */
  const stands = async ({ dossierId, at }: ActState["claims"][number]): Promise<boolean> => {
    const other = (await dossiers.load(dossierId))?.state ?? { status: "none" as const };
    if (other.status === "opened" || other.status === "none")
      return Date.parse(clock.now()) - Date.parse(at) < FILING_MS;
    return !OVER.has(other.status);
  };

  /** What a crash or an end has left is taken away when somebody asks. */
  const tidied = async (actId: string, own: string, state: ActState, meta: Meta): Promise<ActState> => {
    let now = state;
    for (const claim of state.claims) {
      if (claim.dossierId === own || (await stands(claim))) continue;
      const { dossierId } = claim;
      if (now.finedIn === dossierId) await told(actId, { type: "UnfineAct", dossierId, at: clock.now() }, meta);
      now = await told(actId, { type: "LeaveAct", dossierId, at: clock.now() }, meta);
    }
    return now;
  };

  return {
    look: async (dossierId, actId) => {
      const state = (await acts.load(actId))?.state ?? { claims: [] };
      return factsOf(dossierId, await tidied(actId, dossierId, state, {}));
    },
    claim: async (dossierId, actId, body, meta) => {
      const state = await told(actId, { type: "ClaimAct", dossierId, body, at: clock.now() }, meta);
      return factsOf(dossierId, await tidied(actId, dossierId, state, meta));
    },
    fine: async (dossierId, actId, meta) => {
      await told(actId, { type: "FineAct", dossierId, at: clock.now() }, meta);
    },
    tell: async (actId, command, meta) => {
      await told(actId, command, meta);
    },
  };
};
