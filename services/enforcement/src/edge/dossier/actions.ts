/** 案卷的接口: every step of the procedure, and who may look. */
import { dayOf } from "@wangge/calendar";
import {
  action,
  DomainError,
  idFrom,
  keyOfAccount,
  newId,
  type Action,
  type Actor,
  type CallContext,
  type Role,
} from "@wangge/kit";
import type { z } from "zod";
import type { AskedData, DossierDesk } from "../../app/dossier/desk.ts";
import type { Origins } from "../../app/origins.ts";
import {
  decisionNumber,
  dossierNumber,
  firstProcess,
  refuse,
  stepOf,
  unknownDossier,
  type CommandType,
} from "../../domain/dossier/index.ts";
import { AmendPartyInput, ById, INPUTS, OnSpotInput, OpenInput, type Discretion } from "./input.ts";
import { readingActions } from "./reading-actions.ts";
import { STEPS, type Stepped } from "./steps.ts";
import { DossierView, viewOf } from "./view.ts";

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const rolesFor = (type: CommandType): readonly Role[] => (stepOf(firstProcess, type)?.roles ?? []) as readonly Role[];

/** What some inputs have, and the desk makes facts of. */
interface Stated {
  readonly dossierId: string;
  readonly officers?: readonly string[];
  readonly norms?: readonly string[];
  readonly discretion?: Discretion;
}

export interface DossierActionDeps {
  readonly desk: DossierDesk;
  readonly origins: Origins;
  /** Gives a serial of a year that nobody else gets. */
  readonly serialOf: (year: string) => Promise<number>;
}

export const dossierActions = ({ desk, origins, serialOf }: DossierActionDeps): Readonly<Record<string, Action>> => {
  const { clock, rules, registers, dossiers } = desk;
  const today = (): string => dayOf(clock.now());

  const view = async (dossierId: string, actor: Actor | undefined): Promise<z.input<typeof DossierView>> =>
    viewOf(await desk.known(dossierId, actor), today(), rules);

  /** What a step needs that nobody sends: the number of a decision, and whether the party is on record. */
  const filledIn = async (type: Stepped, dossierId: string, actor: Actor | undefined): Promise<object> => {
    if (type !== "Decide") return {};
    const { dossier, party } = await desk.known(dossierId, actor);
    const before = (await dossiers.history(dossierId)).filter(({ event }) => event.type === "DecisionAnnulled").length;
    return {
      number: decisionNumber(dossier.number, before),
      hasPartyData: party.name !== undefined && party.address !== undefined,
    };
  };

  const step = <Type extends Stepped>(type: Type): Action =>
    action({
      rest: `POST /dossiers/:dossierId/${STEPS[type][0]}`,
      summary: STEPS[type][1],
      access: rolesFor(type),
      input: ById.extend(INPUTS[type]),
      output: DossierView,
      run: async (input, context) => {
        const { dossierId, officers, norms, discretion, ...data } = input as Stated;
        const known = await filledIn(type, dossierId, context.actor);
        const weighed = norms && { norms, facts: discretion };
        const asked = { ...data, ...known } as unknown as AskedData<Type>;
        await desk.ask(dossierId, type, asked, context, { officers, weighed });
        return view(dossierId, context.actor);
      },
    });

  const idOf = ({ actor, idempotencyKey }: CallContext): string =>
    idempotencyKey === undefined ? newId() : idFrom("enforcement/dossier", keyOfAccount(actor?.id, idempotencyKey));

  /** What opening a dossier takes from the power list, the register of numbers and other dossiers. */
  const openedFrom = async (
    dossierId: string,
    input: OpenInput,
    step: "investigate" | "summary",
    actor: Actor | undefined,
  ) => {
    const on = today();
    const before = (await dossiers.load(dossierId))?.state;
    const item = await registers.itemOn(input.item, on);
    if (item === undefined)
      throw new DomainError("rule", "enforcement.power_item.not_in_force", "This item is not in force today", {
        item: input.item,
      });
    if (before === undefined || before.status === "none")
      await origins.check(input.source, input.operationId, actor?.department);
    // 授权: whoever acts by it decides in his own body's name.
    const own = await registers.competence(actor?.id ?? "", input.item, step, input.area, on);
    const { sameActAs, ...act } = input.act;
    const actId = sameActAs === undefined ? dossierId : await actOf(sameActAs);
    const { kind, related } = input.party;
    return {
      process: firstProcess.version,
      number:
        before === undefined || before.status === "none"
          ? dossierNumber(on.slice(0, 4), await serialOf(on.slice(0, 4)))
          : before.number,
      source: input.source,
      item: item.version,
      decidingBody: own.ok ? own.decidingBody : item.decidingBody,
      area: input.area,
      party: { kind, related },
      act: { actId, ...act },
      ...(input.operationId === undefined ? {} : { operationId: input.operationId }),
      facts: input.facts,
    };
  };
  /** Also of a dossier that is another body's: that is what it is for. */
  const actOf = async (dossierId: string): Promise<string> => {
    const state = (await dossiers.load(dossierId))?.state;
    if (state === undefined || state.status === "none") throw unknownDossier();
    return state.act.actId;
  };

  const partyOf = ({ party: { kind: _kind, related: _related, ...fields } }: OpenInput) => fields;

  const steps = Object.fromEntries((Object.keys(STEPS) as Stepped[]).map((type) => [camel(type), step(type)]));

  return {
    ...steps,
    openDossier: action({
      rest: "POST /dossiers",
      summary: "申请立案: an officer asks for a dossier; it gets its number",
      access: rolesFor("OpenDossier"),
      idempotent: true,
      status: 201,
      input: OpenInput,
      output: DossierView,
      run: async (input, context) => {
        const id = idOf(context);
        const data = await openedFrom(id, input, "investigate", context.actor);
        await desk.ask(id, "OpenDossier", data, context, { party: partyOf(input) });
        return view(id, context.actor);
      },
    }),
    decideOnSpot: action({
      rest: "POST /dossiers/on-spot",
      summary: "当场处罚: filed, decided and delivered on the spot, up to what the law of the day allows",
      access: rolesFor("DecideOnSpot"),
      idempotent: true,
      status: 201,
      input: OnSpotInput,
      output: DossierView,
      run: async ({ officers, ...input }, context) => {
        const id = idOf(context);
        const { formNumber, norms, penalty, discretion, factsAreCertain, certificatesShown } = input;
        const { evidence, reasons, defence, signed, payee } = input;
        const data = {
          ...(await openedFrom(id, input, "summary", context.actor)),
          ...{ formNumber, penalty, factsAreCertain, certificatesShown, evidence, reasons, defence, signed },
          ...(payee === undefined ? {} : { payee }),
        };
        const weighed = { norms, facts: discretion };
        await desk.ask(id, "DecideOnSpot", data, context, { officers, party: partyOf(input), weighed });
        return view(id, context.actor);
      },
    }),
    amendParty: action({
      rest: "POST /dossiers/:dossierId/party",
      summary: "补充当事人资料: a decision names the party and its address",
      access: rolesFor("AmendParty"),
      input: AmendPartyInput,
      output: DossierView,
      run: async ({ dossierId, party: fresh }, context) => {
        const { dossier, party, worksOnIt } = await desk.known(dossierId, context.actor);
        // Who sees it masked would seal the mask.
        if (!worksOnIt) throw refuse("not_investigator");
        const data = { fields: Object.keys(fresh), seen: dossier.partyEdits };
        await desk.ask(dossierId, "AmendParty", data, context, { party: { ...party, ...fresh } });
        return view(dossierId, context.actor);
      },
    }),
    ...readingActions(desk),
  };
};
