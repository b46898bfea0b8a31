/** What is signed when custody changes hands; as canonical JSON, so that both sides and a court form the same text. */
export const OFFER_TYP = "wangge-custody-offer+json";
export const ACCEPTANCE_TYP = "wangge-custody-acceptance+json";
export const KEY_TYP = "wangge-custody-key+json";

export interface OfferStatement {
  readonly evidenceId: string;
  /** SHA-256 of its bytes; absent where there are none. */
  readonly sha256?: string | undefined;
  /** 标签号 */
  readonly label?: string | undefined;
  readonly seal?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly place: string;
  readonly at: string;
}

/** `offer`: SHA-256 of the canonical JSON of the offer. */
export interface AcceptanceStatement {
  readonly evidenceId: string;
  readonly offer: string;
  readonly seal?: string | undefined;
  readonly to: string;
  readonly at: string;
}
