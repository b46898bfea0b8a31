import { isDay } from "../../common/days.ts";

/** What stands in an address of these pages. */
type Search = Readonly<Record<string, unknown>>;

export interface PlaceSearch {
  /** Absent: today. */
  readonly on?: string;
  /** Code of a street, community or grid. */
  readonly place?: string;
}

/** The router reads numbers where digits stand. */
const codeIn = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^(\d{9}|\d{12}|\d{15})$/.test(text) ? text : undefined;
};

/** Absent: today. */
export const dayFrom = ({ on }: Search): { readonly on?: string } => (isDay(on) ? { on } : {});

export const placeFrom = ({ place: asked, ...search }: Search): PlaceSearch => {
  const place = codeIn(asked);
  return { ...dayFrom(search), ...(place === undefined ? {} : { place }) };
};

export const communityFrom = ({ community: asked }: Search): { readonly community?: string } => {
  const community = codeIn(asked);
  return community === undefined ? {} : { community };
};

export const importFrom = ({ id }: Search): { readonly id?: string } =>
  typeof id === "string" && /^[0-9A-Z]{26}$/.test(id) ? { id } : {};
