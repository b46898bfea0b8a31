import { DomainError } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import type { AdmissionEvent, AdmissionState } from "./admission.ts";
import { draft, revise, submit, withdraw } from "./apply.ts";
import { notNow, refuse, type Existing, type Of } from "./asked.ts";
import type { AdmissionCommand } from "./commands.ts";
import { evolve, initial } from "./evolve.ts";
import { approve, review, turnDown } from "./judge.ts";
import { DISTRICT_GOVERNMENT_BODY, type AdmissionParts } from "./rules.ts";
import { changeHashes, hashOf } from "./submission.ts";

/** The reform's own list, and no other: whatever else comes this way has another hash. */
const found = (
  { changes, decidedOn, at }: Of<"RecordFounding">,
  state: AdmissionState,
  parts: AdmissionParts,
): AdmissionEvent[] => {
  const { digest, foundingHash } = parts;
  const hash = hashOf(changes, digest);
  if (hash !== foundingHash)
    throw refuse("not_the_reforms_list", "Only the list that the reform decided begins like this");
  if (state.status !== "none") {
    if (state.origin === "reform" && "submission" in state && state.submission.hash === hash) return [];
    throw notNow(state);
  }
  const submission = { hash, changes: changeHashes(changes, digest), required: [], rules: "reform", at };
  const decision = { account: "reform", department: DISTRICT_GOVERNMENT_BODY, on: decidedOn, at };
  return [{ type: "FoundingRecorded", data: { changes, submission, decision } }];
};

const carriedOut = ({ outcomes, at }: Of<"RecordOutcomes">, state: Existing): AdmissionEvent[] => {
  if (state.status === "carriedOut") return [];
  if (state.status !== "approved") throw notNow(state);
  return [{ type: "AdmissionCarriedOut", data: { outcomes, at } }];
};

const decideWith =
  (parts: AdmissionParts) =>
  (command: AdmissionCommand, state: AdmissionState): readonly AdmissionEvent[] => {
    if (command.type === "DraftAdmission") return draft(command, state);
    if (command.type === "RecordFounding") return found(command, state, parts);
    if (state.status === "none")
      throw new DomainError("missing", "intake.admission.unknown", "There is no such admission");
    switch (command.type) {
      case "ReviseAdmission":
        return revise(command, state);
      case "SubmitAdmission":
        return submit(command, state, parts);
      case "ReviewAdmission":
        return review(command, state, parts);
      case "WithdrawAdmission":
        return withdraw(command, state);
      case "ApproveAdmission":
        return approve(command, state, parts);
      case "RejectAdmission":
        return turnDown(command, state, parts);
      case "RecordOutcomes":
        return carriedOut(command, state);
    }
  };

/** 事项准入: 部门提交申请—相关部门集中审核—区政府审定 (S8). */
export const admissionDeciderWith = (
  parts: AdmissionParts,
): Decider<AdmissionState, AdmissionCommand, AdmissionEvent> => ({
  name: "intake.admission",
  initial,
  decide: decideWith(parts),
  evolve,
});
