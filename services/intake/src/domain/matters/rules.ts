import type { Calendar } from "@wangge/calendar";
import type { Term } from "../clock.ts";

/** 办件类型. What residents bring besides problem reports. */
export type MatterKind = "application" | "consultation" | "complaint" | "opinion";

/** 程序参数, dated. A matter keeps those of the day on which it came in. */
export interface MatterRules {
  /** `application@2012-01-01` */
  readonly version: string;
  /** 受理时限. Absent: it is in hand from the beginning. */
  readonly accept?: Term | undefined;
  /** 逾期不告知的即为受理: who is not told in time what is missing counts as accepted from the day he came. */
  readonly deemedAccepted?: boolean | undefined;
  /** 办理时限. Absent: that of the item. */
  readonly handle?: Term | undefined;
  readonly extension?: { readonly by: Term; readonly times: number } | undefined;
  /** 复查 and 复核: how long the petitioner may ask for it, how long it takes. One entry for each step. */
  readonly reviews: readonly { readonly within: Term; readonly term: Term }[];
  /** 重开: how long after its end, how often. */
  readonly reopen: { readonly within: Term; readonly times: number };
  /** 不予受理理由, 暂停事由: codes that may be given. */
  readonly refusals: readonly string[];
  readonly pauses: readonly string[];
}

/** What the rules of a matter need from outside. */
export interface MatterParts {
  readonly calendar: Calendar;
}

export const MATERIALS = "materials";
/** 窗口: who has a matter in hand before a department does. No department is called so. */
export const WINDOW = "window";
