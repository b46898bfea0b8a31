const STATUSES = [
  "verifying",
  "filed",
  "assigned",
  "accepted",
  "suspended",
  "handled",
  "closed",
  "rejected",
  "merged",
  "voided",
] as const;
export type CaseStatus = (typeof STATUSES)[number];
export { STATUSES };

/** What the list is narrowed to; it stands in the address, so that it can be kept and passed on. */
export interface Filters {
  readonly status?: CaseStatus;
  readonly street?: string;
  readonly grid?: string;
  readonly department?: string;
  readonly category?: string;
}

/** The router reads numbers where digits stand. */
const word = (value: unknown, form: RegExp): string | undefined => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && form.test(text) ? text : undefined;
};

/** What of an address makes sense as filters; the rest is left out. */
export const filtersFrom = (search: Readonly<Record<string, unknown>>): Filters => {
  const status = STATUSES.find((one) => one === search["status"]);
  const street = word(search["street"], /^\d{9}$/);
  const grid = word(search["grid"], /^\d{15}$/);
  const department = word(search["department"], /^[a-z][a-z0-9-]{1,39}$/);
  const category = word(search["category"], /^(event|component)-\d{4}$/);
  return {
    ...(status === undefined ? {} : { status }),
    ...(street === undefined ? {} : { street }),
    ...(grid === undefined ? {} : { grid }),
    ...(department === undefined ? {} : { department }),
    ...(category === undefined ? {} : { category }),
  };
};
