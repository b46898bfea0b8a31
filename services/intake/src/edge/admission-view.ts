import { AdmissionId, ContentHash, Day, DepartmentCode, Instant, ItemCode, ItemVersionId } from "@wangge/contracts";
import { DomainError, type Stored } from "@wangge/kit";
import { z } from "zod";
import { Change } from "../app/item-schema.ts";
import type { AdmissionState } from "../domain/index.ts";

export const AdmissionStatus = z.enum([
  "draft",
  "inReview",
  "returned",
  "reviewed",
  "approved",
  "carriedOut",
  "rejected",
  "withdrawn",
]);

/** 准入申请, as staff see it. */
export const AdmissionView = z.object({
  admission: AdmissionId,
  version: z.int().min(1),
  status: AdmissionStatus,
  origin: z.enum(["admission", "reform"]),
  department: DepartmentCode.describe("申请部门"),
  changes: z.array(Change),
  reviewers: z.array(DepartmentCode).describe("bodies that the applicant asks"),
  round: z.int().min(0),
  hash: ContentHash.optional().describe("of what was submitted last: name it when you review or decide"),
  rules: z.string().optional().describe("the rules it was submitted under"),
  pending: z.array(DepartmentCode).describe("bodies that have not answered"),
  reviews: z.array(
    z.object({
      body: DepartmentCode,
      verdict: z.enum(["agree", "agreeWithConditions", "object"]),
      words: z.string().optional(),
      at: Instant,
    }),
  ),
  approvedOn: Day.optional(),
  reason: z.string().optional(),
  outcomes: z
    .array(
      z.object({ code: ItemCode, ok: z.boolean(), version: ItemVersionId.optional(), reason: z.string().optional() }),
    )
    .optional(),
});
export type AdmissionView = z.input<typeof AdmissionView>;

export const admissionView = ({ id: admission, version, state }: Stored<AdmissionState>): AdmissionView => {
  if (state.status === "none")
    throw new DomainError("missing", "intake.admission.unknown", "There is no such admission", { admission });
  const { status, origin, department, changes, reviewers, round, reviews } = state;
  const submission = "submission" in state ? state.submission : undefined;
  const answered = new Set(reviews.map((review) => review.department));
  return {
    admission,
    version,
    status,
    origin,
    department,
    changes: changes as z.input<typeof Change>[],
    reviewers: [...reviewers],
    round,
    pending: (submission?.required ?? []).map(({ body }) => body).filter((body) => !answered.has(body)),
    reviews: reviews.map(({ department: body, verdict, at }) => ({
      body,
      verdict: verdict.kind,
      ...(verdict.kind === "object" ? { words: verdict.reason } : {}),
      ...(verdict.kind === "agreeWithConditions" ? { words: verdict.conditions } : {}),
      at,
    })),
    ...(submission === undefined ? {} : { hash: submission.hash, rules: submission.rules }),
    ...("decision" in state ? { approvedOn: state.decision.on } : {}),
    ...(state.status === "rejected" ? { reason: state.reason } : {}),
    ...(state.status === "carriedOut" ? { outcomes: [...state.outcomes] } : {}),
  };
};
