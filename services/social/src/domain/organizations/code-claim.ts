import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

/** A credit code belongs to one organization: whoever is to be registered under it claims it first. */
export interface CodeClaim {
  readonly organization?: string;
}
export interface CodeClaimCommand {
  readonly type: "ClaimCode" | "ReleaseCode";
  readonly organization: string;
  readonly at: string;
}
export interface CodeClaimEvent {
  readonly type: "CodeClaimed" | "CodeReleased";
  readonly data: { readonly organization: string; readonly at: string };
}

export const codeClaimDecider: Decider<CodeClaim, CodeClaimCommand, CodeClaimEvent> = {
  name: "social.codeClaim",
  initial: {},
  decide: ({ type, organization, at }, { organization: holder }) => {
    if (type === "ReleaseCode")
      return holder === organization ? [{ type: "CodeReleased", data: { organization, at } }] : [];
    if (holder === organization) return [];
    if (holder !== undefined)
      throw reject("social.organization.code_taken", "Another organization has this credit code");
    return [{ type: "CodeClaimed", data: { organization, at } }];
  },
  evolve: (_state, { type, data: { organization } }) => (type === "CodeClaimed" ? { organization } : {}),
};
