import { CaseId, CommunityCode, Day, Ulid } from "@wangge/contracts";
import { action, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import { mustConvene, mustServe, todayOf, type Desk } from "../../app/councils/desk.ts";
import { missing, REFERRED, type Referral, type ReferralState } from "../../domain/councils/index.ts";
import { ById, InCommunity, nextOf, OFFICERS, Paged, READERS, RESIDENTS, Wanted } from "./input.ts";

const Status = z
  .enum(["waiting", "refused", "open", "fulfilled", "ended", "passed"])
  .describe("待受理, 未受理, 办理中, 已落实, 未立案或作废, 已转达");

const ReferralView = z.object({
  id: Ulid,
  kind: z.enum(REFERRED).describe("决议, 诉求, 项目, 民意"),
  community: CommunityCode,
  status: Status,
  stage: z.string().optional().describe("where its case stands"),
  caseId: CaseId.optional(),
  trackingNumber: z.string().optional(),
  dueOn: Day.optional(),
  overdue: z.boolean(),
  code: z.string().optional().describe("why the reception did not take it"),
});
const ResolutionView = ReferralView.extend({ text: z.string() });

/** 决议 and whatever else the community has handed to the reception. */
export const referralActions = (desk: Desk) => {
  const { referrals, vault, clock } = desk;
  type Known = Stored<ReferralState> & { readonly state: Referral };

  const asKnown = (stored: Stored<ReferralState> | undefined): Known => {
    if (stored === undefined || stored.state.status === "none") throw missing("referral");
    return { ...stored, state: stored.state };
  };
  const viewOf = ({ id, state }: Known): z.input<typeof ReferralView> => {
    const { status, stage, caseId, trackingNumber, dueOn, code, origin } = state;
    return {
      ...{ id, kind: origin.kind, community: origin.community, status },
      overdue: status !== "fulfilled" && dueOn !== undefined && dueOn < todayOf(desk),
      ...(stage === undefined ? {} : { stage }),
      ...(caseId === undefined ? {} : { caseId }),
      ...(trackingNumber === undefined ? {} : { trackingNumber }),
      ...(dueOn === undefined ? {} : { dueOn }),
      ...(code === undefined ? {} : { code }),
    };
  };
  const resolutionOf = (stored: Stored<ReferralState> | undefined): z.input<typeof ResolutionView> => {
    if (stored === undefined || stored.state.status === "none" || stored.state.origin.kind !== "resolution")
      throw missing("resolution");
    const text = vault.of("referrals", stored.id, stored).read(stored.state.words);
    return { ...viewOf(asKnown(stored)), text };
  };

  return {
    resolutions: action({
      rest: "GET /councils/:community/resolutions",
      summary: "决议 that became cases, and where these stand; newest first, a page at a time",
      access: READERS,
      input: InCommunity.extend(Paged),
      output: z.object({ resolutions: z.array(ResolutionView), next: z.string().optional() }),
      run: async ({ community, after, limit }) => {
        const where: Where = { "state.origin.community": community, "state.origin.kind": "resolution" };
        const found = await referrals.find({ where, limit, after });
        return { resolutions: found.map(resolutionOf), ...nextOf(found, limit) };
      },
    }),
    resolution: action({
      rest: "GET /resolutions/:id",
      summary: "One resolution 决议, and where its case stands",
      access: READERS,
      input: ById,
      output: ResolutionView,
      run: async ({ id }) => resolutionOf(await referrals.load(id)),
    }),
    referrals: action({
      rest: "GET /councils/:community/referrals",
      summary:
        "转办: all that the community handed to the reception, without its words; what was refused waits for somebody",
      access: OFFICERS,
      input: InCommunity.extend({ status: Status.optional(), ...Paged }),
      output: z.object({ referrals: z.array(ReferralView), next: z.string().optional() }),
      run: async ({ community, status, after, limit }, context) => {
        await mustServe(desk, community, context);
        const where: Where = {
          "state.origin.community": community,
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await referrals.find({ where, limit, after });
        return { referrals: found.map((one) => viewOf(asKnown(one))), ...nextOf(found, limit) };
      },
    }),
    askAgain: action({
      rest: "POST /referrals/:id/ask-again",
      summary: "Brings what was refused to the reception once more; a case with another category or place",
      access: RESIDENTS,
      input: ById.extend({ wanted: Wanted.optional() }),
      output: ReferralView,
      run: async ({ id, wanted }, context) => {
        const { community } = asKnown(await referrals.load(id)).state.origin;
        await mustConvene(desk, community, context);
        await referrals.handle(id, { type: "AskAgain", wanted, at: clock.now() }, context.meta);
        return viewOf(asKnown(await referrals.load(id)));
      },
    }),
  };
};
