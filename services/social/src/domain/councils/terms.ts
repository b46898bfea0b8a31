/** What the parts of this slice share. */
import { DomainError, reject } from "@wangge/kit/errors";

/** Sealed: only who may read the record that it belongs to sees it in clear. */
export type Words = string;

export interface Asked {
  /** Account. */
  readonly by: string;
  readonly at: string;
}

export const refusals =
  (thing: string) =>
  (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
    reject(`social.${thing}.${code}`, message, details);

export const missing = (thing: string): DomainError =>
  new DomainError("missing", `social.${thing}.unknown`, "There is no such thing here");

/** What came to be does not come again. @throws DomainError `social.<thing>.unknown` */
export const existing = <State extends { readonly status: string }>(
  thing: string,
  state: State,
): Exclude<State, { readonly status: "none" }> => {
  if (state.status === "none") throw missing(thing);
  return state as Exclude<State, { readonly status: "none" }>;
};
