/** All items of a list that comes in pages. */
export const allPages = async <Item>(
  page: (after: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let after: string | undefined; ;) {
    const { items, next } = await page(after);
    found.push(...items);
    if (next === undefined) return found;
    after = next;
  }
};
