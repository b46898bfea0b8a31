import {
  AdmissionApprovedV1,
  AdmissionRejectedV1,
  AdmissionReviewedV1,
  AdmissionSubmittedV1,
  ItemPublishedV1,
  ItemWithdrawnV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { latestOf, type AdmissionEvent, type AdmissionState, type ItemEvent, type ItemState } from "../domain/index.ts";

/** Private event of an item → public contracts. */
export const publishItemAs = ({ type, data }: ItemEvent, { state }: Stored<ItemState>): readonly PublicEvent[] => {
  if (state.status === "unlisted") return [];
  const { code: item, effectiveFrom, admission, hash, at } = data;
  const admitted = { item, effectiveFrom, admission, hash };
  switch (type) {
    case "VersionPublished": {
      const { level, itemClass, department } = data.content;
      const version = data.id;
      return [publicEvent(ItemPublishedV1, { ...admitted, version, level, itemClass, department, publishedAt: at })];
    }
    case "ItemWithdrawn":
      return [publicEvent(ItemWithdrawnV1, { ...admitted, version: latestOf(state).id, withdrawnAt: at })];
  }
};

/** Private event of an admission → public contracts. Reasons and conditions stay here; so do the accounts. */
export const publishAdmissionAs = (
  event: AdmissionEvent,
  { id: admission, state }: Stored<AdmissionState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { department, origin, round, codes } = state;
  const items = [...codes];
  switch (event.type) {
    case "AdmissionSubmitted": {
      const { submission, kept, at: submittedAt } = event.data;
      const reviewers = submission.required.map(({ body }) => body).filter((body) => !kept.includes(body));
      const { hash } = submission;
      return [publicEvent(AdmissionSubmittedV1, { admission, department, items, hash, reviewers, round, submittedAt })];
    }
    case "AdmissionReviewed": {
      const { review, leadsTo } = event.data;
      const { department: body, verdict, at: reviewedAt } = review;
      return [publicEvent(AdmissionReviewedV1, { admission, body, verdict: verdict.kind, leadsTo, round, reviewedAt })];
    }
    case "AdmissionApproved":
    case "FoundingRecorded": {
      if (!("submission" in state)) return [];
      const { hash } = state.submission;
      const { on: approvedOn, at: approvedAt } = event.data.decision;
      return [publicEvent(AdmissionApprovedV1, { admission, origin, department, items, hash, approvedOn, approvedAt })];
    }
    case "AdmissionRejected":
      return [publicEvent(AdmissionRejectedV1, { admission, department, items, rejectedAt: event.data.at })];
    case "AdmissionDrafted":
    case "AdmissionRevised":
    case "AdmissionWithdrawn":
    case "AdmissionCarriedOut":
      return [];
  }
};
