import { Day } from "@wangge/contracts";
import { action, type Action, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import { CardSchema } from "../app/operation-data.ts";
import type { RunCards } from "../app/run-cards.ts";
import { cardAt, requiredAt, unknownCard, type CardShelf } from "../domain/run-card/index.ts";
import { accountOf, FIELD, Key, Words } from "./operation-access.ts";

const Version = z.string().regex(/^\d{4}\.[1-9]\d{0,3}$/, "YYYY.N");

const EditionView = z.object({
  version: Version,
  why: z.string(),
  draftedBy: z.string().optional().describe("absent: it came with the system"),
  effectiveFrom: Day.optional().describe("absent: not published"),
  publishedBy: z.string().optional(),
  inForce: z.boolean(),
  card: CardSchema,
  totals: z
    .array(z.array(z.object({ key: z.string(), count: z.int() })))
    .describe("by level: all that it wants, those below included"),
});

const CardView = z.object({ type: Key, zh: z.string(), en: z.string(), editions: z.array(EditionView) });

const viewOf = ({ id: type, state }: Stored<CardShelf>, at: string): z.input<typeof CardView> => {
  if (state.title === undefined) throw unknownCard({ type });
  const held = cardAt(state, at)?.version;
  return {
    type,
    ...state.title,
    editions: state.editions.map(({ version, why, card, draftedBy, publication }) => ({
      ...{ version, why, card: CardSchema.parse(card), inForce: version === held },
      ...(draftedBy === undefined ? {} : { draftedBy }),
      ...(publication === undefined ? {} : { effectiveFrom: publication.effectiveFrom }),
      ...(publication?.by === undefined ? {} : { publishedBy: publication.by }),
      totals: card.levels.map((_, index) => requiredAt(card, index + 1).map(({ key, count }) => ({ key, count }))),
    })),
  };
};

interface CardEdge {
  readonly cards: RunCards;
  readonly clock: Clock;
}

/** 预案: what an operation of a type takes, level by level. */
export const runCardActions = ({ cards, clock }: CardEdge): Readonly<Record<string, Action>> => {
  const shown = async (type: string) => {
    const stored = await cards.store.load(type);
    if (stored === undefined) throw unknownCard({ type });
    return viewOf(stored, clock.now());
  };
  return {
    runCards: action({
      rest: "GET /run-cards",
      summary: "预案库: all run cards with their editions",
      access: FIELD,
      input: z.strictObject({}),
      output: z.object({ cards: z.array(CardView) }),
      run: async () => {
        const found = await cards.store.find({ where: {}, limit: 200, order: "oldest" });
        return { cards: found.map((one) => viewOf(one, clock.now())) };
      },
    }),
    runCard: action({
      rest: "GET /run-cards/:type",
      summary: "One run card with its editions",
      access: FIELD,
      input: z.strictObject({ type: Key }),
      output: CardView,
      run: ({ type }) => shown(type),
    }),
    draftRunCard: action({
      rest: "POST /run-cards/:type/editions",
      summary: "拟稿: another edition of a run card",
      access: ["enforcementLead"],
      status: 201,
      input: z.strictObject({ type: Key, version: Version, why: Words, card: CardSchema }),
      output: CardView,
      run: async ({ type, version, why, card }, { actor, meta }) => {
        cards.mustBeSound(card);
        const by = accountOf(actor);
        await cards.store.handle(type, { type: "DraftCard", version, card, why, by, at: clock.now() }, meta);
        return shown(type);
      },
    }),
    publishRunCard: action({
      rest: "POST /run-cards/:type/editions/:version/publish",
      summary: "发布: puts an edition in force from a day on, by somebody else than who drafted it",
      access: ["enforcementLead"],
      idempotent: true,
      input: z.strictObject({ type: Key, version: Version, effectiveFrom: Day }),
      output: CardView,
      run: async ({ type, version, effectiveFrom }, { actor, meta }) => {
        const command = { type: "PublishCard", version, effectiveFrom, by: accountOf(actor), at: clock.now() } as const;
        await cards.store.handle(type, command, meta);
        return shown(type);
      },
    }),
  };
};
