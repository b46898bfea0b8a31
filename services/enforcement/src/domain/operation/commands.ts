import type { Requirement } from "../run-card/index.ts";
import type { UnitTypes } from "../team/index.ts";
import type {
  AlarmOutcome,
  OperationPlan,
  Person,
  PersonStatus,
  Post,
  SafetyTerms,
  Task,
  TaskOutcome,
  UnitAtWork,
} from "./operation.ts";

/** Who asks: an account; the control room (指挥中心); or the side that helps, for its own people. */
export interface By {
  readonly account: string;
  readonly desk?: boolean;
  readonly aid?: string;
  /** Of that side. */
  readonly street?: string;
}

export type NewPerson = Omit<Person, "status" | "check" | "claim">;
export type NewUnit = Omit<UnitAtWork, "status" | "claim">;

/** The commander as he comes into the operation. */
export type NewCommander = Omit<NewPerson, "need" | "aid">;

export type OperationCommand = { readonly by: By; readonly at: string } & (
  | { readonly type: "PlanOperation"; readonly plan: OperationPlan }
  | { readonly type: "RevisePlan"; readonly plan: OperationPlan }
  | { readonly type: "ApproveOperation" }
  | { readonly type: "CancelOperation"; readonly reason: string }
  | {
      readonly type: "OpenOperation";
      readonly commander: NewCommander;
      readonly claim: string;
      readonly terms: SafetyTerms;
      readonly unitTypes: string;
    }
  | {
      readonly type: "ReopenOperation";
      readonly commander: NewCommander;
      readonly claim: string;
      readonly terms: SafetyTerms;
      readonly reason: string;
    }
  | { readonly type: "CloseOperation"; readonly summary: string }
  | { readonly type: "OfferCommand"; readonly to: string }
  | { readonly type: "AnswerCommand"; readonly accepts: boolean }
  | { readonly type: "WithdrawCommand" }
  | { readonly type: "TakeCommand"; readonly reason: string }
  | { readonly type: "FillPost"; readonly post: Post; readonly officer: string }
  | { readonly type: "VacatePost"; readonly post: Post }
  | { readonly type: "RaiseLevel"; readonly level: number; readonly reason: string }
  | { readonly type: "AskFor"; readonly need: Requirement; readonly neededBy?: string | undefined }
  | {
      readonly type: "AssignForces";
      readonly claim: string;
      readonly persons: readonly NewPerson[];
      readonly units: readonly NewUnit[];
      readonly unitTypes: UnitTypes;
    }
  | { readonly type: "VoidClaim"; readonly claim: string }
  | { readonly type: "ReleaseForces"; readonly officers: readonly string[]; readonly units: readonly string[] }
  | { readonly type: "SetPersonStatus"; readonly officer: string; readonly status: Exclude<PersonStatus, "released"> }
  | {
      readonly type: "SetUnitStatus";
      readonly unit: string;
      readonly status: string;
      readonly unitTypes: UnitTypes;
    }
  | {
      readonly type: "CheckIn";
      readonly officer: string;
      readonly needsHelp: boolean;
      readonly place?: { readonly lng: number; readonly lat: number } | undefined;
    }
  | { readonly type: "CallAll" }
  | { readonly type: "AcknowledgeAlarm"; readonly alarm: string }
  | { readonly type: "ResolveAlarm"; readonly alarm: string; readonly outcome: AlarmOutcome }
  | { readonly type: "AddTask"; readonly task: Task }
  | { readonly type: "JudgeTask"; readonly task: string; readonly outcome: TaskOutcome }
  | { readonly type: "NoteInLog"; readonly words: string }
  | { readonly type: "LinkDossier"; readonly dossier: string }
  | { readonly type: "WakeOperation" }
);

export type CommandOf<Type extends OperationCommand["type"]> = Extract<OperationCommand, { readonly type: Type }>;
