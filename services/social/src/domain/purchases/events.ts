import type { Fen } from "../money.ts";
import type {
  BidFault,
  Call,
  Contract,
  Finding,
  FindingAnswer,
  FindingKind,
  Milestone,
  Need,
  Offer,
  Proposal,
} from "./purchase.ts";

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly by: string; readonly at: string };
};

export type PurchaseEvent =
  | Fact<"NeedStated", { readonly need: Need }>
  | Fact<"NeedApproved">
  | Fact<"NeedRefused", { readonly reason: string }>
  | Fact<"SplitFound", { readonly findings: readonly Finding[] }>
  | Fact<
      "FindingAnswered",
      { readonly kind: FindingKind; readonly answer: FindingAnswer["kind"]; readonly reason: string }
    >
  | Fact<"CallPublished", { readonly call: Call }>
  | Fact<"BidHandedIn", { readonly bid: string; readonly organization: string; readonly sealed: string }>
  | Fact<"BidWithdrawn", { readonly bid: string }>
  | Fact<"OpeningAttended">
  | Fact<
      "BidsOpened",
      { readonly bids: readonly { readonly bid: string; readonly offer: Offer; readonly fault?: BidFault }[] }
    >
  | Fact<"CommitteeNamed", { readonly members: readonly string[] }>
  | Fact<"TiesDeclared", { readonly organizations: readonly string[]; readonly recused: boolean }>
  | Fact<"MemberReplaced", { readonly member: string; readonly successor: string }>
  | Fact<"BidScored", { readonly bid: string; readonly points: Readonly<Record<string, number>> }>
  /** Of a committee, or without a competition of a notice that there is one supplier only. */
  | Fact<"AwardProposed", Omit<Proposal, "proposedAt" | "by">>
  | Fact<
      "ChallengeMade",
      { readonly challenge: string; readonly organization: string; readonly grounds: string; readonly answerBy: string }
    >
  | Fact<"ChallengeLate", { readonly challenge: string }>
  | Fact<"ChallengeAnswered", { readonly challenge: string; readonly upheld: boolean; readonly reason: string }>
  | Fact<"PurchaseAwarded", { readonly supplier: string; readonly amount: Fen; readonly contractBy: string }>
  | Fact<
      "ContractSigned",
      Omit<Contract, "signedAt" | "milestones" | "additions"> & {
        readonly milestones: readonly Milestone[];
        readonly lateReason?: string;
      }
    >
  | Fact<"ContractExtended", { readonly milestone: Milestone; readonly reason: string }>
  | Fact<"MilestoneDelivered", { readonly milestone: string }>
  | Fact<"MilestoneJudged", { readonly milestone: string; readonly accepted: boolean; readonly reason: string }>
  | Fact<"PaymentAsked", { readonly payment: string; readonly milestone: string; readonly amount: Fen }>
  | Fact<"PaymentRefused", { readonly payment: string }>
  | Fact<"PaymentMade", { readonly payment: string }>
  | Fact<"ContractTerminated", { readonly reason: string }>
  | Fact<"PurchaseClosed", { readonly grade: number; readonly note: string }>
  | Fact<"PurchaseFailed", { readonly reason: "tooFewBids" | "challengeUpheld" }>
  | Fact<"PurchaseCancelled", { readonly reason: string }>;
