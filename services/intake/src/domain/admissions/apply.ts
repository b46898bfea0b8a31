/** 部门提交申请. */
import type { AdmissionEvent, AdmissionState } from "./admission.ts";
import { departmentOf, isSame, mustApply, notNow, refuse, type Existing, type Of } from "./asked.ts";
import type { AdmissionParts } from "./rules.ts";
import { submissionOf } from "./submission.ts";

const checkWords = ({ data }: Of<"DraftAdmission"> | Of<"ReviseAdmission">): void => {
  const codes = data.changes.map(({ code }) => code);
  if (codes.length === 0) throw refuse("empty", "Nothing is proposed");
  if (new Set(codes).size < codes.length) throw refuse("item_twice", "One change of an item at a time");
};

const wordsOf = ({ changes, reviewers }: Existing) => ({ changes, reviewers });

export const draft = (command: Of<"DraftAdmission">, state: AdmissionState): AdmissionEvent[] => {
  const { data, by, at } = command;
  const department = departmentOf(by);
  checkWords(command);
  if (state.status === "draft" && state.department === department && isSame(wordsOf(state), data)) return [];
  if (state.status !== "none") throw notNow(state);
  return [{ type: "AdmissionDrafted", data: { ...data, department, account: by.account, at } }];
};

export const revise = (command: Of<"ReviseAdmission">, state: Existing): AdmissionEvent[] => {
  const { data, by, at } = command;
  mustApply(state, by);
  checkWords(command);
  if (state.status !== "draft" && state.status !== "returned") throw notNow(state);
  if (isSame(wordsOf(state), data)) return [];
  return [{ type: "AdmissionRevised", data: { ...data, account: by.account, at } }];
};

/** 部门提交申请. Sent in again after an objection, it begins its reviews anew, but for those whom nothing has changed for. */
export const submit = (
  { by, standing, at }: Of<"SubmitAdmission">,
  state: Existing,
  parts: AdmissionParts,
): AdmissionEvent[] => {
  mustApply(state, by);
  if (state.status === "inReview" && state.applicants.includes(by.account)) return [];
  if (state.status !== "draft" && state.status !== "returned") throw notNow(state);
  const { department, changes, reviewers, reviews, everReviewed } = state;
  const heard = everReviewed.map((one) => one.department);
  const submission = submissionOf({ department, changes, reviewers, standing, heard, at }, parts);
  const kept = submission.required
    .filter(({ body, covers }) =>
      reviews.some(
        (review) => review.department === body && review.verdict.kind !== "object" && isSame(review.covers, covers),
      ),
    )
    .map(({ body }) => body);
  return [{ type: "AdmissionSubmitted", data: { account: by.account, submission, kept, at } }];
};

/** 撤回 */
export const withdraw = ({ by, at }: Of<"WithdrawAdmission">, state: Existing): AdmissionEvent[] => {
  mustApply(state, by);
  if (state.status === "withdrawn") return [];
  if (!["draft", "inReview", "returned", "reviewed"].includes(state.status)) throw notNow(state);
  return [{ type: "AdmissionWithdrawn", data: { account: by.account, at } }];
};
