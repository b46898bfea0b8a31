import { CommunityCode, Instant, Ulid } from "@wangge/contracts";
import { action, DomainError, idFrom, isOffice, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import type { Ballots } from "../../app/councils/ballots.ts";
import {
  accountOf,
  askedBy,
  councilOf,
  idOf,
  mustConvene,
  serves,
  todayOf,
  type Desk,
} from "../../app/councils/desk.ts";
import {
  CHOICES,
  eligibleFor,
  missing,
  refusals,
  seatedOn,
  type AgendaItem,
  type Choice,
  type HeldItem,
  type Session,
  type SessionCommand,
  type SessionState,
} from "../../domain/councils/index.ts";
import { Account, ById, Code, InCommunity, nextOf, Paged, READERS, RESIDENTS, Text, Wanted } from "./input.ts";

const Status = z.enum(["convened", "open", "adjourned", "closed"]).describe("已召集, 进行中, 已取消, 已闭会");
const Chosen = z.enum(CHOICES).describe("赞成, 反对, 弃权");

const Counts = z.object({
  for: z.int(),
  against: z.int(),
  abstain: z.int(),
  present: z.int().describe("might have voted"),
  seated: z.int(),
});

const SessionView = z.object({
  id: Ulid,
  community: CommunityCode,
  status: Status,
  startsAt: Instant,
  items: z.array(
    z.object({
      topic: Ulid,
      ballot: z.enum(["open", "secret"]),
      majority: z.string(),
      wanted: Wanted.optional(),
      status: z.enum(["waiting", "voting", "settled"]),
      recused: z.int().describe("回避人数"),
      votes: z
        .array(z.object({ member: Account, choice: Chosen }))
        .optional()
        .describe("of an open vote, for those inside"),
      counts: Counts.optional().describe("when the vote has ended"),
      outcome: z.enum(["adopted", "rejected"]).optional(),
      resolution: Ulid.optional(),
    }),
  ),
  followUps: z.array(z.object({ resolution: Ulid, text: z.string().optional() })),
  seated: z.int(),
  present: z.int(),
  minutes: z
    .object({ text: z.string(), signed: z.boolean(), signedAt: Instant.optional() })
    .optional()
    .describe("for those inside"),
});

const refuse = refusals("session");

/** How many unfulfilled resolutions one session speaks of. */
const FOLLOW_UPS = 50;

/** 议事会议 and what it resolves. */
export const sessionActions = (desk: Desk, ballots: Ballots) => {
  const { sessions, topics, referrals, vault, clock } = desk;
  type Known = Stored<SessionState> & { readonly state: Session };

  const known = async (id: string): Promise<Known> => {
    const stored = await sessions.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("session");
    return { ...stored, state: stored.state };
  };

  const isInside = async (community: string, { actor }: CallContext): Promise<boolean> => {
    const council = await councilOf(desk, community);
    const account = accountOf(actor);
    return (
      serves(council, actor) ||
      (actor !== undefined && isOffice(actor)) ||
      council.seats.some((seat) => seat.account === account)
    );
  };

  const shown = (stored: Known, inside: boolean): z.input<typeof SessionView> => {
    const { id, state } = stored;
    const book = vault.of("sessions", id, stored);
    const { items, followUps, seated, present, minutes, untold: _untold, ...rest } = state;
    return {
      ...{ id, ...rest, seated: seated.length, present: present.length },
      items: items.map(({ recused, votes, ...item }) => ({
        ...item,
        recused: recused.length,
        ...(inside && item.ballot === "open" ? { votes: [...votes] } : {}),
      })),
      followUps: followUps.map(({ resolution, words }) => ({
        resolution,
        ...(inside && words !== undefined ? { text: book.read(words) } : {}),
      })),
      ...(inside && minutes !== undefined
        ? {
            minutes: {
              text: book.read(minutes.words),
              signed: minutes.signedBy !== undefined,
              ...(minutes.signedAt === undefined ? {} : { signedAt: minutes.signedAt }),
            },
          }
        : {}),
    };
  };

  const view = async (id: string, context: CallContext) => {
    const stored = await known(id);
    return shown(stored, await isInside(stored.state.community, context));
  };

  const ask = async (
    id: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string, session: Session) => SessionCommand,
    context: CallContext,
  ) => {
    const stored = await known(id);
    const book = vault.of("sessions", id, stored);
    await sessions.handle(id, make(askedBy(desk, context), book.write, stored.state), context.meta);
    return view(id, context);
  };

  const askAsConvener = async (id: string, make: Parameters<typeof ask>[1], context: CallContext) => {
    await mustConvene(desk, (await known(id)).state.community, context);
    return ask(id, make, context);
  };

  const itemOf = ({ items }: Session, topic: string): HeldItem => {
    const item = items.find((one) => one.topic === topic);
    if (item === undefined) throw refuse("not_on_agenda", "This topic is not on the agenda", { topic });
    return item;
  };

  const boxOf = (session: string, topic: string): string => idFrom("social/council-vote", session, topic);

  /** @throws DomainError `social.session.topic_not_accepted` */
  const agendaOf = async (
    community: string,
    wanted: readonly Omit<AgendaItem, "wanted">[],
  ): Promise<readonly AgendaItem[]> =>
    Promise.all(
      wanted.map(async (item) => {
        const state = (await topics.load(item.topic))?.state;
        if (state?.status !== "accepted" || state.community !== community)
          throw refuse("topic_not_accepted", "Only accepted topics of the community are spoken of", {
            topic: item.topic,
          });
        return { ...item, ...(state.wanted === undefined ? {} : { wanted: state.wanted }) };
      }),
    );

  /** Resolutions that were not done in time. */
  const undone = async (community: string): Promise<readonly string[]> => {
    const found = await referrals.find({
      where: {
        "state.origin.community": community,
        "state.origin.kind": "resolution",
        "state.status": { in: ["waiting", "refused", "open", "ended"] },
        "state.dueOn": { lt: todayOf(desk) },
      },
      order: "oldest",
      limit: FOLLOW_UPS,
    });
    return found.map(({ id }) => id);
  };

  const castSecret = async (id: string, state: Session, topic: string, choice: Choice, context: CallContext) => {
    const item = itemOf(state, topic);
    const account = accountOf(context.actor);
    const eligible = eligibleFor(state, item);
    if (state.status !== "open" || item.status !== "voting")
      throw refuse("vote_not_now", `Not possible while the vote is ${item.status}`, { status: item.status });
    if (!eligible.includes(account))
      throw new DomainError(
        "forbidden",
        "social.session.not_eligible",
        "Only members who are there, and not interested",
      );
    const box = boxOf(id, topic);
    await ballots.prepare(box);
    await ballots.enrol(box, account, [account]);
    // Padded, so that all slips are equally long.
    await ballots.cast(box, account, choice.padEnd(7), context.meta);
  };

  const slipsOf = async (id: string, topic: string): Promise<readonly Choice[]> =>
    (await ballots.count(boxOf(id, topic))).map((slip) => z.enum(CHOICES).parse(slip.trim()));

  const OnTopic = ById.extend({ topic: Ulid });

  return {
    conveneSession: action({
      rest: "POST /councils/:community/sessions",
      summary: "召集会议: with notice; what was resolved and not done in time is on the agenda by itself",
      access: RESIDENTS,
      status: 201,
      input: InCommunity.extend({
        startsAt: Instant,
        items: z
          .array(
            z.strictObject({
              topic: Ulid,
              ballot: z.enum(["open", "secret"]).default("open"),
              majority: Code.default("ordinary"),
            }),
          )
          .max(30),
      }),
      output: SessionView,
      run: async ({ community, startsAt, items: wanted }, context) => {
        await mustConvene(desk, community, context);
        const id = idOf("session", context);
        const stored = await sessions.load(id);
        if (stored === undefined) {
          const items = await agendaOf(community, wanted);
          const followUps = await undone(community);
          const data = { community, startsAt, items, followUps, ...askedBy(desk, context) };
          const { sealed } = vault.of("sessions", id, stored);
          await sessions.handle(id, { type: "ConveneSession", ...data }, context.meta, sealed);
        }
        return view(id, context);
      },
    }),
    councilSessions: action({
      rest: "GET /councils/:community/sessions",
      summary: "议事会议 of a community, newest first, a page at a time",
      access: READERS,
      input: InCommunity.extend({ status: Status.optional(), ...Paged }),
      output: z.object({ sessions: z.array(SessionView), next: z.string().optional() }),
      run: async ({ community, status, after, limit }, context) => {
        const where: Where = {
          "state.community": community,
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await sessions.find({ where, limit, after });
        const inside = await isInside(community, context);
        const views = found.flatMap((one) =>
          one.state.status === "none" ? [] : [shown({ ...one, state: one.state }, inside)],
        );
        return { sessions: views, ...nextOf(found, limit) };
      },
    }),
    councilSession: action({
      rest: "GET /council-sessions/:id",
      summary: "One session 议事会议; who voted how in the open, and its minutes, for officers and members",
      access: READERS,
      input: ById,
      output: SessionView,
      run: ({ id }, context) => view(id, context),
    }),
    openSession: action({
      rest: "POST /council-sessions/:id/open",
      summary: "开会: who is there; without a quorum it does not begin",
      access: RESIDENTS,
      input: ById.extend({ present: z.array(Account).max(200) }),
      output: SessionView,
      run: async ({ id, present }, context) => {
        const council = await mustConvene(desk, (await known(id)).state.community, context);
        const seated = seatedOn(council, todayOf(desk)).map(({ account }) => account);
        return ask(id, (asked) => ({ type: "OpenSession", seated, present, ...asked }), context);
      },
    }),
    adjournSession: action({
      rest: "POST /council-sessions/:id/adjourn",
      summary: "取消会议, such as for want of a quorum: its topics can stand on another agenda",
      access: RESIDENTS,
      input: ById,
      output: SessionView,
      run: ({ id }, context) => askAsConvener(id, (asked) => ({ type: "AdjournSession", ...asked }), context),
    }),
    recuse: action({
      rest: "POST /council-sessions/:id/recuse",
      summary:
        "回避: an interested member neither votes on a topic nor counts; by himself, or as the convener notes it",
      access: RESIDENTS,
      input: OnTopic.extend({ member: Account.optional().describe("absent: the caller") }),
      output: SessionView,
      run: async ({ id, topic, member = "" }, context) => {
        const own = accountOf(context.actor);
        const who = member === "" ? own : member;
        if (who !== own) await mustConvene(desk, (await known(id)).state.community, context);
        return ask(id, (asked) => ({ type: "Recuse", topic, member: who, ...asked }), context);
      },
    }),
    startVote: action({
      rest: "POST /council-sessions/:id/start-vote",
      summary: "开始表决: from here on nobody recuses himself from this topic",
      access: RESIDENTS,
      input: OnTopic,
      output: SessionView,
      run: async ({ id, topic }, context) => {
        const { state } = await known(id);
        await mustConvene(desk, state.community, context);
        itemOf(state, topic);
        // Two sessions may have been convened on it at once: the topic itself says whose it is.
        const claimed = await topics.handle(topic, { type: "ScheduleTopic", session: id, at: clock.now() });
        if (claimed.state.status === "none" || claimed.state.session !== id)
          throw refuse("topic_elsewhere", "Another session has this topic", { topic });
        return ask(id, (asked) => ({ type: "StartVote", topic, ...asked }), context);
      },
    }),
    vote: action({
      rest: "POST /council-sessions/:id/vote",
      summary: "表决: one member, one vote; where the ballot is secret it goes into the box",
      access: RESIDENTS,
      input: OnTopic.extend({ choice: Chosen }),
      output: SessionView,
      run: async ({ id, topic, choice }, context) => {
        const { state } = await known(id);
        if (itemOf(state, topic).ballot === "open")
          return ask(id, (asked) => ({ type: "Vote", topic, choice, ...asked }), context);
        await castSecret(id, state, topic, choice, context);
        return view(id, context);
      },
    }),
    endVote: action({
      rest: "POST /council-sessions/:id/end-vote",
      summary:
        "结束表决: counted by the majority of the agenda; what is adopted is a resolution, and its case is asked for",
      access: RESIDENTS,
      input: OnTopic,
      output: SessionView,
      run: async ({ id, topic }, context) => {
        const { state } = await known(id);
        await mustConvene(desk, state.community, context);
        const item = itemOf(state, topic);
        // A box is opened only where the vote is under way: what is settled was opened before.
        const slips = item.ballot === "secret" && item.status === "voting" ? await slipsOf(id, topic) : undefined;
        const resolution = idFrom("social/resolution", id, topic);
        return ask(id, (asked) => ({ type: "EndVote", topic, resolution, slips, ...asked }), context);
      },
    }),
    speakOfResolution: action({
      rest: "POST /council-sessions/:id/speak-of",
      summary: "What the session says of a resolution that was not done in time",
      access: RESIDENTS,
      input: ById.extend({ resolution: Ulid, text: Text }),
      output: SessionView,
      run: ({ id, resolution, text }, context) =>
        askAsConvener(id, (asked, write) => ({ type: "SpeakOf", resolution, words: write(text), ...asked }), context),
    }),
    closeSession: action({
      rest: "POST /council-sessions/:id/close",
      summary: "闭会: when no vote is under way and every overdue resolution was spoken of",
      access: RESIDENTS,
      input: ById,
      output: SessionView,
      run: ({ id }, context) => askAsConvener(id, (asked) => ({ type: "CloseSession", ...asked }), context),
    }),
    writeMinutes: action({
      rest: "POST /council-sessions/:id/minutes",
      summary: "会议纪要: written after the session; sealed",
      access: RESIDENTS,
      input: ById.extend({ text: Text }),
      output: SessionView,
      run: ({ id, text }, context) =>
        askAsConvener(id, (asked, write) => ({ type: "WriteMinutes", words: write(text), ...asked }), context),
    }),
    signMinutes: action({
      rest: "POST /council-sessions/:id/sign-minutes",
      summary: "签署纪要: by a member who was there and did not write them",
      access: RESIDENTS,
      input: ById,
      output: SessionView,
      run: ({ id }, context) => ask(id, (asked) => ({ type: "SignMinutes", ...asked }), context),
    }),
  };
};
