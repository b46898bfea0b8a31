import { DomainError } from "@wangge/kit";
import type { GrantPorts } from "./ports.ts";

const away = (what: string) => () =>
  Promise.reject(new DomainError("unavailable", "social.grant.not_joined", `${what} are not joined to grants`));

/** Until the other parts of the service are joined: whatever needs them is refused as unavailable, nothing is made up. */
export const notJoined: GrantPorts = {
  organizations: {
    standing: away("Organizations"),
    ban: away("Organizations"),
    people: away("Organizations"),
    related: away("Organizations"),
  },
  selection: { candidates: away("Selections"), round: away("Selections") },
  otherProjects: away("Purchases"),
};
