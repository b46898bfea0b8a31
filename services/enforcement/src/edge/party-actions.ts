import { Fen } from "@wangge/contracts";
import { action, type Actor } from "@wangge/kit";
import { z } from "zod";
import type { DossierDesk } from "../app/dossier/desk.ts";
import type { PartyDesk } from "../app/party/desk.ts";
import type { PartyView } from "../domain/party/index.ts";
import { accountOf, OfDossier } from "./evidence-actions.ts";
import { DomainError } from "@wangge/kit";

const Day = z.iso.date();
const Text = z.object({ zh: z.string(), en: z.string() });
const Penalty = z.object({ kinds: z.array(z.string()), fine: Fen, confiscated: Fen });
const Right = z.object({ right: z.string(), text: Text, lastDay: Day, edition: z.string(), article: z.string() });

export const PartyAnswer = z.object({
  number: z.string(),
  procedure: z.enum(["ordinary", "summary"]),
  body: z.string().describe("决定机关"),
  status: z.string(),
  statusText: Text,
  committedOn: Day,
  next: Right.optional().describe("the next thing that you may or must do, and the last day for it"),
  rights: z.array(Right),
  steps: z.array(z.object({ on: Day, text: Text })),
  intended: Penalty.optional().describe("what you were told, until it is decided"),
  decision: z
    .object({
      number: z.string(),
      finding: z.string(),
      penalty: Penalty,
      deliveredOn: Day,
      finalOn: Day.optional(),
      annulled: z.boolean(),
      remedies: z.array(
        z.object({
          kind: z.enum(["reconsideration", "suit"]),
          period: z.object({ amount: z.int(), unit: z.string() }),
          edition: z.string(),
          article: z.string(),
        }),
      ),
    })
    .optional(),
  money: z
    .object({ fine: Fen, confiscated: Fen, surcharge: Fen, paid: Fen, left: Fen })
    .optional()
    .describe("in fen, at the end of today"),
  held: z
    .array(z.object({ of: z.string(), since: Day, lastDay: Day.optional() }))
    .describe("查封、扣押: what is held of yours, and until when at most"),
  documents: z.array(z.object({ text: Text, on: Day })),
});

const answerOf = (view: PartyView): z.input<typeof PartyAnswer> => structuredClone(view) as z.input<typeof PartyAnswer>;

const citizenIn = (actor: Actor | undefined): string | undefined =>
  actor?.roles.includes("citizen") === true ? actor.id : undefined;

export interface PartyEdge {
  readonly party: PartyDesk;
  readonly desk: Pick<DossierDesk, "known" | "partyCodeOf">;
}

/** 当事人: where the proceeding stands, the next right and its last day. The code goes in a body: an address is kept by many. */
export const partyActions = ({ party, desk }: PartyEdge) => ({
  partyDossier: action({
    rest: "POST /party/dossiers",
    summary:
      "查询案件: by the number and the code in the notice; a citizen who is signed in finds it again without them",
    access: "public",
    idempotent: true,
    input: z.strictObject({ number: z.string().max(60), code: z.string().max(40) }),
    output: PartyAnswer,
    run: async ({ number, code }, { actor }) => answerOf(await party.byCode(number, code, citizenIn(actor))),
  }),
  partyDossiers: action({
    rest: "GET /party/dossiers",
    summary: "我的案件: those whose code you have shown",
    access: ["citizen"],
    input: z.strictObject({}),
    output: z.object({ dossiers: z.array(PartyAnswer) }),
    run: async (_input, { actor }) => ({ dossiers: (await party.ofCitizen(accountOf(actor))).map(answerOf) }),
  }),
  partyCode: action({
    rest: "GET /dossiers/:dossierId/party-code",
    summary: "查询码: to be written into the notice, for who works on the dossier",
    access: ["officer", "enforcementLead"],
    input: OfDossier,
    output: z.object({ number: z.string(), code: z.string() }),
    run: async ({ dossierId }, { actor }) => {
      const { dossier, worksOnIt } = await desk.known(dossierId, actor);
      if (!worksOnIt)
        throw new DomainError(
          "forbidden",
          "enforcement.party.not_yours",
          "Only who works on the dossier gives the code out",
        );
      return { number: dossier.number, code: desk.partyCodeOf(dossierId) };
    },
  }),
});
