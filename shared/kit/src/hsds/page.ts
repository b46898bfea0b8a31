import { invalidInput } from "../errors.ts";

/** The envelope of every list. */
export interface HsdsPage<Item> {
  readonly total_items: number;
  readonly total_pages: number;
  readonly page_number: number;
  readonly size: number;
  readonly first_page: boolean;
  readonly last_page: boolean;
  readonly empty: boolean;
  readonly contents: readonly Item[];
}

export interface PageQuery {
  /** From 1. */
  readonly page?: number;
  readonly perPage?: number;
}

const LARGEST_PAGE = 500;

const whole = (path: string, value: number, most: number) => {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw invalidInput([{ path, message: `A whole number from 1 to ${most}`, code: "out_of_range" }]);
  return value;
};

/**
 * One page of a list in HSDS's envelope. A page behind the last is empty and says so; an empty list has no pages, and its
 * first is also its last. @throws DomainError `input.invalid`
 */
export const pageOf = <Item, Shown>(
  items: readonly Item[],
  { page = 1, perPage = 50 }: PageQuery,
  show: (item: Item) => Shown,
): HsdsPage<Shown> => {
  const number = whole("page", page, Number.MAX_SAFE_INTEGER);
  const size = whole("per_page", perPage, LARGEST_PAGE);
  const pages = Math.ceil(items.length / size);
  const contents = items.slice((number - 1) * size, number * size).map(show);
  return {
    total_items: items.length,
    total_pages: pages,
    page_number: number,
    size: contents.length,
    first_page: number === 1,
    last_page: number >= pages,
    empty: contents.length === 0,
    contents,
  };
};
