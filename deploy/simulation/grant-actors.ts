/** People around the money of a round: who gets it, who works it out, who approves, who pays. They act on grants as those stand. */
import type { Actor } from "@wangge/kit";
import { BOOK, ofOrganization, people } from "./money.ts";
import type { Act } from "./plan.ts";
import type { Document } from "./stores.ts";

export interface Ask {
  readonly action: string;
  readonly input: object;
  readonly actor: Actor;
}

interface GrantSeen {
  readonly status: string;
  readonly organization?: string;
  readonly conditions?: object;
  readonly tranches?: readonly { readonly number: number; readonly status: string }[];
  readonly milestones?: readonly { readonly number: number; readonly status: string }[];
  readonly receipts?: readonly { readonly id: string; readonly status: string }[];
  readonly demand?: { readonly total: number };
  readonly repaid?: number;
}

const { maker, checker, payer, reviewer } = people;
const YUAN = 100;

/** What somebody might do with a grant as it stands. `place` numbers what banks and traders number. */
export const possibleOf = ({ _id: grantId, state }: Document, place: number, how: number): readonly Ask[] => {
  const {
    status,
    organization = "",
    conditions,
    tranches = [],
    milestones = [],
    receipts = [],
    demand,
    repaid = 0,
  } = state as GrantSeen;
  const to = (action: string, actor: Actor, more: object = {}): Ask => ({
    ...{ action: `social.${action}`, actor },
    input: { grantId, ...more },
  });
  const own = ofOrganization(organization);
  const reason = { reason: "模拟理由" };
  const amount = Math.ceil(how * 60_000) * YUAN;
  const payments = tranches.flatMap(({ number: tranche, status: at }) =>
    at === "planned"
      ? [to("requestTranche", maker, { tranche })]
      : at === "requested"
        ? [
            to("approveTranche", checker, { tranche }),
            to("approveTranche", payer, { tranche }),
            ...(how < 0.2 ? [to("refuseTranche", checker, { tranche })] : []),
          ]
        : at === "approved"
          ? // Two who pay, each by his own bank's number: one of them only does.
            [
              to("payTranche", payer, { tranche, reference: `bank-${String(place)}` }),
              to("payTranche", checker, { tranche, reference: `bank-${String(place)}` }),
            ]
          : [],
  );
  switch (status) {
    case "offered":
      return conditions === undefined
        ? [to("draftAgreement", maker), ...(how < 0.1 ? [to("declineGrant", own)] : [])]
        : [to("signAgreement", own), to("signAgreement", maker), to("signAgreement", own), to("signAgreement", maker)];
    case "active":
      return [
        ...payments,
        ...payments,
        ...milestones.flatMap(({ number: milestone, status: at }) =>
          at === "reported"
            ? [to("verifyMilestone", reviewer, { milestone, passed: how < 0.9, ...reason })]
            : at === "verified"
              ? []
              : [to("reportMilestone", own, { milestone })],
        ),
        to("evaluateGrant", reviewer, { kind: "midTerm", result: how < 0.85 ? "qualified" : "unqualified", ...reason }),
        to("evaluateGrant", reviewer, { kind: "final", result: "qualified", ...reason }),
        to("addReceipt", own, { number: `invoice-${String(place)}`, category: "activity", amount, on: "2018-03-05" }),
        to("proveOwn", maker, { reference: `own-${String(place)}`, amount }),
        ...receipts.flatMap(({ id: receipt, status: at }) =>
          at === "added" ? [to("judgeReceipt", maker, { receipt, accepted: how < 0.9, ...reason })] : [],
        ),
      ];
    case "ending":
      return [
        ...payments,
        to("demandRepayment", checker),
        to("closeGrant", checker),
        ...(demand === undefined
          ? []
          : [
              to("recordRepayment", payer, { reference: `back-${String(place)}`, amount: demand.total - repaid }),
              to("recordRepayment", payer, { reference: `back-${String(place)}`, amount: YUAN }),
            ]),
      ];
    default:
      return [];
  }
};

interface BookSeen {
  readonly deposits?: readonly { readonly id: string; readonly status: string }[];
}

/** Money comes in, by two people. */
export const fundAsk = (book: Document | undefined, place: number, { by, how }: Act): Ask => {
  const open = (book?.state as BookSeen | undefined)?.deposits?.filter(({ status }) => status === "proposed") ?? [];
  const deposit = open[Math.floor(by * open.length)];
  return deposit === undefined
    ? {
        action: "social.proposeDeposit",
        actor: maker,
        input: { book: BOOK, amount: Math.ceil(how * 100_000) * YUAN, reference: `T-${String(place)}` },
      }
    : {
        action: "social.judgeDeposit",
        actor: how < 0.5 ? checker : payer,
        input: { book: BOOK, deposit: deposit.id, approved: how < 0.9 },
      };
};
