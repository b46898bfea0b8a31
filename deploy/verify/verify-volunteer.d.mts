import type { Wrong } from "./verify-e-file.mjs";

/** Checks the answer of `GET /volunteers/me/certificate`. */
export const verifyVolunteer: (
  certificate: unknown,
  trusted?: { readonly thumbprints?: readonly string[] },
) => { readonly problems: readonly Wrong[] };
