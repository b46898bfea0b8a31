/** 办案台: asks the registers who is competent today, decides, and leaves a trace of what was refused. */
import { dayOf } from "@wangge/calendar";
import { isRefusal, type Actor, type CallContext, type Clock, type Log } from "@wangge/kit";
import {
  possibleSteps,
  stepOf,
  unknownDossier,
  type Act,
  type Caller,
  type Colleague,
  type CommandData,
  type CommandType,
  type Dossier,
  type DossierCommand,
  type Possible,
  type ProcedureStep,
  type Rules,
} from "../../domain/dossier/index.ts";
import { codeToNote, refusalNoter, type Attempts } from "../attempts.ts";
import type { PartyCodeOf } from "../party/code.ts";
import type { ActDesk, Dossiers } from "./act-desk.ts";
import type { Registers } from "./registers.ts";
import type { Facts, Weigh } from "./weighing.ts";
import { maskedParty, type DossierVault, type PartyFields } from "./vault.ts";

export interface DossierParts {
  readonly dossiers: Dossiers;
  readonly attempts: Attempts;
  readonly acts: ActDesk;
  readonly registers: Registers;
  readonly vault: DossierVault;
  /** 查询码 */
  readonly partyCodeOf: PartyCodeOf;
  readonly weigh: Weigh;
  readonly rules: Rules;
  readonly clock: Clock;
  readonly log: Log;
}

/** What comes with a command besides its own words: who else acts, and the party's data with the first one. */
export interface With {
  readonly officers?: readonly string[] | undefined;
  /** null: what is sealed of it goes. */
  readonly party?: PartyFields | null | undefined;
  /** 裁量: norms by their codes, and the facts that the benchmark goes by. */
  readonly weighed?: { readonly norms: readonly string[]; readonly facts: Facts | undefined } | undefined;
}

/** A command's data without what the desk puts in. */
export type AskedData<Type extends CommandType> = Omit<
  CommandData[Type],
  "officers" | "acts" | (Type extends "ProposePenalty" | "DecideOnSpot" ? "norms" | "discretion" : never)
>;

export interface DossierDesk extends DossierParts {
  readonly ask: <Type extends CommandType>(
    dossierId: string,
    type: Type,
    data: AskedData<Type>,
    context: CallContext,
    also?: With,
  ) => Promise<Dossier>;
  /** @throws DomainError `enforcement.dossier.unknown`, also for whom it is none of his */
  readonly known: (dossierId: string, actor: Actor | undefined) => Promise<Known>;
  /** What who asks can do with it now, and why not the rest. Nothing of it is noted as an attempt. */
  readonly possible: (known: Known, context: CallContext) => Promise<readonly Possible[]>;
}

export interface Known {
  readonly id: string;
  readonly version: number;
  readonly dossier: Dossier;
  /** In clear for who works on it, masked for others. */
  readonly party: PartyFields;
  readonly worksOnIt: boolean;
}

const OF_BODY: readonly string[] = ["officer", "enforcementLead", "legalReviewer"];
/** Whoever watches over all bodies. */
const OVERSEES: readonly string[] = ["inspector", "supervisor", "districtGovernment"];

const isInvolved = (dossier: Dossier, account: string): boolean =>
  dossier.openedBy === account ||
  dossier.filedBy === account ||
  dossier.hearing?.chair === account ||
  dossier.investigators.some((one) => one.account === account && one.left !== true);

export const maySee = (dossier: Dossier, { id, roles, department }: Actor): boolean =>
  isInvolved(dossier, id) ||
  roles.some((role) => OVERSEES.includes(role)) ||
  (department === dossier.body && roles.some((role) => OF_BODY.includes(role)));

/** Sees the party in clear: who investigates, approves, reviews or decides. */
export const worksOn = (dossier: Dossier, { id, roles, department }: Actor): boolean =>
  isInvolved(dossier, id) ||
  (department === dossier.body && roles.some((role) => role === "enforcementLead" || role === "legalReviewer"));

