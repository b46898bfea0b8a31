import { DomainError } from "@wangge/kit/errors";

/** Who keeps the registers: an administrator, or a leader for the body that he is of. */
export interface Registrar {
  readonly account: string;
  /** Absent: an administrator of the district. */
  readonly body?: string | undefined;
}

/** @throws DomainError `enforcement.<thing>.other_body` where one of these is not his */
export const mustBeOf = ({ body }: Registrar, thing: "officer" | "power_item", ...bodies: readonly string[]): void => {
  if (body === undefined || bodies.every((one) => one === body)) return;
  throw new DomainError("forbidden", `enforcement.${thing}.other_body`, "This is for the body whose it is", { bodies });
};
