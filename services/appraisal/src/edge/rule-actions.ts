import { dayOf } from "@wangge/calendar";
import { DomainError, reject, rulebookActions, type Actor, type Clock, type RuleAct } from "@wangge/kit";
import { CARD_SIDES, cardsKindOf, type AppraisalRulebook } from "../app/book-kinds.ts";
import { OFFICERS, sidesOf } from "./access.ts";

/** The dictionary is of both sides: either officer drafts, and the district government, which is neither, publishes. */
const mustBeAllowed = (act: RuleAct, kind: string, actor: Actor | undefined): void => {
  if (actor === undefined) return;
  if (kind === "dictionary") {
    if (act !== "publish" || actor.roles.includes("districtGovernment")) return;
    throw new DomainError(
      "forbidden",
      "appraisal.rules.for_both",
      "The dictionary is published by who runs neither side",
    );
  }
  const side = CARD_SIDES.find((one) => cardsKindOf(one) === kind);
  if (side !== undefined && sidesOf(actor).includes(side)) return;
  throw new DomainError("forbidden", "appraisal.rules.other_side", "These scorecards are of the other side");
};

/** A period keeps what held on its first day: nothing that is published later may change a day that has begun. */
const mustBeginWell = (effectiveFrom: string, today: string): void => {
  if (effectiveFrom <= today)
    throw reject("appraisal.rules.not_before_tomorrow", "An edition takes effect tomorrow at the earliest", {
      effectiveFrom,
    });
};

/** 考核规则: dictionary and scorecards are changed by who answers for them, without a release. */
export const ruleActions = ({ rulebook, clock }: { readonly rulebook: AppraisalRulebook; readonly clock: Clock }) =>
  rulebookActions({
    ...{ service: "appraisal", rulebook, clock, dayOf, path: "/appraisal/rules", zh: "考核规则" },
    access: {
      read: [...OFFICERS, "districtGovernment"],
      draft: OFFICERS,
      publish: [...OFFICERS, "districtGovernment"],
    },
    mustBeAllowed,
    mustBeginWell,
  });
