import { dayOf } from "@wangge/calendar";
import type { Stored } from "@wangge/kit";
import type { Grant } from "../../domain/grants/grant/index.ts";
import type { Book } from "../../domain/grants/fund/index.ts";

/** Hundredths as a decimal of the currency: whole fen keep to two places. */
const decimal = (amount: number): number => amount / 100;

const transaction = (id: string, transactionDate: string, value: number, { currency }: Grant) => ({
  ...{ id, transactionDate, currency },
  value: decimal(value),
});

/**
 * 360Giving. A grant as the open standard for grants publishes it: one object of `grants`. Accounts and people are not in it.
 * @param publisher the prefix that the publisher has from 360Giving
 */
export const grant360 = (
  publisher: string,
  { id, state: grant }: Stored<Grant>,
  book: Pick<Book, "fund" | "title">,
  recipient: string,
) => {
  const paidOn = grant.tranches.filter((tranche) => tranche.status === "paid");
  const until = grant.stages
    .map(({ due }) => due)
    .toSorted()
    .at(-1);
  const agreedOn = dayOf(grant.agreedAt ?? grant.offeredAt);
  return {
    id: `${publisher}-${id}`,
    title: grant.title,
    description: grant.stages.map(({ title }) => title).join("; "),
    currency: grant.currency,
    amountAppliedFor: decimal(grant.asked),
    amountAwarded: decimal(grant.amount),
    amountDisbursed: decimal(grant.paid - grant.repaid),
    awardDate: dayOf(grant.offeredAt),
    plannedDates: [{ startDate: agreedOn, ...(until === undefined ? {} : { endDate: until }) }],
    recipientOrganization: [{ id: `${publisher}-${grant.organization}`, name: recipient }],
    fundingOrganization: [{ id: `${publisher}-${book.fund}`, name: book.title }],
    grantProgramme: [{ code: grant.programme }],
    fromOpenCall: "Yes",
    ...(grant.agreedAt === undefined
      ? {}
      : { commitmentTransaction: [transaction(`${id}/agreed`, dayOf(grant.agreedAt), grant.amount, grant)] }),
    disbursementTransaction: paidOn.map(({ number, asked = 0, paidAt = grant.offeredAt }) =>
      transaction(`${id}/${number}`, dayOf(paidAt), asked, grant),
    ),
    beneficiaryLocation: grant.grids.map((grid) => ({ id: grid, countryCode: "CN" })),
  };
};
