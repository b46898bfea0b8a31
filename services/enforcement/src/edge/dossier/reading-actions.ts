/** Who may look into a dossier, and what he sees. */
import { dayOf } from "@wangge/calendar";
import { Day, Instant, Fen } from "@wangge/contracts";
import { BodyCode, DossierId } from "@wangge/contracts/events";
import { action, type Action, type Actor, type DomainError, type Role } from "@wangge/kit";
import { z } from "zod";
import type { DossierDesk } from "../../app/dossier/desk.ts";
import { DOCUMENT_KINDS, documentOf, nextStep, refuse, REFUSALS, STATUSES } from "../../domain/dossier/index.ts";
import { Account, ById } from "./input.ts";
import { pathOf } from "./steps.ts";
import { DossierView, viewOf } from "./view.ts";

export const STAFF: readonly Role[] = [
  "officer",
  "enforcementLead",
  "legalReviewer",
  "inspector",
  "supervisor",
  "districtGovernment",
];

const RELATED = 100;

const Text = z.object({ zh: z.string(), en: z.string() });

/** What a refusal of a dossier says; of others their code alone is known. */
const textOf = (code: string): { readonly text?: z.input<typeof Text> } => {
  const text = (REFUSALS as Readonly<Record<string, z.input<typeof Text>>>)[code.split(".")[2] ?? ""];
  return text === undefined || !code.startsWith("enforcement.dossier.") ? {} : { text: { ...text } };
};

const Refusal = z.object({
  code: z.string(),
  text: Text.optional(),
  details: z.record(z.string(), z.unknown()),
});
const said = ({ code, details }: DomainError): z.input<typeof Refusal> => ({
  ...{ code, ...textOf(code) },
  details: { ...details },
});

