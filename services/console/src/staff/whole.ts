import { dataOf } from "../common/api.ts";

/** A list of the API to its end: one that stops before it would let nobody choose the others. */
export const whole = async <Page extends { readonly next?: string }, Row>(
  read: (from: { readonly after?: string }) => Promise<{ readonly data?: Page }>,
  rowsOf: (page: Page) => readonly Row[],
): Promise<readonly Row[]> => {
  const found: Row[] = [];
  let after: string | undefined;
  do {
    const page = dataOf(await read(after === undefined ? {} : { after }));
    found.push(...rowsOf(page));
    after = page.next;
  } while (after !== undefined);
  return found;
};
