/** 处罚的轻重, 听证权, 审核与集体讨论: what follows from what is proposed. */
import { normToFineBy } from "../law/index.ts";
import type { Rules } from "./rules.ts";
import type { Dossier } from "./state.ts";
import type { Day, Norm, Party, Penalty, PenaltyKind, ReviewGround } from "./words.ts";

/** In any one thing heavier than the other: more money, or a kind that the other does not have. */
export const isHeavier = (one: Penalty, other: Penalty): boolean =>
  one.fine > other.fine || one.confiscated > other.confiscated || one.kinds.some((kind) => !other.kinds.includes(kind));

export const isEmpty = ({ kinds, fine, confiscated }: Penalty): boolean =>
  kinds.length === 0 && fine === 0 && confiscated === 0;

export const isSamePenalty = (one: Penalty, other: Penalty): boolean =>
  !isHeavier(one, other) && !isHeavier(other, one);

/** 一事不再罚，择重: of several norms that one act violates the one with the higher fine; where none knows a fine, the first. */
export const normOf = (norms: readonly Norm[], on: Day, { law }: Rules): Norm | undefined => {
  const fining = norms.filter(({ fine }) => fine !== undefined);
  // Before the law of 2021 the body chose; to go by the higher one was open to it.
  return fining.length === 0 ? norms[0] : (normToFineBy(law, on, fining).norm ?? highest(fining));
};

const highest = (norms: readonly Norm[]): Norm | undefined =>
  norms.toSorted(({ fine: one }, { fine: other }) => (other?.most ?? 0) - (one?.most ?? 0))[0];

const HEARD: Partial<Record<PenaltyKind, string>> = {
  lowerQualification: "lowerQualification",
  revokeLicence: "revokeLicence",
  stopBusiness: "stopBusiness",
  restrictOccupation: "restrictOccupation",
};

/** 听证: whether this penalty gives the party the right to one. */
export const givesHearing = (penalty: Penalty, party: Party, on: Day, { law, districtOn }: Rules): boolean => {
  const cases: readonly string[] = law.figureIfAny("penalty", on, "hearingCases")?.value ?? [];
  const large = districtOn(on).hearing[party.kind];
  return (
    (cases.includes("largeFine") && penalty.fine >= large) ||
    (cases.includes("largeConfiscation") && penalty.confiscated >= large) ||
    penalty.kinds.some((kind) => cases.includes(HEARD[kind] ?? ""))
  );
};

/** 法制审核: which of the law's cases apply; none where nothing has to be reviewed. */
export const reviewCasesOf = (state: Dossier, on: Day, { law }: Rules): readonly string[] => {
  const cases: readonly string[] = law.figureIfAny("penalty", on, "legalReview")?.value ?? [];
  if (state.proposal?.finding !== "penalty") return [];
  const grounds: readonly string[] = [
    ...state.proposal.reviewGrounds,
    ...(state.informed?.hearing === "held" ? ["hearing"] : []),
    "every",
  ];
  return grounds.filter((ground) => cases.includes(ground));
};

/** 集体讨论: complex, or major by what it is called or what it amounts to. */
export const needsDiscussion = (
  penalty: Penalty,
  grounds: readonly ReviewGround[],
  isMajor: boolean,
  on: Day,
  { law, districtOn }: Rules,
): boolean => {
  const cases: readonly string[] = law.figureIfAny("penalty", on, "collectiveDiscussion")?.value ?? [];
  const major = isMajor || penalty.fine >= districtOn(on).discussion.fine;
  return (cases.includes("major") && major) || (cases.includes("complex") && grounds.includes("complex"));
};