export const readingActions = (desk: DossierDesk): Readonly<Record<string, Action>> => {
  const { clock, rules, dossiers, attempts, vault } = desk;
  const today = (): string => dayOf(clock.now());
  const view = async (dossierId: string, actor: Actor | undefined): Promise<z.input<typeof DossierView>> =>
    viewOf(await desk.known(dossierId, actor), today(), rules);

  return {
    dossier: action({
      rest: "GET /dossiers/:dossierId",
      summary: "案卷: where it stands, what runs, what is owed today",
      access: STAFF,
      input: ById,
      output: DossierView,
      run: ({ dossierId }, { actor }) => view(dossierId, actor),
    }),
    dossiers: action({
      rest: "GET /dossiers",
      summary: "案卷列表, newest first: of your body, or of all for who oversees them",
      access: STAFF,
      input: z.strictObject({
        body: BodyCode.optional(),
        status: z.enum(STATUSES).optional(),
        after: DossierId.optional().describe("the last one of the page before"),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ dossiers: z.array(DossierView), next: DossierId.optional() }),
      run: async ({ body, status, after, limit }, { actor }) => {
        const oversees = actor?.roles.some(
          (role) => role === "inspector" || role === "supervisor" || role === "districtGovernment",
        );
        const own = oversees === true ? body : actor?.department;
        if (own === undefined && oversees !== true) return { dossiers: [] };
        if (oversees !== true && body !== undefined && body !== own) throw refuse("other_body", { body });
        const where = {
          ...(own === undefined ? {} : { "state.body": own }),
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await dossiers.find({ where, limit, after });
        const views = await Promise.all(found.map(({ id }) => view(id, actor)));
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { dossiers: views, ...(next === undefined ? {} : { next }) };
      },
    }),
    dossierHistory: action({
      rest: "GET /dossiers/:dossierId/history",
      summary: "案卷流转: all that has happened, with who did it by which certificate; and what was tried and refused",
      access: STAFF,
      input: ById,
      output: z.object({
        events: z.array(z.looseObject({ type: z.string(), data: z.looseObject({}), hash: z.string().optional() })),
        refusals: z.array(
          z.object({
            account: Account,
            asked: z.string(),
            code: z.string(),
            at: Instant,
            text: Text.optional(),
          }),
        ),
      }),
      run: async ({ dossierId }, { actor }) => {
        await desk.known(dossierId, actor);
        const [entries, refused] = await Promise.all([dossiers.history(dossierId), attempts.history(dossierId)]);
        return {
          events: entries.map(({ event, link }) => ({
            type: event.type,
            data: { ...event.data },
            ...(link === undefined ? {} : { hash: link.hash }),
          })),
          refusals: refused.map(({ event: { data } }) => ({ ...data, ...textOf(data.code) })),
        };
      },
    }),
    dossierSteps: action({
      rest: "GET /dossiers/:dossierId/steps",
      summary: "可办事项: what you can do with it now and why not the rest, and the step that its course waits for",
      access: STAFF,
      input: ById,
      output: z.object({
        next: z.string().optional().describe("下一步, whoever takes it; absent where it has ended"),
        steps: z.array(
          z.object({
            step: z.string(),
            path: z.string().describe("what to POST to, below the dossier"),
            roles: z.array(z.string()),
            refusal: Refusal.optional().describe("absent: it can be asked for; what is filled in is looked at then"),
            asProposed: Refusal.optional().describe(
              "why it cannot be decided as it was proposed; something milder can",
            ),
          }),
        ),
      }),
      run: async ({ dossierId }, context) => {
        const known = await desk.known(dossierId, context.actor);
        const next = nextStep(known.dossier, today(), rules);
        const possible = await desk.possible(known, context);
        return {
          ...(next === undefined ? {} : { next }),
          steps: possible.flatMap(({ command, roles, refusal, asProposed }) => {
            const path = pathOf(command);
            if (path === undefined) return [];
            return [
              {
                ...{ step: command, path, roles: [...roles] },
                ...(refusal === undefined ? {} : { refusal: said(refusal) }),
                ...(asProposed === undefined ? {} : { asProposed: said(asProposed) }),
              },
            ];
          }),
        };
      },
    }),
    dossierDocument: action({
      rest: "GET /dossiers/:dossierId/documents/:kind",
      summary: "文书: what a notice, decision or receipt has to say, with the remedies and their last days",
      access: STAFF,
      input: ById.extend({ kind: z.enum(DOCUMENT_KINDS), on: Day.optional().describe("as of this day") }),
      output: z.object({
        kind: z.string(),
        title: z.object({ zh: z.string(), en: z.string() }),
        sections: z.array(z.object({ name: z.string(), heading: z.string(), lines: z.array(z.string()) })),
      }),
      run: async ({ dossierId, kind, on = today() }, { actor }) => {
        const { dossier, party, worksOnIt } = await desk.known(dossierId, actor);
        const history = (await dossiers.history(dossierId)).map(({ event }) => event);
        const code = worksOnIt ? desk.partyCodeOf(dossierId) : undefined;
        const { title, sections } = documentOf(kind, { dossier, history, party, code, rules, on });
        return {
          kind,
          title: { ...title },
          sections: sections.map(({ name, heading, lines }) => ({ name, heading, lines: [...lines] })),
        };
      },
    }),
    relatedDossiers: action({
      rest: "GET /dossiers/:dossierId/related",
      summary: "同一当事人的其他案卷: whether the act was fined before, and whether it is a repeated one",
      access: ["officer", "enforcementLead", "legalReviewer"],
      input: ById,
      output: z.object({
        dossiers: z.array(
          z.object({
            dossierId: DossierId,
            number: z.string(),
            body: BodyCode,
            item: z.string(),
            actId: z.string(),
            committedOn: Day,
            status: z.enum(STATUSES),
            fine: Fen,
          }),
        ),
      }),
      run: async ({ dossierId }, { actor }) => {
        const { party, worksOnIt } = await desk.known(dossierId, actor);
        if (!worksOnIt) throw refuse("not_investigator");
        if (party.idNumber === undefined) return { dossiers: [] };
        const where = { "sealed.index.idNumber": vault.indexOf(party.idNumber) };
        const found = await dossiers.find({ where, limit: RELATED });
        return {
          dossiers: found.flatMap(({ id, state }) => {
            if (id === dossierId || state.status === "none") return [];
            const { number, body, item, status, act, decision } = state;
            const fine = decision === undefined || decision.annulled === true ? 0 : decision.penalty.fine;
            return [
              { dossierId: id, number, body, item, actId: act.actId, committedOn: act.committedOn, status, fine },
            ];
          }),
        };
      },
    }),
  };
};
