import { dayOf } from "@wangge/calendar";
import { Day, OrganizationId, StreetCode, Ulid } from "@wangge/contracts";
import { action, type Actor, type CallContext, type Stored } from "@wangge/kit";
import { z } from "zod";
import { existing, treeRules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import { statusOn, unknownOrganization } from "../../domain/organizations/index.ts";
import { seatsOn, termsOn, type Tree, type TreeCommand } from "../../domain/organizations/tree/index.ts";
import { accountOf, createdId, isOf, isRegistrar, mustRecordIn, RECORDERS } from "./access.ts";
import { Account, OrganizationStatus, Place } from "./input.ts";
import { isShown } from "./views.ts";

const codes = (of: readonly { readonly code: string }[]) => z.enum(of.map(({ code }) => code));
const allRules = treeRules.all;
const Kind = codes(allRules.flatMap(({ kinds }) => kinds)).describe("of /organization-terms");
const Office = codes(allRules.flatMap(({ offices }) => offices)).describe("of /organization-terms");

const TreeView = z.object({
  street: StreetCode,
  on: Day,
  seats: z.array(
    z.object({
      organizationId: OrganizationId,
      name: z.string(),
      status: OrganizationStatus.optional(),
      kind: Kind,
      place: Place,
      parent: OrganizationId.optional(),
      from: Day,
      offices: z.array(
        z.object({
          termId: Ulid,
          office: Office,
          from: Day,
          until: Day.describe("its last day"),
          account: Account.optional().describe("for the office and the organization itself"),
        }),
      ),
    }),
  ),
});

const mayKnowWho = (actor: Actor | undefined, organization: string): boolean =>
  actor !== undefined && (isRegistrar(actor) || actor.roles.includes("communityOfficer") || isOf(actor, organization));

type Bare<Command> = Command extends TreeCommand ? Omit<Command, "by" | "at"> : never;

/** 居民自治体系: the federation of a street and all that stands under it, on any day. */
export const treeActions = (desk: OrganizationDesk) => {
  const { trees, organizations, clock } = desk;
  const today = (): string => dayOf(clock.now());
  const ByStreet = z.strictObject({ street: StreetCode });
  const BySeat = ByStreet.extend({ organizationId: OrganizationId });

  const viewOf = async (
    street: string,
    tree: Tree | undefined,
    on: string,
    actor: Actor | undefined,
  ): Promise<z.input<typeof TreeView>> => {
    const seats = tree === undefined ? [] : seatsOn(tree, on);
    const terms = tree === undefined ? [] : termsOn(tree, on);
    const known = new Map(
      (await Promise.all(seats.map(({ organization }) => organizations.load(organization)))).map((stored) => {
        const { id, state } = existing(stored, unknownOrganization);
        return [id, { name: state.profile.name, status: statusOn(state, on) }] as const;
      }),
    );
    return {
      street,
      on,
      seats: seats.map(({ organization, kind, place, parent, from }) => {
        const { name = "", status } = known.get(organization) ?? {};
        return {
          organizationId: organization,
          name,
          ...(isShown(status) ? { status } : {}),
          kind,
          place: { ...place },
          ...(parent === undefined ? {} : { parent }),
          from,
          offices: terms
            .filter((one) => one.organization === organization)
            .map(({ id: termId, office, from: begins, until, account }) => ({
              ...{ termId, office, from: begins, until },
              ...(mayKnowWho(actor, organization) ? { account } : {}),
            })),
        };
      }),
    };
  };
  const ask = async (
    street: string,
    command: Bare<TreeCommand>,
    { actor, meta }: CallContext,
  ): Promise<z.input<typeof TreeView>> => {
    const whole = { ...command, by: accountOf(actor), at: clock.now() } as TreeCommand;
    const { state }: Stored<Tree> = await trees.handle(street, whole, { ...meta, correlationId: street });
    return viewOf(street, state, today(), actor);
  };

  /** Of a seat that is held, or was. Where there is none the rules refuse it to registrars; to others it is none of theirs. */
  const mustSeat = async (street: string, organization: string | undefined, { actor }: CallContext): Promise<void> => {
    const seats = (await trees.load(street))?.state.seats ?? [];
    const seat = seats.findLast((one) => one.organization === organization);
    await mustRecordIn(desk, seat?.place ?? {}, actor);
  };

  return {
    selfGovernance: action({
      rest: "GET /self-governance/:street",
      summary: "居民自治体系: federation, committees, associations and clubs of a street, today or on a day before",
      access: "public",
      input: ByStreet.extend({ on: Day.optional() }),
      output: TreeView,
      run: async ({ street, on = today() }, { actor }) => viewOf(street, (await trees.load(street))?.state, on, actor),
    }),
    joinSelfGovernance: action({
      rest: "POST /self-governance/:street/seats",
      summary: "加入体系: an organization as what it is, under the one above it; one of a kind where the rules say so",
      access: RECORDERS,
      input: BySeat.extend({ kind: Kind, parent: OrganizationId.optional() }),
      output: TreeView,
      run: async ({ street, organizationId, kind, parent }, context) => {
        const { state } = await desk.organization(organizationId);
        if (state.status !== "forming" && state.status !== "registered") throw unknownOrganization();
        const { place } = state.profile;
        await mustRecordIn(desk, place, context.actor);
        const asked = { street, organization: organizationId, kind, place, parent };
        return ask(street, { type: "JoinTree", ...asked }, context);
      },
    }),
    moveInSelfGovernance: action({
      rest: "POST /self-governance/:street/seats/:organizationId/move",
      summary: "调整隶属: under another, from today on",
      access: RECORDERS,
      input: BySeat.extend({ parent: OrganizationId }),
      output: TreeView,
      run: async ({ street, organizationId, parent }, context) => {
        await mustSeat(street, organizationId, context);
        return ask(street, { type: "MoveInTree", street, organization: organizationId, parent }, context);
      },
    }),
    leaveSelfGovernance: action({
      rest: "POST /self-governance/:street/seats/:organizationId/leave",
      summary: "退出体系: from today on, when nothing stands under it; its offices end",
      access: RECORDERS,
      input: BySeat,
      output: TreeView,
      run: async ({ street, organizationId }, context) => {
        await mustSeat(street, organizationId, context);
        return ask(street, { type: "LeaveTree", organization: organizationId }, context);
      },
    }),
    electToOffice: action({
      rest: "POST /self-governance/:street/terms",
      summary: "任职: who holds an office, from a day to a day",
      access: RECORDERS,
      status: 201,
      input: BySeat.extend({ office: Office, account: Account, from: Day, until: Day }),
      output: TreeView,
      run: async ({ street, organizationId: organization, ...asked }, context) => {
        await mustSeat(street, organization, context);
        const term = { id: createdId("term", context, street), organization, ...asked };
        return ask(street, { type: "Elect", term }, context);
      },
    }),
    endOfficeTerm: action({
      rest: "POST /self-governance/:street/terms/:termId/end",
      summary: "卸任: its last day is today or later, and sooner than it was to be",
      access: RECORDERS,
      input: ByStreet.extend({ termId: Ulid, on: Day }),
      output: TreeView,
      run: async ({ street, termId, on }, context) => {
        const terms = (await trees.load(street))?.state.terms ?? [];
        await mustSeat(street, terms.find(({ id }) => id === termId)?.organization, context);
        return ask(street, { type: "EndTerm", id: termId, on }, context);
      },
    }),
  };
};
