import { dayOf, trackingNumber } from "../domain/index.ts";

/** Gives out the first of `count` numbers under a name that nobody else gets. */
export type TakeNumbers = (name: string, count: number) => Promise<number>;

const BLOCK = 200;

/** Tracking numbers by blocks, so that a number costs no question to the store. Gaps are allowed, repeats are not. */
export const trackingNumbers = (take: TakeNumbers): ((at: string) => Promise<string>) => {
  let day = "";
  let next = 0;
  let end = 0;
  let taking: Promise<void> | undefined;
  const refill = async (wanted: string): Promise<void> => {
    const first = await take(wanted, BLOCK);
    day = wanted;
    next = first;
    end = first + BLOCK;
  };
  return async (at) => {
    const wanted = dayOf(at);
    while (day !== wanted || next >= end) {
      taking ??= refill(wanted).finally(() => {
        taking = undefined;
      });
      await taking;
    }
    next += 1;
    return trackingNumber(wanted, next - 1);
  };
};
