/** What is wrong with a bundle, row by row. */

/** Where in the bundle: the header of a table is row 1; in GeoJSON the first feature is row 1. */
export interface Place {
  readonly file: string;
  readonly row?: number | undefined;
  readonly column?: string | undefined;
}

/** `code` is public and stable: `registry.import.…`, or that of the register's rule which says no. */
export interface RowError extends Partial<Place> {
  readonly code: string;
  readonly message: string;
  /** What stands there, shortened; never in tables about people. */
  readonly value?: string | undefined;
  /** Other rows that have to do with it. */
  readonly others?: readonly Place[] | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Nothing wrong, but somebody should know. */
export interface Notice extends Partial<Place> {
  readonly code: string;
  readonly message: string;
}

export const importCode = (reason: string): string => `registry.import.${reason}`;

const SHOWN = 40;

export const shortened = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
};
