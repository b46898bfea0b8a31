/** 公益创投. What its events say is all that others may know before the panel has ended: no applicant, no title, no amount asked for. */
import { z } from "zod";
import { Ulid } from "../vocabulary.ts";

export const VentureRoundId = Ulid.describe("轮次编号: the id of one round of applications");
export const VentureApplicationId = Ulid.describe(
  "申报编号: the id of one application; it tells nothing of who applies",
);
export const ProgrammeCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "kebab-case")
  .describe("项目代码: what the round is held for");

export const aboutRound = { roundId: VentureRoundId, programme: ProgrammeCode } as const;
export const roundExample = { roundId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", programme: "neighbours-help" } as const;

export const aboutApplication = { applicationId: VentureApplicationId, roundId: VentureRoundId } as const;
export const applicationExample = {
  applicationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
  roundId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
} as const;
