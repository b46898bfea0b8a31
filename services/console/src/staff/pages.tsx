import { Button, type ButtonProps } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { dataOf } from "../common/api.ts";

/** What the API calls the place from which on a list is read, and what it is. */
interface Cursors {
  readonly after: string;
  readonly before: number;
}

interface Asked<By extends keyof Cursors, Page, Row> {
  readonly key: readonly unknown[];
  readonly by: By;
  readonly read: (from: { readonly [Name in By]?: Cursors[Name] }) => Promise<{ readonly data?: Page }>;
  readonly rowsOf: (page: Page) => readonly Row[];
  readonly everyMs?: number;
  /** Read again when somebody says so, and not for a window that comes to the front: it may be many pages. */
  readonly isStill?: boolean;
}

/** A list that the API gives page by page, as one. `rows` are absent as long as nothing was read. */
export const usePages = <By extends keyof Cursors, Page extends { readonly next?: Cursors[By] | undefined }, Row>({
  key,
  by,
  read,
  rowsOf,
  everyMs,
  isStill = false,
}: Asked<By, Page, Row>) => {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam }) =>
      dataOf(await read((pageParam === undefined ? {} : { [by]: pageParam }) as Parameters<typeof read>[0])),
    initialPageParam: undefined as Cursors[By] | undefined,
    getNextPageParam: ({ next }) => next,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(isStill ? { refetchOnWindowFocus: false, refetchOnReconnect: false } : {}),
  });
  // How a page is taken apart is the same each time.
  const rows = useMemo(() => data?.pages.flatMap(rowsOf), [data]);
  return { rows, error, hasNextPage, isFetchingNextPage, fetchNextPage };
};

/** Reads the next page, where there is one. */
export const More = ({
  of: { hasNextPage, isFetchingNextPage, fetchNextPage },
  label,
  ...look
}: Pick<ButtonProps, "size"> & {
  readonly of: Pick<ReturnType<typeof usePages>, "hasNextPage" | "isFetchingNextPage"> & {
    readonly fetchNextPage: () => unknown;
  };
  readonly label: string;
}): ReactElement | null =>
  hasNextPage ? (
    <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()} {...look}>
      {label}
    </Button>
  ) : null;
