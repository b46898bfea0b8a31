import type { Limit } from "@wangge/calendar";
import type { Countdown } from "../clock.ts";
import type { MatterKind, MatterRules } from "./rules.ts";

export type MatterChannel = "window" | "phone" | "web" | "app" | "opinionBox" | "representative" | "receptionRoom";

/** 申请材料, as the item lists it. */
export interface ListedMaterial {
  readonly name: string;
  readonly form: "original" | "copy";
  readonly waivedWhen?: string | undefined;
}

/** 已交材料. `material` is its place in the item's list, from 1. */
export interface BroughtMaterial {
  readonly material: number;
  readonly kind: "original" | "copy" | "electronic" | "waived";
  readonly photos?: readonly string[] | undefined;
}

/** 需补正材料 */
export interface MissingMaterial {
  readonly material: number;
  readonly problem: "absent" | "incomplete" | "illegible" | "wrongForm" | "expired";
}

/** 事项 as it was on the day of the application. Whatever becomes of the item, this stays. */
export interface AppliedItem {
  readonly version: string;
  readonly code: string;
  readonly name: string;
  readonly department: string;
  readonly limit: Limit;
  readonly materials: readonly ListedMaterial[];
  /** 受理与审批分离: another account decides than the one that accepted. */
  readonly separateDecision?: boolean | undefined;
}

export type Subject =
  | { readonly kind: "application"; readonly item: AppliedItem; readonly brought: readonly BroughtMaterial[] }
  | { readonly kind: "consultation"; readonly department?: string | undefined }
  | {
      readonly kind: "complaint";
      readonly against: string;
      /** 督察机关: of a complaint about officers of the body; only its inspectors have to do with it. */
      readonly inspectedBy?: string | undefined;
    }
  | { readonly kind: "opinion" };

export interface CategoryPath {
  readonly scheme: string;
  /** One to three names, from the top. */
  readonly path: readonly string[];
}

/** 关联: a matter or report that this one came from or went into. */
export interface Link {
  readonly kind: MatterKind | "report";
  readonly id: string;
  readonly trackingNumber: string;
}

/** What is said once, when it comes in. The words themselves lie sealed beside it. */
export interface Received {
  readonly subject: Subject;
  readonly trackingNumber: string;
  readonly channel: MatterChannel;
  readonly visibility: "public" | "private";
  readonly hasReporter: boolean;
  /** Hash of what was sent: tells a repeat from another matter under the same key. */
  readonly fingerprint: string;
  readonly rules: MatterRules;
  readonly from?: Link | undefined;
  readonly filedBy?: string | undefined;
}

/** One sealed text: its name in the seal, what it is, who wrote it. */
export interface Text {
  readonly name: string;
  readonly role: TextRole;
  readonly at: string;
}
export type TextRole = "question" | "notice" | "reason" | "refusal" | "reply" | "extension" | "review" | "reopening";

/** 转办 of a consultation, asked for and not completed yet: all that is needed to complete it. */
export type Conversion =
  | { readonly into: "application"; readonly item: string }
  | { readonly into: "complaint"; readonly against: string }
  | {
      readonly into: "report";
      readonly category: string;
      readonly place: { readonly grid: string } | { readonly point: { readonly lng: number; readonly lat: number } };
    };
export type Asked = Conversion & { readonly askedBy: string; readonly at: string };

export type Outcome =
  "refused" | "withdrawn" | "approved" | "notApproved" | "answered" | "converted" | "replied" | "reviewed";

/** 办结. Its instant is fixed: nothing that is said or done later moves it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly at: string;
  /** Of a refusal, a result. */
  readonly code?: string | undefined;
  /** 文书号 */
  readonly document?: string | undefined;
  readonly into?: Link | undefined;
}

export interface Extension {
  readonly askedBy: string;
  readonly askedAt: string;
  readonly code: string;
  readonly decided?: { readonly granted: boolean; readonly by: string; readonly at: string } | undefined;
}

/** A reply by a body; those who gave one do not review it. */
export interface Reply {
  readonly department: string;
  readonly account: string;
  readonly at: string;
  readonly template?: string | undefined;
}

interface Live extends Received {
  readonly status: "received" | "inHand" | "replied" | "ended";
  readonly receivedAt: string;
  /** Those in the seal. */
  readonly texts: readonly Text[];
  /** How often the seal was made anew or taken away. */
  readonly seals: number;
  readonly wordsErasedAt?: string | undefined;
  /** 承办: `window` or a department. */
  readonly onHand: string;
  /** All its clocks; the last is in force. */
  readonly clocks: readonly Countdown[];
  /** Of the last clock, so that lists can be asked by it. */
  readonly dueAt?: string | undefined;
  readonly brought: readonly BroughtMaterial[];
  /** 一次性告知: all that was told at once; nothing joins it. */
  readonly told?: readonly MissingMaterial[] | undefined;
  /** Of these, what is still to come. */
  readonly outstanding: readonly number[];
  readonly accepted?: { readonly at: string; readonly by: string; readonly deemed?: boolean | undefined } | undefined;
  readonly category?: CategoryPath | undefined;
  readonly extensions: readonly Extension[];
  readonly replies: readonly Reply[];
  /** How many reviews were asked for. */
  readonly reviews: number;
  readonly conversion?: Asked | undefined;
  /** 被投诉人员: accounts of officers, and of those who command them. */
  readonly named?: readonly string[] | undefined;
  readonly ended?: Ending | undefined;
  readonly rating?: { readonly stars: number; readonly at: string } | undefined;
  readonly reopenings: number;
}
export type Matter = Live;
export type MatterState = { readonly status: "none" } | Matter;

export const initial: MatterState = { status: "none" };
