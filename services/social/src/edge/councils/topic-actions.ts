import { CommunityCode, Ulid } from "@wangge/contracts";
import { action, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import { accountOf, askedBy, councilOf, idOf, mustConvene, todayOf, type Desk } from "../../app/councils/desk.ts";
import { missing, seatedOn, type TopicCommand, type TopicState } from "../../domain/councils/index.ts";
import { ById, Code, InCommunity, nextOf, Paged, READERS, RESIDENTS, Text, Wanted } from "./input.ts";

const Status = z
  .enum(["proposed", "accepted", "refused", "scheduled", "settled"])
  .describe("已提出, 已采纳, 未采纳, 已列入议程, 已议决");

const Said = z.object({ code: z.string(), zh: z.string(), en: z.string() });

const TopicView = z.object({
  id: Ulid,
  community: CommunityCode,
  status: Status,
  origin: z.enum(["resident", "member", "opinion"]).describe("居民, 议事会成员, 民情受理室或受理箱"),
  text: z.string(),
  own: z.boolean().describe("proposed by the caller"),
  supporters: z.int(),
  wanted: Wanted.optional(),
  reason: z.string().optional(),
  refusal: Said.optional().describe("the reason in words, where today's rules have it"),
  session: Ulid.optional(),
  outcome: z.enum(["adopted", "rejected"]).optional(),
});

/** 议题 */
export const topicActions = (desk: Desk) => {
  const { topics, vault } = desk;

  const refusalOf = ({ reason = "" }: { readonly reason?: string }) => {
    const said = desk.rules.council(desk.clock.now()).refusals[reason];
    return said === undefined ? {} : { refusal: { code: reason, zh: said.zh, en: said.en } };
  };

  const viewOf = (stored: Stored<TopicState>, { actor }: CallContext): z.input<typeof TopicView> => {
    const { id, state } = stored;
    if (state.status === "none") throw missing("topic");
    const { words, supporters, proposer, ...rest } = state;
    const text = vault.of("topics", id, stored).read(words);
    return { id, ...rest, ...refusalOf(rest), text, own: proposer === accountOf(actor), supporters: supporters.length };
  };
  const known = async (id: string) => {
    const stored = await topics.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("topic");
    return { ...stored, state: stored.state };
  };
  const ask = async (id: string, command: TopicCommand, context: CallContext) => {
    await topics.handle(id, command, context.meta);
    return viewOf(await known(id), context);
  };
  const mustDecide = async (id: string, context: CallContext): Promise<void> => {
    await mustConvene(desk, (await known(id)).state.community, context);
  };

  return {
    proposeTopic: action({
      rest: "POST /councils/:community/topics",
      summary: "提出议题: by a resident, or a member of the council",
      access: RESIDENTS,
      status: 201,
      input: InCommunity.extend({ text: Text, wanted: Wanted.optional() }),
      output: TopicView,
      run: async ({ community, text, wanted }, context) => {
        const council = await councilOf(desk, community);
        const { by: proposer, at } = askedBy(desk, context);
        const isMember = seatedOn(council, todayOf(desk)).some(({ account }) => account === proposer);
        const id = idOf("topic", context);
        const book = vault.of("topics", id, await topics.load(id));
        const proposal = { community, origin: isMember ? "member" : "resident", words: book.write(text) } as const;
        await topics.handle(id, { type: "ProposeTopic", ...proposal, proposer, wanted, at }, context.meta, book.sealed);
        return viewOf(await known(id), context);
      },
    }),
    topics: action({
      rest: "GET /councils/:community/topics",
      summary: "议题 of a community, newest first, a page at a time",
      access: READERS,
      input: InCommunity.extend({ status: Status.optional(), ...Paged }),
      output: z.object({ topics: z.array(TopicView), next: z.string().optional() }),
      run: async ({ community, status, after, limit }, context) => {
        const where: Where = {
          "state.community": community,
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await topics.find({ where, limit, after });
        return { topics: found.map((one) => viewOf(one, context)), ...nextOf(found, limit) };
      },
    }),
    topic: action({
      rest: "GET /topics/:id",
      summary: "One topic 议题",
      access: READERS,
      input: ById,
      output: TopicView,
      run: async ({ id }, context) => viewOf(await known(id), context),
    }),
    supportTopic: action({
      rest: "POST /topics/:id/support",
      summary: "附议: an account supports a topic once",
      access: RESIDENTS,
      input: ById,
      output: TopicView,
      run: ({ id }, context) => ask(id, { type: "SupportTopic", ...askedBy(desk, context) }, context),
    }),
    acceptTopic: action({
      rest: "POST /topics/:id/accept",
      summary: "采纳议题: by the convener or an officer; a resident's needs enough support",
      access: RESIDENTS,
      input: ById.extend({ wanted: Wanted.optional() }),
      output: TopicView,
      run: async ({ id, wanted }, context) => {
        await mustDecide(id, context);
        return ask(id, { type: "AcceptTopic", wanted, ...askedBy(desk, context) }, context);
      },
    }),
    refuseTopic: action({
      rest: "POST /topics/:id/refuse",
      summary: "不予采纳: with a reason of the rules; some do not hold against enough support",
      access: RESIDENTS,
      input: ById.extend({ reason: Code }),
      output: TopicView,
      run: async ({ id, reason }, context) => {
        await mustDecide(id, context);
        return ask(id, { type: "RefuseTopic", reason, ...askedBy(desk, context) }, context);
      },
    }),
    topicReasons: action({
      rest: "GET /topic-reasons",
      summary:
        "Of today's rules: reasons for which a topic is refused, or a project of a budget left out, and majorities",
      access: "public",
      input: z.strictObject({}),
      output: z.object({
        version: z.string(),
        reasons: z.array(Said.extend({ whateverSupport: z.boolean() })),
        projects: z.array(Said).describe("不符合条件: why a project is left out"),
        majorities: z.array(Said),
      }),
      run: () => {
        const now = desk.clock.now();
        const { version, refusals, majorities } = desk.rules.council(now);
        const { ineligible } = desk.rules.budget(now);
        return Promise.resolve({
          version,
          reasons: Object.entries(refusals).map(([code, reason]) => ({ code, ...reason })),
          projects: Object.entries(ineligible).map(([code, said]) => ({ code, ...said })),
          majorities: Object.entries(majorities).map(([code, { zh, en }]) => ({ code, zh, en })),
        });
      },
    }),
  };
};
