import type { Actor, CallContext } from "@wangge/kit";
import {
  ofApplication,
  verdictOf,
  mayFind,
  type Act,
  type Application,
  type ApplicationStateName,
  type Assessment,
  type PanelState,
  type Round,
  type Viewer,
} from "../../domain/selection/index.ts";
import { declarationId } from "./reviews.ts";
import type { Stores } from "./stores.ts";

/** An application as somebody stands to it. */
export interface Sighting {
  readonly id: string;
  readonly viewer: Viewer;
  readonly state: ApplicationStateName;
  readonly application: Application;
  readonly assessment: Assessment | undefined;
  readonly round: Round;
  readonly panel: PanelState;
}

const OVERSEERS: readonly Actor["roles"][number][] = [
  "supervisor",
  "inspector",
  "financeOfficer",
  "districtGovernment",
];

/** 经办. Whoever judges is not of the office, whatever else he may be. */
export const isSocialOffice = (actor: Actor | undefined): boolean =>
  actor === undefined ||
  (!actor.roles.includes("reviewer") && (actor.roles.includes("socialOfficer") || actor.roles.includes("admin")));

const asPartner = (actor: Actor, { organization, coApplicants }: Application): Viewer | undefined => {
  if (!actor.roles.includes("organization")) return undefined;
  if (actor.organization === organization) return "applicant";
  const partner = coApplicants.find((one) => one.organization === actor.organization);
  if (partner === undefined || partner.status === "declined") return undefined;
  return partner.status === "invited" ? "invited" : partner.mayEdit ? "coEditor" : "coApplicant";
};

interface Known {
  readonly application: Application;
  readonly assessment: Assessment | undefined;
  readonly panel: PanelState;
  /** Organizations that this account has declared a tie to. */
  readonly tiedTo: readonly string[];
}

const asJudge = ({ id }: Actor, { assessment, panel, tiedTo, application }: Known, applicationId: string): Viewer => {
  if (application.foundBy.some((organization) => tiedTo.includes(organization))) return "outsider";
  const review = assessment?.reviews.find(({ reviewer }) => reviewer === id);
  if (assessment?.readers.includes(id) === true) return review?.status === "final" ? "reviewed" : "reviewer";
  const sits = panel.status !== "none" && panel.status !== "appointed" && panel.members.includes(id);
  if (!sits || panel.proposal.recused[applicationId]?.includes(id) === true) return "outsider";
  return panel.chair === id ? "panelChair" : "panelMember";
};

const viewerOf = (actor: Actor | undefined, known: Known, applicationId: string): Viewer => {
  if (actor === undefined) return "officer";
  const partner = asPartner(actor, known.application);
  if (partner !== undefined) return partner;
  if (actor.roles.includes("reviewer")) return asJudge(actor, known, applicationId);
  if (isSocialOffice(actor)) return "officer";
  return actor.roles.some((role) => OVERSEERS.includes(role)) ? "overseer" : "outsider";
};

const stateOf = (id: string, { status }: Application, panel: PanelState): ApplicationStateName => {
  if (status !== "passed" || panel.status !== "signed") return status;
  const { order, proposal } = panel;
  return order.includes(id) || proposal.excluded.some(({ application }) => application === id) ? "ranked" : status;
};

/** Who is what to an application. An application that is not there is answered after the same reads, and in the same words. */
export const createLooking = ({ applications, assessments, rounds, panels, declarations }: Stores) => {
  const look = async (id: string, actor: Actor | undefined): Promise<Sighting | undefined> => {
    const [application, assessment] = await Promise.all([applications.load(id), assessments.load(id)]);
    const of = application === undefined || application.state.status === "none" ? undefined : application.state;
    const roundId = of?.round ?? id;
    const [round, panel, declaration] = await Promise.all([
      rounds.load(roundId),
      panels.load(roundId),
      declarations.load(declarationId(roundId, actor?.id ?? "")),
    ]);
    if (of === undefined || round === undefined || round.state.status === "none") return undefined;
    const known: Known = {
      application: of,
      assessment: assessment === undefined || assessment.state.status === "none" ? undefined : assessment.state,
      panel: panel?.state ?? { status: "none" },
      tiedTo:
        declaration?.state.status === "declared" ? declaration.state.ties.map(({ organization }) => organization) : [],
    };
    const viewer = viewerOf(actor, known, id);
    const state = stateOf(id, of, known.panel);
    return mayFind(viewer, state) ? { id, viewer, state, round: round.state, ...known } : undefined;
  };

  return {
    look,
    /** @throws DomainError `social.application.unknown` for whoever may not know of it */
    find: async (id: string, actor: Actor | undefined): Promise<Sighting> => {
      const sighting = await look(id, actor);
      if (sighting === undefined) throw ofApplication.unknown();
      return sighting;
    },
    /**
     * Undefined: this very request was done before, and nothing is left to do. `said`: where it is kept.
     * @throws DomainError `social.application.unknown`, `…not_yours`, `…not_now`
     */
    mustBeAllowed: async (
      act: Act,
      id: string,
      { actor, meta }: Pick<CallContext, "actor" | "meta">,
      said: Pick<Stores["applications"], "hasHandled"> = applications,
    ): Promise<Sighting | undefined> => {
      const sighting = await look(id, actor);
      const verdict = sighting === undefined ? "unknown" : verdictOf(act, sighting.viewer, sighting.state);
      if (sighting === undefined || verdict === "unknown") throw ofApplication.unknown();
      if (verdict === "allowed") return sighting;
      if (meta.messageId !== undefined && (await said.hasHandled(id, meta.messageId))) return undefined;
      if (verdict === "forbidden") throw ofApplication.forbidden("not_yours", "This is for others to do");
      throw ofApplication.rule("not_now", `Not possible while it is ${sighting.state}`, { status: sighting.state });
    },
  };
};
export type Looking = ReturnType<typeof createLooking>;
