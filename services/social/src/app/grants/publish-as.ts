import {
  AllocationPublicizedV1,
  FundDepositedV1,
  FundOpenedV1,
  GrantAgreedV1,
  GrantClawedBackV1,
  GrantClosedV1,
  GrantDeterminedV1,
  GrantFirstTrancheLateV1,
  GrantMilestoneVerifiedV1,
  GrantTranchePaidV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { AllocationEvent, AllocationState } from "../../domain/grants/allocation/index.ts";
import type { BookEvent, BookState } from "../../domain/grants/fund/index.ts";
import { netPaid, type GrantEvent, type GrantState } from "../../domain/grants/grant/index.ts";

export const publishBookAs = (event: BookEvent, { id: book, state }: Stored<BookState>): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { currency } = state;
  if (event.type === "BookOpened") {
    const { fund, source, period, envelope, at: openedAt } = event.data;
    return [publicEvent(FundOpenedV1, { book, fund, source, ...period, currency, envelope, openedAt })];
  }
  if (event.type !== "DepositApproved") return [];
  const { amount, at: depositedAt } = event.data;
  return [publicEvent(FundDepositedV1, { book, amount, currency, depositedAt })];
};

export const publishAllocationAs = (
  event: AllocationEvent,
  { id: round, state }: Stored<AllocationState>,
): readonly PublicEvent[] => {
  if (event.type !== "Determined" || state.status === "none") return [];
  const { number: edition, awards, differences, publicUntil, at: determinedAt } = event.data;
  const funded = awards.filter(({ granted }) => granted > 0);
  return [
    publicEvent(AllocationPublicizedV1, {
      ...{ round, edition, publicUntil, determinedAt },
      book: state.inputs.book,
      granted: funded.reduce((sum, { granted }) => sum + granted, 0),
      grants: funded.length,
      changed: differences.length,
    }),
  ];
};

export const publishGrantAs = (
  event: GrantEvent,
  { id: grantId, state }: Stored<GrantState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { organization, amount, currency, own, tranches } = state;
  const { at } = event.data;
  switch (event.type) {
    case "GrantOffered": {
      const { round, application, book, follows, signBy } = event.data;
      const before = follows === undefined ? {} : { follows };
      const what = { grantId, organization, round, application, book, amount, currency, signBy };
      return [publicEvent(GrantDeterminedV1, { ...what, ...before, determinedAt: at })];
    }
    case "GrantAgreed": {
      const { firstTrancheBy } = event.data;
      const agreed = { amount, currency, own, tranches: tranches.length, firstTrancheBy, agreedAt: at };
      return [publicEvent(GrantAgreedV1, { grantId, organization, ...agreed })];
    }
    case "TranchePaid": {
      const { tranche, amount: paid } = event.data;
      const gate = tranches.find(({ number }) => number === tranche)?.gate.is ?? "signed";
      return [
        publicEvent(GrantTranchePaidV1, { grantId, organization, tranche, amount: paid, currency, gate, paidAt: at }),
      ];
    }
    case "FirstTrancheLate": {
      const { firstTrancheBy = at } = state;
      return [publicEvent(GrantFirstTrancheLateV1, { grantId, organization, firstTrancheBy, noticedAt: at })];
    }
    case "MilestoneVerified": {
      const { milestone, passed } = event.data;
      return [publicEvent(GrantMilestoneVerifiedV1, { grantId, organization, milestone, passed, verifiedAt: at })];
    }
    case "RepaymentDemanded": {
      const { because, amount: back, dueAt } = event.data;
      const demanded = { because, amount: back, currency, dueAt, demandedAt: at };
      return [publicEvent(GrantClawedBackV1, { grantId, organization, ...demanded })];
    }
    case "GrantLapsed":
    case "GrantClosed": {
      const { outcome = "completed", paid, repaid } = state;
      const money = { amount, paid, repaid, used: netPaid(state), currency };
      return [publicEvent(GrantClosedV1, { grantId, organization, outcome, ...money, closedAt: at })];
    }
    default:
      return [];
  }
};
