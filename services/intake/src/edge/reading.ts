/** Who may see what of a reporter. What the office calls 谁处置谁不见报告人: who handles a case does not see who reported it. */
import {
  DomainError,
  isOffice,
  newId,
  type Actor,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Stored,
} from "@wangge/kit";
import type { Bans } from "../app/gatekeeper.ts";
import type { Limit } from "../app/limits.ts";
import type { Matters } from "../app/matter-desk.ts";
import type { PhotoRegister } from "../app/photo-register.ts";
import type { Vault } from "../app/vault.ts";
import type {
  Access,
  AccessRecorded,
  AccessState,
  FollowerCommand,
  FollowerEvent,
  FollowerState,
  RecordAccess,
  ReportCommand,
  ReportEvent,
  ReporterCommand,
  ReporterEvent,
  ReporterState,
  ReportState,
  UpdateCommand,
  UpdateEvent,
  UpdateState,
} from "../domain/index.ts";
import type { Reason } from "./reporter-input.ts";

/** As whom an account works on cases. */
export interface CaseParty {
  readonly worker?: string;
  readonly department?: string;
}

export interface ReporterDeps {
  /** 照片 */
  readonly photos: PhotoRegister;
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly reporters: DeciderStore<ReporterState, ReporterCommand, ReporterEvent>;
  readonly accesses: DeciderStore<AccessState, RecordAccess, AccessRecorded>;
  readonly bans: Bans;
  readonly followers: DeciderStore<FollowerState, FollowerCommand, FollowerEvent>;
  readonly updates: DeciderStore<UpdateState, UpdateCommand, UpdateEvent>;
  readonly matters: Matters;
  readonly vault: Vault;
  /** Whether this party works on a case. @throws DomainError `unavailable` */
  readonly handles: (caseId: string, party: CaseParty) => Promise<boolean>;
  /** Readings of one account. */
  readonly limitReading: Limit;
  /** Phones tried with one tracking number. */
  readonly limitProof: Limit;
  readonly clock: Clock;
}

export type Accepted = Stored<Extract<ReportState, { readonly status: "accepted" }>>;

export const unknownReport = (): DomainError =>
  new DomainError("missing", "intake.report.unknown", "There is no such report");

export const acceptedOf = (stored: Stored<ReportState> | undefined): Accepted => {
  if (stored?.state.status !== "accepted") throw unknownReport();
  return { ...stored, state: stored.state };
};

/** In which role an account reads; the one that answers for most comes first. */
const READERS = ["supervisor", "admin", "clerk"] as const satisfies readonly Access["role"][];

const readerOf = (actor: Actor | undefined): { readonly actor: Actor; readonly role: Access["role"] } => {
  const role = READERS.find((one) => actor?.roles.includes(one) === true);
  if (actor === undefined || role === undefined)
    throw new DomainError(
      "forbidden",
      "intake.reporter.not_yours",
      "Only a person with a role of the window reads this",
    );
  return { actor, role };
};

const worksOnCases = (actor: Actor): boolean => actor.worker !== undefined || actor.department !== undefined;

const partyOf = ({ worker, department }: Actor): CaseParty => ({
  ...(worker === undefined ? {} : { worker }),
  ...(department === undefined ? {} : { department }),
});

export interface Reading {
  /** Whether this actor works on the case. @throws DomainError `unavailable` */
  readonly isHandler: (reportId: string, actor: Actor) => Promise<boolean>;
  /** @throws DomainError `intake.report.unknown`, for a private report that is not this actor's, as if it were not there */
  readonly mayKnow: (report: Accepted, actor: Actor | undefined) => Promise<void>;
  /** The clerk who took it down, and supervisors; nobody who works on the case. */
  readonly maySeeMasked: (reportId: string, reporter: ReporterState, actor: Actor | undefined) => Promise<boolean>;
  /** Writes down who reads what and why. Only then may it be answered. @throws DomainError `limited`, `forbidden` */
  readonly account: (
    access: Pick<Access, "kind" | "reports" | "fields" | "photoId">,
    reason: Reason,
    context: CallContext,
  ) => Promise<string>;
  /** @throws DomainError `intake.reporter.handler` */
  readonly mustNotHandle: (reportId: string | undefined, actor: Actor | undefined) => Promise<void>;
}

export const createReading = ({ accesses, vault, limitReading, clock, ...deps }: ReporterDeps): Reading => {
  const handles = async (reportId: string, actor: Actor): Promise<boolean> =>
    worksOnCases(actor) && (await deps.handles(reportId, partyOf(actor)));
  return {
    isHandler: handles,
    mayKnow: async ({ id, state }, actor) => {
      if (state.visibility !== "private" || actor === undefined || isOffice(actor)) return;
      if (!(await handles(id, actor))) throw unknownReport();
    },
    maySeeMasked: async (reportId, reporter, actor) => {
      if (actor === undefined || reporter.status !== "kept") return false;
      const isSupervisor = actor.roles.includes("supervisor") || actor.roles.includes("admin");
      const hasFiled = actor.roles.includes("clerk") && reporter.filedBy === actor.id;
      return (isSupervisor || hasFiled) && !(await handles(reportId, actor));
    },
    mustNotHandle: async (reportId, actor) => {
      if (actor === undefined || !worksOnCases(actor)) return;
      // A search would show whose the reports are before anybody could ask who handles them.
      if (reportId === undefined || (await handles(reportId, actor)))
        throw new DomainError(
          "forbidden",
          "intake.reporter.handler",
          "Who handles a case does not see who reported it",
        );
    },
    account: async (access, { purpose, text }, { actor: by, meta }) => {
      const { actor, role } = readerOf(by);
      await limitReading(actor.id);
      const { department } = actor;
      const id = newId();
      const data = { ...access, account: actor.id, role, ...(department === undefined ? {} : { department }), purpose };
      const command = { type: "RecordAccess", data, at: clock.now() } as const;
      await accesses.handle(id, command, { ...meta, messageId: undefined }, vault.sealReason(id, text));
      return id;
    },
  };
};
