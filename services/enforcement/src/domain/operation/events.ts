import type { Requirement } from "../run-card/index.ts";
import type {
  Alarm,
  AlarmOutcome,
  Check,
  Need,
  OperationPlan,
  Person,
  PersonStatus,
  Post,
  SafetyTerms,
  Task,
  TaskOutcome,
  UnitAtWork,
} from "./operation.ts";

interface Said {
  readonly by: string;
  readonly at: string;
}

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & Said };

export type OperationEvent =
  | Fact<"OperationPlanned", { readonly plan: OperationPlan }>
  | Fact<"PlanRevised", { readonly plan: OperationPlan }>
  | Fact<"OperationApproved">
  | Fact<"OperationCancelled", { readonly reason: string }>
  | Fact<
      "OperationOpened",
      {
        readonly commander: Person;
        readonly terms: SafetyTerms;
        readonly unitTypes: string;
        readonly needs: readonly Need[];
      }
    >
  | Fact<"OperationReopened", { readonly commander: Person; readonly terms: SafetyTerms; readonly reason: string }>
  | Fact<"OperationClosed", { readonly summary: string }>
  | Fact<"CommandOffered", { readonly to: string }>
  | Fact<"CommandOfferEnded", { readonly how: "declined" | "withdrawn" }>
  | Fact<"CommandTransferred", { readonly from: string; readonly to: string; readonly taken?: string }>
  | Fact<"PostFilled", { readonly post: Post; readonly officer: string }>
  | Fact<"PostVacated", { readonly post: Post }>
  | Fact<"LevelRaised", { readonly level: number; readonly reason: string; readonly added: readonly Requirement[] }>
  | Fact<"NeedAsked", { readonly need: Need }>
  | Fact<"ForcesAssigned", { readonly persons: readonly Person[]; readonly units: readonly UnitAtWork[] }>
  | Fact<"ClaimVoided", { readonly claim: string }>
  | Fact<"ForcesReleased", { readonly officers: readonly string[]; readonly units: readonly string[] }>
  | Fact<
      "PersonStatusSet",
      { readonly officer: string; readonly status: PersonStatus; readonly check?: Check | undefined }
    >
  | Fact<"UnitStatusSet", { readonly unit: string; readonly status: string }>
  | Fact<
      "CheckedIn",
      {
        readonly officer: string;
        readonly check: Check;
        readonly place?: { readonly lng: number; readonly lat: number };
      }
    >
  /** 安全点名 of all who are there, out of turn. */
  | Fact<"AllCalled", { readonly officers: readonly string[]; readonly check: Check }>
  | Fact<"AlarmRaised", { readonly alarm: Alarm }>
  | Fact<"AlarmEscalated", { readonly alarm: string }>
  | Fact<"AlarmAcknowledged", { readonly alarm: string }>
  | Fact<
      "AlarmResolved",
      { readonly alarm: string; readonly outcome: AlarmOutcome; readonly check?: Check | undefined }
    >
  | Fact<"TaskAdded", { readonly task: Task }>
  | Fact<"TaskJudged", { readonly task: string; readonly outcome: TaskOutcome }>
  | Fact<"LogNoted", { readonly words: string }>
  | Fact<"DossierLinked", { readonly dossier: string }>;

export type EventOf<Type extends OperationEvent["type"]> = Extract<OperationEvent, { readonly type: Type }>;
