import type { Party } from "../admissions/commands.ts";
import type { BroughtMaterial, CategoryPath, Conversion, Link, MissingMaterial, Received, TextRole } from "./matter.ts";

/** A text that comes with a command: its name in the seal, and the count of seals at the one that it is added to. */
export interface Words {
  readonly name: string;
  readonly role: TextRole;
  /** A seal made from an older one would lose what came between. */
  readonly seen: number;
}

interface Asks {
  readonly at: string;
  readonly words?: Words | undefined;
}
/** Staff. */
interface By extends Asks {
  readonly by: Party;
}
/** The resident himself, who has proved it, or staff on his behalf. */
interface Resident extends Asks {
  readonly by?: Party | undefined;
}

export type MatterCommand =
  | (Resident & { readonly type: "ReceiveMatter"; readonly data: Received })
  | (By & { readonly type: "GiveNotice"; readonly missing: readonly MissingMaterial[] })
  | (Resident & { readonly type: "BringMaterials"; readonly brought: readonly BroughtMaterial[] })
  | (By & { readonly type: "AcceptMatter"; readonly to?: string | undefined; readonly category?: CategoryPath })
  | (By & { readonly type: "RefuseMatter"; readonly code: string })
  | (By & { readonly type: "PauseHandling"; readonly why: string })
  | (By & { readonly type: "ResumeHandling" })
  | (By & { readonly type: "AskExtension"; readonly code: string })
  | (By & { readonly type: "DecideExtension"; readonly grants: boolean })
  | (By & {
      readonly type: "DecideApplication";
      readonly result: "approved" | "notApproved";
      readonly code?: string | undefined;
      readonly document?: string | undefined;
    })
  | (By & { readonly type: "Reply"; readonly template?: string | undefined })
  | (By & { readonly type: "CloseMatter" })
  | (Resident & { readonly type: "AskReview"; readonly to: string })
  | (By & { readonly type: "NameOfficers"; readonly accounts: readonly string[] })
  | (By & { readonly type: "AskConversion"; readonly conversion: Conversion })
  | { readonly type: "CompleteConversion"; readonly into: Link; readonly at: string }
  | { readonly type: "FailConversion"; readonly code: string; readonly at: string }
  | (Resident & { readonly type: "WithdrawMatter" })
  | (Asks & { readonly type: "RateMatter"; readonly stars: number })
  | (Resident & { readonly type: "ReopenMatter" })
  | { readonly type: "EraseWords"; readonly accessId: string; readonly at: string };

export type Of<Type extends MatterCommand["type"]> = Extract<MatterCommand, { readonly type: Type }>;
