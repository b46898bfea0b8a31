import { CommunityCode, Ulid } from "@wangge/contracts";
import { action, idFrom, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import { askedBy, idOf, mustServe, type Desk } from "../../app/councils/desk.ts";
import {
  missing,
  refusals,
  type CollectionCommand,
  type CollectionState,
  type OpinionPointCommand,
  type OpinionPointState,
} from "../../domain/councils/index.ts";
import { ById, InCommunity, nextOf, OFFICERS, Paged, Text } from "./input.ts";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");
const Hours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7).describe("1 is Monday"), opens: Time, closes: Time }))
  .max(21);
const Kind = z.enum(["room", "box"]).describe("民情受理室, 社情民意受理箱");

const PointView = z.object({
  id: Ulid,
  community: CommunityCode,
  kind: Kind,
  status: z.enum(["open", "closed"]),
  place: z.string(),
  hours: z.array(z.object({ weekday: z.int(), opens: z.string(), closes: z.string() })),
});

const CollectionView = z.object({
  id: Ulid,
  point: Ulid,
  community: CommunityCode,
  kind: Kind,
  status: z.enum(["counted", "confirmed", "complete"]).describe("已清点, 已复核, 已全部登记"),
  count: z.int().describe("how many came in"),
  recorded: z.int().describe("how many were written down"),
  passedOn: z.int().describe("how many the reception or the council has"),
});

const refuse = refusals("collection");

