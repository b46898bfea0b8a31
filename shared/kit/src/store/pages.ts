import type { Query, Stored } from "./port.ts";

const PAGE = 100;

/** All that fit, page by page, the oldest first. An empty page is not given. */
export async function* pagesOf<State>(
  { find }: { readonly find: (query: Query) => Promise<readonly Stored<State>[]> },
  where: Query["where"],
  limit = PAGE,
): AsyncGenerator<readonly Stored<State>[]> {
  for (let after: string | undefined; ;) {
    const page = await find({ where, limit, order: "oldest", after });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    after = page.at(-1)?.id;
  }
}
