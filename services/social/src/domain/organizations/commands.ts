import type { Day } from "@wangge/contracts/vocabulary";
import type { Person, Profile } from "./organization.ts";

interface Asked {
  /** Who asks. */
  readonly by: string;
  readonly at: string;
}

export interface BanOrder {
  readonly id: string;
  readonly from: Day;
  readonly until: Day;
  readonly reason: string;
  readonly about?: string | undefined;
}

export type OrganizationCommand =
  | ({ readonly type: "RecordGroup"; readonly profile: Profile } & Asked)
  /** `profile` absent: as it stands. */
  | ({ readonly type: "Apply"; readonly profile?: Profile | undefined } & Asked)
  | ({ readonly type: "Register"; readonly code: string } & Asked)
  | ({ readonly type: "Refuse"; readonly reason: string } & Asked)
  | ({ readonly type: "Amend"; readonly profile: Profile } & Asked)
  /** `names`: changes with the sealed names, and tells nothing of them. */
  | ({ readonly type: "SetPeople"; readonly people: readonly Person[]; readonly names: string } & Asked)
  | ({ readonly type: "Suspend"; readonly reason: string } & Asked)
  | ({ readonly type: "Resume" } & Asked)
  | ({ readonly type: "Deregister"; readonly reason: string } & Asked)
  | ({ readonly type: "DesignateHub"; readonly hub: boolean } & Asked)
  | ({ readonly type: "SubmitReport"; readonly year: number; readonly digest: string } & Asked)
  | ({ readonly type: "ForwardReport"; readonly year: number } & Asked)
  | ({ readonly type: "Ban"; readonly ban: BanOrder } & Asked)
  | ({ readonly type: "LiftBan"; readonly id: string; readonly reason: string } & Asked)
  | { readonly type: "Wake"; readonly at: string };