/** 民情受理室与社情民意受理箱 */
export const opinionActions = (desk: Desk) => {
  const { points, collections, referrals, topics, vault } = desk;

  const pointView = ({ id, state }: Stored<OpinionPointState>): z.input<typeof PointView> => {
    if (state.status === "none") throw missing("opinion-point");
    return { id, ...state, hours: [...state.hours] };
  };
  const pointOf = async (id: string) => {
    const stored = await points.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("opinion-point");
    return stored.state;
  };
  const askPoint = async (id: string, command: OpinionPointCommand, context: CallContext) => {
    await mustServe(desk, (await pointOf(id)).community, context);
    return pointView(await points.handle(id, command, context.meta));
  };

  const known = async (id: string) => {
    const stored = await collections.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("collection");
    return { ...stored, state: stored.state };
  };
  const collectionView = async ({ id, state }: Stored<CollectionState>): Promise<z.input<typeof CollectionView>> => {
    if (state.status === "none") throw missing("collection");
    const { letters, point, community, kind, status, count } = state;
    const letterIds = (to: string): string[] => letters.filter((one) => one.to === to).map((one) => one.id);
    const [opinions, proposals] = [letterIds("intake"), letterIds("council")];
    const [passed, proposed] = await Promise.all([
      opinions.length === 0
        ? []
        : referrals.find({ where: { _id: { in: opinions }, "state.status": "passed" }, limit: opinions.length }),
      proposals.length === 0 ? [] : topics.find({ where: { _id: { in: proposals } }, limit: proposals.length }),
    ]);
    const passedOn = passed.length + proposed.length;
    return { id, point, community, kind, status, count, recorded: letters.length, passedOn };
  };
  const ask = async (
    id: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string) => CollectionCommand,
    context: CallContext,
  ) => {
    const stored = await known(id);
    await mustServe(desk, stored.state.community, context);
    const book = vault.of("collections", id, stored);
    await collections.handle(id, make(askedBy(desk, context), book.write), context.meta);
    return collectionView(await known(id));
  };

  const count = async (pointId: string, kind: "room" | "box", letters: number, context: CallContext) => {
    const point = await pointOf(pointId);
    await mustServe(desk, point.community, context);
    if (point.status === "closed") throw refuse("point_closed", "It is no more");
    if (point.kind !== kind)
      throw refuse("wrong_kind", "A box is emptied, in a room somebody is listened to", { kind });
    const id = idOf("collection", context);
    const { sealed } = vault.of("collections", id, await collections.load(id));
    const data = { point: pointId, community: point.community, kind, count: letters, ...askedBy(desk, context) };
    await collections.handle(id, { type: "CountLetters", ...data }, context.meta, sealed);
    return id;
  };

  const Destination = z.enum(["intake", "council"]).describe("意见建议 at the reception, or 议题 of the council");

  return {
    openOpinionPoint: action({
      rest: "POST /councils/:community/opinion-points",
      summary: "民情受理室 or 社情民意受理箱: where it is and when it is open",
      access: OFFICERS,
      status: 201,
      input: InCommunity.extend({ kind: Kind, place: z.string().trim().min(1).max(200), hours: Hours.default([]) }),
      output: PointView,
      run: async (described, context) => {
        await mustServe(desk, described.community, context);
        const id = idOf("opinion-point", context);
        const command = { type: "OpenPoint", ...described, ...askedBy(desk, context) } as const;
        return pointView(await points.handle(id, command, context.meta));
      },
    }),
    opinionPoints: action({
      rest: "GET /councils/:community/opinion-points",
      summary: "民情受理室 and 社情民意受理箱 of a community",
      access: "public",
      input: InCommunity.extend(Paged),
      output: z.object({ points: z.array(PointView), next: z.string().optional() }),
      run: async ({ community, after, limit }) => {
        const where: Where = { "state.community": community };
        const found = await points.find({ where, limit, after, order: "oldest" });
        return { points: found.map(pointView), ...nextOf(found, limit) };
      },
    }),
    setOpinionHours: action({
      rest: "PUT /opinion-points/:id/hours",
      summary: "开放时间",
      access: OFFICERS,
      idempotent: true,
      input: ById.extend({ hours: Hours }),
      output: PointView,
      run: ({ id, hours }, context) => askPoint(id, { type: "SetHours", hours, ...askedBy(desk, context) }, context),
    }),
    closeOpinionPoint: action({
      rest: "POST /opinion-points/:id/close",
      summary: "It is taken away",
      access: OFFICERS,
      input: ById,
      output: PointView,
      run: ({ id }, context) => askPoint(id, { type: "ClosePoint", ...askedBy(desk, context) }, context),
    }),
    emptyBox: action({
      rest: "POST /opinion-points/:id/collections",
      summary: "开箱: how many letters there were; another person confirms it",
      access: OFFICERS,
      status: 201,
      input: ById.extend({ count: z.int().min(0).max(200) }),
      output: CollectionView,
      run: async ({ id, count: letters }, context) =>
        collectionView(await known(await count(id, "box", letters, context))),
    }),
    confirmCount: action({
      rest: "POST /opinion-collections/:id/confirm",
      summary: "复核: the second person counts the letters too",
      access: OFFICERS,
      input: ById.extend({ count: z.int().min(0).max(200) }),
      output: CollectionView,
      run: ({ id, count: letters }, context) =>
        ask(id, (asked) => ({ type: "ConfirmCount", count: letters, ...asked }), context),
    }),
    recordLetter: action({
      rest: "POST /opinion-collections/:id/letters",
      summary: "登记: a letter is written down and goes to the reception or the council",
      access: OFFICERS,
      status: 201,
      input: ById.extend({ text: Text, to: Destination.default("intake") }),
      output: CollectionView,
      run: ({ id, text, to }, context) => {
        const letter = idOf("letter", context);
        return ask(
          id,
          (asked, write) => ({ type: "RecordLetter", letter: { id: letter, to, words: write(text) }, ...asked }),
          context,
        );
      },
    }),
    hearOpinion: action({
      rest: "POST /opinion-points/:id/opinions",
      summary: "接待: somebody came to the room; what he said is written down and goes on",
      access: OFFICERS,
      status: 201,
      input: ById.extend({ text: Text, to: Destination.default("intake") }),
      output: CollectionView,
      run: async ({ id: point, text, to }, context) => {
        const id = await count(point, "room", 1, context);
        const letter = idFrom("social/letter", id);
        // The visit is one message, its only letter another: a repeat completes what was cut off.
        const own = { ...context, meta: { ...context.meta, messageId: undefined } };
        return ask(
          id,
          (asked, write) => ({ type: "RecordLetter", letter: { id: letter, to, words: write(text) }, ...asked }),
          own,
        );
      },
    }),
    opinionCollections: action({
      rest: "GET /councils/:community/opinion-collections",
      summary: "What came in and what went on, newest first: count in is count out when all is done",
      access: [...OFFICERS, "supervisor"],
      input: InCommunity.extend({
        status: z.enum(["counted", "confirmed", "complete"]).optional(),
        ...Paged,
      }),
      output: z.object({ collections: z.array(CollectionView), next: z.string().optional() }),
      run: async ({ community, status, after, limit }) => {
        const where: Where = {
          "state.community": community,
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await collections.find({ where, limit, after });
        return { collections: await Promise.all(found.map(collectionView)), ...nextOf(found, limit) };
      },
    }),
  };
};
