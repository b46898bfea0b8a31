import { CommunityCode, Day } from "@wangge/contracts";
import { action, isOffice, type Actor, type CallContext, type Stored } from "@wangge/kit";
import { z } from "zod";
import { askedBy, mustServe, serves, todayOf, type Desk } from "../../app/councils/desk.ts";
import { maskedName } from "../../app/councils/vault.ts";
import {
  missing,
  refusals,
  seatedOn,
  type Council,
  type CouncilCommand,
  type CouncilState,
} from "../../domain/councils/index.ts";
import { Account, InCommunity, Name, nextOf, OFFICERS, Paged } from "./input.ts";

const Seat = z.object({
  account: Account.optional().describe("for its officers and members"),
  name: z.string().describe("masked for all others"),
  kind: z.enum(["member", "opinionRepresentative"]).describe("议事会成员, 民意代表"),
  from: Day,
  until: Day.describe("the last day of the term"),
  endedOn: Day.optional(),
});

const CouncilView = z.object({
  community: CommunityCode,
  officers: z.int().describe("how many accounts serve it"),
  seats: z.array(Seat),
  seated: z.int().describe("how many seats are taken today"),
  hasConvener: z.boolean(),
  convener: Account.optional().describe("for its officers and members"),
  spokesperson: z.string().optional().describe("the name: a public office"),
});

const refuse = refusals("council");

/** 居民议事会: who sits on it, who serves it, who speaks for the community. */
export const councilActions = (desk: Desk) => {
  const { councils, vault } = desk;

  const viewOf = (stored: Stored<CouncilState>, actor: Actor | undefined): z.input<typeof CouncilView> => {
    const { id: community, state } = stored;
    if (state.status === "none") throw missing("council");
    const book = vault.of("councils", community, stored);
    const isInside =
      serves(state, actor) ||
      (actor !== undefined && (isOffice(actor) || state.seats.some(({ account }) => account === actor.id)));
    const seats = state.seats.map(({ account, name, ...seat }) => ({
      ...seat,
      ...(isInside ? { account } : {}),
      name: isInside ? book.read(name) : maskedName(book.read(name)),
    }));
    const { convener, spokesperson } = state;
    return {
      ...{ community, officers: state.officers.length, seats, seated: seatedOn(state, todayOf(desk)).length },
      hasConvener: convener !== undefined,
      ...(isInside && convener !== undefined ? { convener } : {}),
      ...(spokesperson === undefined ? {} : { spokesperson: book.read(spokesperson.name) }),
    };
  };

  const known = async (community: string): Promise<Stored<CouncilState> & { readonly state: Council }> => {
    const stored = await councils.load(community);
    if (stored === undefined || stored.state.status === "none") throw missing("council");
    return { ...stored, state: stored.state };
  };

  const ask = async (
    community: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string) => CouncilCommand,
    context: CallContext,
  ) => {
    await mustServe(desk, community, context);
    const book = vault.of("councils", community, await known(community));
    await councils.handle(community, make(askedBy(desk, context), book.write), context.meta);
    return viewOf(await known(community), context.actor);
  };

  return {
    formCouncil: action({
      rest: "POST /councils",
      summary: "成立居民议事会: one for a community; names the accounts that serve it",
      access: ["socialOfficer"],
      status: 201,
      input: InCommunity.extend({ officers: z.array(Account).min(1).max(20) }),
      output: CouncilView,
      run: async ({ community, officers }, context) => {
        if (!(await desk.places.hasCommunity(community)))
          throw refuse("no_such_community", "The register has no such community", { community });
        const stored = await councils.load(community);
        const { sealed } = vault.of("councils", community, stored);
        const command = { type: "FormCouncil", officers, ...askedBy(desk, context) } as const;
        await councils.handle(community, command, context.meta, sealed);
        return viewOf(await known(community), context.actor);
      },
    }),
    councils: action({
      rest: "GET /councils",
      summary: "居民议事会, by community, a page at a time",
      access: "public",
      input: z.strictObject(Paged),
      output: z.object({ councils: z.array(CouncilView), next: z.string().optional() }),
      run: async ({ after, limit }, { actor }) => {
        const found = await councils.find({ where: {}, limit, after, order: "oldest" });
        return { councils: found.map((one) => viewOf(one, actor)), ...nextOf(found, limit) };
      },
    }),
    council: action({
      rest: "GET /councils/:community",
      summary: "One council 居民议事会; names are masked for all but its officers and members",
      access: "public",
      input: InCommunity,
      output: CouncilView,
      run: async ({ community }, { actor }) => viewOf(await known(community), actor),
    }),
    seatMember: action({
      rest: "POST /councils/:community/seats",
      summary: "议事会成员 or 民意代表: a seat for a term",
      access: OFFICERS,
      status: 201,
      input: InCommunity.extend({
        account: Account,
        name: Name,
        kind: z.enum(["member", "opinionRepresentative"]).default("member"),
        from: Day,
        until: Day,
      }),
      output: CouncilView,
      run: ({ community, name, ...seat }, context) =>
        ask(
          community,
          (asked, write) => ({ type: "SeatMember", seat: { ...seat, name: write(name) }, ...asked }),
          context,
        ),
    }),
    endSeat: action({
      rest: "POST /councils/:community/seats/:account/end",
      summary: "A member leaves before the term is over",
      access: OFFICERS,
      input: InCommunity.extend({ account: Account }),
      output: CouncilView,
      run: ({ community, account }, context) =>
        ask(community, (asked) => ({ type: "EndSeat", account, ...asked }), context),
    }),
    nameConvener: action({
      rest: "POST /councils/:community/convener",
      summary: "召集人: one of the members",
      access: OFFICERS,
      input: InCommunity.extend({ account: Account }),
      output: CouncilView,
      run: ({ community, account }, context) =>
        ask(community, (asked) => ({ type: "NameConvener", account, ...asked }), context),
    }),
    appointSpokesperson: action({
      rest: "POST /councils/:community/spokesperson",
      summary: "社区事务新闻发言人: states and answers for the community from today",
      access: OFFICERS,
      input: InCommunity.extend({ account: Account, name: Name }),
      output: CouncilView,
      run: ({ community, account, name }, context) =>
        ask(
          community,
          (asked, write) => ({ type: "AppointSpokesperson", account, name: write(name), ...asked }),
          context,
        ),
    }),
    endSpokesperson: action({
      rest: "POST /councils/:community/spokesperson/end",
      summary: "The spokesperson leaves; nobody speaks until another is appointed",
      access: OFFICERS,
      input: InCommunity,
      output: CouncilView,
      run: ({ community }, context) => ask(community, (asked) => ({ type: "EndSpokesperson", ...asked }), context),
    }),
  };
};
