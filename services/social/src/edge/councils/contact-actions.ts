import { CommunityCode, Day, RecordId, Ulid } from "@wangge/contracts";
import { action, idFrom, isOffice, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import { accountOf, askedBy, idOf, mustLieIn, mustServe, todayOf, type Desk } from "../../app/councils/desk.ts";
import {
  CONTACT_WAYS,
  lateFrom,
  missing,
  refusals,
  type Representative,
  type RepresentativeCommand,
  type RepresentativeState,
} from "../../domain/councils/index.ts";
import { Account, InCommunity, Name, nextOf, OFFICERS, Paged, RESIDENTS, Text, Wanted } from "./input.ts";

const HouseholdView = z.object({
  id: Ulid,
  courtyard: RecordId,
  name: z.string().optional().describe("for its representative only"),
  door: z.string().optional().describe("for its representative only"),
  since: Day,
  contactedOn: Day.optional(),
  contacts: z.int(),
  lateFrom: Day.describe("nobody has contacted it in time from this day on"),
  late: z.boolean(),
});

const RepresentativeView = z.object({
  account: Account,
  community: CommunityCode,
  status: z.enum(["appointed", "ended"]),
  households: z.array(HouseholdView),
  late: z.int().describe("how many households nobody has contacted in time"),
  needs: z.int(),
});

const NeedView = z.object({
  id: Ulid,
  household: Ulid,
  text: z.string().describe("for its representative only"),
  status: z.string().describe("of its case, as the reception tells"),
  trackingNumber: z.string().optional(),
});

const refuse = refusals("contact");
const Door = z.strictObject({ name: z.string(), door: z.string() });

/** 居民代表联系户 */
export const contactActions = (desk: Desk) => {
  const { representatives, referrals, vault, rules, clock } = desk;
  type Known = Stored<RepresentativeState> & { readonly state: Representative };

  const asKnown = (stored: Stored<RepresentativeState> | undefined): Known => {
    if (stored === undefined || stored.state.status === "none") throw missing("representative");
    return { ...stored, state: stored.state };
  };
  const known = async (account: string): Promise<Known> => asKnown(await representatives.load(account));

  const viewOf = (stored: Known, { actor }: CallContext): z.input<typeof RepresentativeView> => {
    const { id: account, state } = stored;
    const isOwn = accountOf(actor) === account;
    const book = vault.of("representatives", account, stored);
    const contact = rules.contact(clock.now());
    const today = todayOf(desk);
    const households = state.households.map((household) => {
      const { id, courtyard, words, since, contactedOn, contacts } = household;
      const from = lateFrom(household, contact);
      return {
        ...{ id, courtyard, since, contacts, lateFrom: from, late: from <= today },
        ...(contactedOn === undefined ? {} : { contactedOn }),
        ...(isOwn ? Door.parse(JSON.parse(book.read(words))) : {}),
      };
    });
    return {
      ...{ account, community: state.community, status: state.status, households, needs: state.needs.length },
      late: households.filter(({ late }) => late).length,
    };
  };

  const ask = async (
    account: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string) => RepresentativeCommand,
    context: CallContext,
  ) => {
    const book = vault.of("representatives", account, await known(account));
    await representatives.handle(account, make(askedBy(desk, context), book.write), context.meta);
    return viewOf(await known(account), context);
  };
  const askAsOfficer = async (account: string, make: Parameters<typeof ask>[1], context: CallContext) => {
    await mustServe(desk, (await known(account)).state.community, context);
    return ask(account, make, context);
  };

  const ByAccount = z.strictObject({ account: Account });
  const OwnHousehold = z.strictObject({ household: Ulid });

  return {
    appointRepresentative: action({
      rest: "POST /councils/:community/representatives",
      summary: "居民代表: an account that keeps in touch with households",
      access: OFFICERS,
      status: 201,
      input: InCommunity.extend({ account: Account }),
      output: RepresentativeView,
      run: async ({ community, account }, context) => {
        await mustServe(desk, community, context);
        const { sealed } = vault.of("representatives", account, await representatives.load(account));
        const command = { type: "AppointRepresentative", community, account, ...askedBy(desk, context) } as const;
        await representatives.handle(account, command, context.meta, sealed);
        return viewOf(await known(account), context);
      },
    }),
    representatives: action({
      rest: "GET /councils/:community/representatives",
      summary: "联系覆盖: who of a community's households was not contacted in time; no names",
      access: [...OFFICERS, "supervisor"],
      input: InCommunity.extend(Paged),
      output: z.object({ representatives: z.array(RepresentativeView), next: z.string().optional() }),
      run: async ({ community, after, limit }, context) => {
        const { actor } = context;
        if (actor === undefined || !isOffice(actor)) await mustServe(desk, community, context);
        const where: Where = { "state.community": community };
        const found = await representatives.find({ where, limit, after, order: "oldest" });
        return { representatives: found.map((one) => viewOf(asKnown(one), context)), ...nextOf(found, limit) };
      },
    }),
    ownHouseholds: action({
      rest: "GET /own/households",
      summary: "The households of the representative who asks, with their names and doors",
      access: RESIDENTS,
      input: z.strictObject({}),
      output: RepresentativeView,
      run: async (_input, context) => viewOf(await known(accountOf(context.actor)), context),
    }),
    entrustHousehold: action({
      rest: "POST /representatives/:account/households",
      summary: "联系户: gives a household to a representative; its name is for him only",
      access: OFFICERS,
      status: 201,
      input: ByAccount.extend({
        courtyard: RecordId,
        door: z.string().trim().min(1).max(100).describe("building, unit and door; sealed"),
        name: Name,
      }),
      output: RepresentativeView,
      run: async ({ account, courtyard, door, name }, context) => {
        const { community } = (await known(account)).state;
        // First of all: who may not give it learns nothing of whose it is.
        await mustServe(desk, community, context);
        await mustLieIn(desk, courtyard, community);
        const mark = vault.mark("householdDoor", `${courtyard}\n${door}`);
        const holders = await representatives.find({ where: { "state.doors": mark }, limit: 2 });
        if (holders.some(({ id }) => id !== account))
          throw refuse("entrusted_elsewhere", "Another representative keeps in touch with this household");
        const id = idFrom("social/household", account, mark);
        return askAsOfficer(
          account,
          (asked, write) => {
            const household = { id, courtyard, words: write(JSON.stringify({ name, door })), mark };
            return { type: "EntrustHousehold", household, ...asked };
          },
          context,
        );
      },
    }),
    releaseHousehold: action({
      rest: "POST /representatives/:account/households/:household/release",
      summary: "A household that has moved, or goes to another representative",
      access: OFFICERS,
      input: ByAccount.extend({ household: Ulid }),
      output: RepresentativeView,
      run: ({ account, household }, context) =>
        askAsOfficer(account, (asked) => ({ type: "ReleaseHousehold", household, ...asked }), context),
    }),
    endRepresentative: action({
      rest: "POST /representatives/:account/end",
      summary: "A representative leaves; his households wait for another",
      access: OFFICERS,
      input: ByAccount,
      output: RepresentativeView,
      run: ({ account }, context) =>
        askAsOfficer(account, (asked) => ({ type: "EndRepresentative", ...asked }), context),
    }),
    logContact: action({
      rest: "POST /own/households/:household/contacts",
      summary: "联系记录: when and how the representative was in touch",
      access: RESIDENTS,
      status: 201,
      input: OwnHousehold.extend({ on: Day, way: z.enum(CONTACT_WAYS).describe("走访, 电话, 消息, 会面") }),
      output: RepresentativeView,
      run: (contact, context) =>
        ask(accountOf(context.actor), (asked) => ({ type: "LogContact", ...contact, ...asked }), context),
    }),
    contactLog: action({
      rest: "GET /own/households/:household/contacts",
      summary: "联系记录 of one household, for its representative",
      access: RESIDENTS,
      input: OwnHousehold,
      output: z.object({ contacts: z.array(z.object({ on: Day, way: z.enum(CONTACT_WAYS) })) }),
      run: async ({ household }, { actor }) => {
        const entries = await representatives.history(accountOf(actor));
        const contacts = entries.flatMap(({ event }) =>
          event.type === "ContactLogged" && event.data.household === household
            ? [{ on: event.data.on, way: event.data.way }]
            : [],
        );
        return { contacts };
      },
    }),
    raiseNeed: action({
      rest: "POST /own/households/:household/needs",
      summary: "诉求: what a household needs becomes a case, closed to the public",
      access: RESIDENTS,
      status: 201,
      input: OwnHousehold.extend({ text: Text, wanted: Wanted }),
      output: RepresentativeView,
      run: ({ household, text, wanted }, context) => {
        const id = idOf("need", context);
        return ask(
          accountOf(context.actor),
          (asked, write) => ({ type: "RaiseNeed", id, household, words: write(text), wanted, ...asked }),
          context,
        );
      },
    }),
    ownNeeds: action({
      rest: "GET /own/needs",
      summary: "What the caller's households needed, and where it stands",
      access: RESIDENTS,
      input: z.strictObject({}),
      output: z.object({ needs: z.array(NeedView) }),
      run: async (_input, { actor }) => {
        const stored = await known(accountOf(actor));
        const book = vault.of("representatives", stored.id, stored);
        const ids = stored.state.needs.map(({ id }) => id);
        const found = ids.length === 0 ? [] : await referrals.find({ where: { _id: { in: ids } }, limit: ids.length });
        const standing = new Map(found.map(({ id, state }) => [id, state]));
        const needs = stored.state.needs.map(({ id, household, words }) => {
          const state = standing.get(id);
          const known = state === undefined || state.status === "none" ? undefined : state;
          return {
            ...{ id, household, text: book.read(words), status: known?.stage ?? known?.status ?? "waiting" },
            ...(known?.trackingNumber === undefined ? {} : { trackingNumber: known.trackingNumber }),
          };
        });
        return { needs };
      },
    }),
  };
};