/** A dispute is settled by who is above both; everything else is for who may see the dossier. */
const mayAsk = (dossier: Dossier, type: CommandType, actor: Actor): boolean =>
  type === "OpenDossier" || type === "DecideOnSpot" || type === "SettleDispute" || maySee(dossier, actor);

/** The colleagues of these two are asked for what they will do, not for what the lead does. */
const stepOfColleagues = (type: CommandType, step: ProcedureStep | undefined): ProcedureStep | undefined =>
  type === "FileDossier" || type === "AddInvestigators" ? "investigate" : step;

interface Place {
  readonly item: string;
  readonly area: string;
}
interface About extends Place {
  readonly act: Act;
  readonly body: string;
}

const codeOf = (item: string): string => item.split("@")[0] ?? item;

export const createDossierDesk = (parts: DossierParts): DossierDesk => {
  const { dossiers, attempts, acts, registers, rules, vault, weigh, clock, log } = parts;

  const note = refusalNoter({ attempts, clock, log });

  const callerOf = async (
    { actor }: CallContext,
    { item, area }: Place,
    step: ProcedureStep | undefined,
    on: string,
  ): Promise<Caller> => {
    const account = actor?.id ?? "service";
    const competence =
      step === undefined ? undefined : await registers.competence(account, codeOf(item), step, area, on);
    // The register of officers knows better than a token which body somebody is of.
    const body = competence?.ok === true ? competence.body : actor?.department;
    return {
      account,
      roles: actor === undefined ? ["service"] : actor.roles,
      ...(body === undefined ? {} : { body }),
      ...(competence === undefined ? {} : { competence }),
    };
  };

  const colleaguesOf = (
    accounts: readonly string[],
    { item, area }: Place,
    step: ProcedureStep | undefined,
    on: string,
  ): Promise<readonly Colleague[]> =>
    Promise.all(
      accounts.map(async (account) => ({
        account,
        competence:
          step === undefined
            ? { ok: false as const, reasons: [] }
            : await registers.competence(account, codeOf(item), step, area, on),
      })),
    );

  const stored = async (dossierId: string): Promise<Dossier | undefined> => {
    const state = (await dossiers.load(dossierId))?.state;
    return state === undefined || state.status === "none" ? undefined : state;
  };

  /** What the command is about before there is a dossier: what it says itself. */
  const aboutOf = (before: Dossier | undefined, data: object): About => {
    if (before !== undefined) return before;
    if (!("item" in data && "area" in data && "act" in data && "decidingBody" in data)) throw unknownDossier();
    const { item, area, act, decidingBody: body } = data as CommandData["OpenDossier"];
    return { item, area, act, body };
  };

  const actsFor = async (type: CommandType, id: string, { act: { actId }, body }: About, { meta }: CallContext) => {
    if (type === "FileDossier" || type === "DecideOnSpot") return { acts: await acts.claim(id, actId, body, meta) };
    return type === "Decide" ? { acts: await acts.look(id, actId) } : {};
  };

  /** What the register of acts has to hear once it is so. */
  const after = async (
    type: CommandType,
    id: string,
    { act, status, decision, dispute }: Dossier,
    { meta }: CallContext,
  ): Promise<void> => {
    const at = clock.now();
    if (status === "withdrawn" || status === "handedOver" || status === "refused")
      await acts.tell(act.actId, { type: "LeaveAct", dossierId: id, at }, meta);
    const mayAnnul = type === "AnnulDecision" || type === "EndRemedy";
    if (mayAnnul && decision?.annulled === true)
      await acts.tell(act.actId, { type: "UnfineAct", dossierId: id, at }, meta);
    if (type === "SettleDispute" && dispute?.settledFor !== undefined)
      await acts.tell(act.actId, { type: "DesignateAct", body: dispute.settledFor, at }, meta);
  };

  const decided = async (
    id: string,
    command: DossierCommand,
    { actId, fine }: { readonly actId: string; readonly fine: boolean },
    context: CallContext,
    party: PartyFields | null | undefined,
  ): Promise<Dossier> => {
    // The one fine of an act is taken first: two bodies that decide at once do not both have it.
    const { finedIn } = fine ? await acts.look(id, actId) : { finedIn: undefined };
    if (fine && finedIn === undefined) await acts.fine(id, actId, context.meta);
    try {
      const sealed = party === undefined || party === null ? party : vault.seal(id, party);
      const { state } = await dossiers.handle(id, command, context.meta, sealed);
      if (state.status === "none") throw unknownDossier();
      return state;
    } catch (error) {
      if (fine && finedIn === undefined && isRefusal(error)) {
        const before = await stored(id);
        if (before?.decision === undefined || before.decision.annulled === true)
          await acts.tell(actId, { type: "UnfineAct", dossierId: id, at: clock.now() }, context.meta);
      }
      throw error;
    }
  };

  /** A filing that was refused claims nothing. */
  const giveBack = async (type: CommandType, id: string, actId: string, { meta }: CallContext): Promise<void> => {
    if (type !== "FileDossier" && type !== "DecideOnSpot") return;
    const status = (await stored(id))?.status ?? "opened";
    if (status === "opened") await acts.tell(actId, { type: "LeaveAct", dossierId: id, at: clock.now() }, meta);
  };

  const fineOf = (type: CommandType, data: object): number => {
    if (type !== "Decide" && type !== "DecideOnSpot") return 0;
    return (data as CommandData["Decide"]).penalty.fine;
  };

  const ask: DossierDesk["ask"] = async (id, type, data, context, { officers, party, weighed } = {}) => {
    const at = clock.now();
    const on = dayOf(at);
    const before = await stored(id);
    if (before === undefined && type !== "OpenDossier" && type !== "DecideOnSpot") throw unknownDossier();
    if (before !== undefined && context.actor !== undefined && !mayAsk(before, type, context.actor))
      throw unknownDossier();
    const about = aboutOf(before, data);
    const { actId } = about.act;
    const process = rules.processOf(before?.process ?? (data as { process?: string }).process ?? "");
    const step = stepOf(process, type)?.competence;
    try {
      const by = await callerOf(context, about, step, on);
      const together =
        officers === undefined
          ? {}
          : { officers: await colleaguesOf(officers, about, stepOfColleagues(type, step), on) };
      const weighing = weighed && (await weigh(about.item, weighed.norms, weighed.facts, about.act, at));
      const command = {
        type,
        data: { ...data, ...together, ...weighing, ...(await actsFor(type, id, about, context)) },
        by,
        at,
      } as unknown as DossierCommand;
      const state = await decided(id, command, { actId, fine: fineOf(type, data) > 0 }, context, party);
      await after(type, id, state, context);
      return state;
    } catch (error) {
      const code = codeToNote(error);
      if (code !== undefined) {
        await note(id, type, context.actor?.id ?? "service", code);
        await giveBack(type, id, actId, context);
      }
      throw error;
    }
  };

  const possible: DossierDesk["possible"] = async ({ id, dossier }, context) => {
    const at = clock.now();
    const on = dayOf(at);
    const { steps } = rules.processOf(dossier.process);
    const kinds = [...new Set(steps.map(({ competence }) => competence))];
    const callers = new Map(
      await Promise.all(kinds.map(async (kind) => [kind, await callerOf(context, dossier, kind, on)] as const)),
    );
    const nobody: Caller = { account: "", roles: [] };
    return possibleSteps({
      ...{ state: dossier, at, rules, acts: await acts.look(id, dossier.act.actId) },
      callerFor: ({ competence }) => callers.get(competence) ?? nobody,
    });
  };

  return {
    ...parts,
    ask,
    possible,
    known: async (id, actor) => {
      const found = await dossiers.load(id);
      if (found === undefined || found.state.status === "none" || actor === undefined) throw unknownDossier();
      const { state: dossier, sealed, version } = found;
      if (!maySee(dossier, actor)) throw unknownDossier();
      const worksOnIt = worksOn(dossier, actor);
      const opened = vault.open(id, sealed);
      return { id, version, dossier, worksOnIt, party: worksOnIt ? opened : maskedParty(opened) };
    },
  };
};
