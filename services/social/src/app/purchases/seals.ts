import { sealer, type PersonalDataKeys, type Sealed } from "@wangge/kit";
import type { Offer } from "../../domain/purchases/index.ts";

/** 密封投标. What an organization offers, unreadable in the store until it is opened. */
export interface BidSeals {
  readonly seal: (purchase: string, bid: string, offer: Offer) => string;
  /** @throws SealBroken where it was altered, or belongs to another bid */
  readonly open: (purchase: string, bid: string, sealed: string) => Offer;
}

const recordOf = (purchase: string, bid: string): string => `social/purchases/${purchase}/bids/${bid}`;

export const createBidSeals = ({ master }: Pick<PersonalDataKeys, "master">): BidSeals => {
  const seals = sealer(master);
  return {
    seal: (purchase, bid, offer) =>
      JSON.stringify(seals.seal(recordOf(purchase, bid), { offer: JSON.stringify(offer) })),
    open: (purchase, bid, sealed) => {
      const { offer = "" } = seals.open(recordOf(purchase, bid), JSON.parse(sealed) as Sealed);
      return JSON.parse(offer) as Offer;
    },
  };
};
