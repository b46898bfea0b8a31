import type { Requirement, RunCard } from "../run-card/index.ts";
import type { Force } from "../team/index.ts";

export type Risk = "low" | "medium" | "high";

export interface Task {
  readonly id: string;
  /** 目标, 安全目标, 任务 */
  readonly kind: "objective" | "safety" | "task";
  readonly words: string;
  readonly force?: Force | undefined;
}

/** 行动方案 */
export interface OperationPlan {
  /** Of the run card, and its edition. */
  readonly type: string;
  readonly edition: string;
  readonly card: RunCard;
  readonly level: number;
  /** The street that leads. */
  readonly street: string;
  /** 区域: codes of streets, communities or grids. */
  readonly area: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly forces: readonly Force[];
  /** Who is to take command. */
  readonly commander: string;
  readonly tasks: readonly Task[];
  readonly communication: string;
  readonly safety: string;
  readonly risk: Risk;
}

/** 安全规则 of the version in force, as the operation was opened by them. */
export interface SafetyTerms {
  readonly version: string;
  readonly everyMinutes: number;
  readonly insideEveryMinutes: number;
  readonly graceMinutes: number;
  /** An alarm that nobody has acknowledged by then goes up the line. */
  readonly acknowledgeMinutes: number;
}

/** The next safety check-in: promised by `dueAt`, missed at `lapsesAt`. */
export interface Check {
  readonly dueAt: string;
  readonly lapsesAt: string;
}

/** 最后位置: where somebody said he was when he checked in. */
export interface Seen {
  readonly lng: number;
  readonly lat: number;
  readonly at: string;
}

export type PersonStatus = "called" | "enRoute" | "onScene" | "inside" | "resting" | "returning" | "released";

export interface Person {
  readonly officer: string;
  readonly force: Force;
  readonly skills: readonly string[];
  readonly street: string;
  readonly claim: string;
  /** What he fills; absent for crews and for the commander. */
  readonly need?: string | undefined;
  /** 互助: came by it. */
  readonly aid?: string | undefined;
  readonly status: PersonStatus;
  readonly check?: Check;
  readonly seen?: Seen;
}

export interface UnitAtWork {
  readonly unit: string;
  readonly unitType: string;
  readonly street: string;
  readonly claim: string;
  readonly need: string;
  readonly aid?: string | undefined;
  readonly crew: readonly string[];
  /** Of its type; absent once it is released. */
  readonly status?: string;
}

/** 需求. How far it is met is told from who is there (`metOf`). */
export type Need = Requirement & {
  /** Absent: the run card asks for it. */
  readonly askedBy?: string;
  readonly neededBy?: string | undefined;
};

export interface Alarm {
  readonly id: string;
  readonly kind: "missedCheckIn" | "help";
  readonly officer: string;
  readonly at: string;
  /** The check-in that was missed. */
  readonly dueAt?: string;
  readonly acknowledgeBy: string;
  readonly escalatedAt?: string;
  readonly acknowledged?: { readonly by: string; readonly at: string };
  readonly resolved?: { readonly outcome: AlarmOutcome; readonly by: string; readonly at: string };
}
export type AlarmOutcome = "safe" | "found" | "injured" | "falseAlarm";

export type TaskOutcome = "met" | "partlyMet" | "notMet";

/** 指挥岗位. The commander is not one of them: there is always exactly one, and he is in a field of his own. */
export const POSTS = [
  "deputy",
  "operations",
  "planning",
  "logistics",
  "safety",
  "liaison",
  "information",
  "staging",
] as const;
export type Post = (typeof POSTS)[number] | `representative-${Force}`;

export interface Planned extends OperationPlan {
  readonly plannedBy: string;
  /** Claims that came to nothing, the last ones: an assignment that was slow finds itself here. Bookkeeping, in any status. */
  readonly voided: readonly string[];
}

interface Approval {
  readonly by: string;
  readonly at: string;
}

export interface Running extends Planned {
  readonly approved: Approval;
  readonly openedAt: string;
  readonly terms: SafetyTerms;
  readonly unitTypes: string;
  readonly offer?: { readonly to: string; readonly at: string };
  readonly posts: Readonly<Partial<Record<Post, string>>>;
  /** Whoever was in it, those released too. */
  readonly persons: readonly Person[];
  readonly units: readonly UnitAtWork[];
  readonly needs: readonly Need[];
  /** By task. */
  readonly outcomes: Readonly<Record<string, TaskOutcome>>;
  readonly alarms: readonly Alarm[];
  /** 案卷 that came of it. */
  readonly dossiers: readonly string[];
  /** When something is due by itself. */
  readonly wakeAt?: string;
}

/** 联合执法行动 */
export type OperationState =
  | { readonly status: "none" }
  | ({ readonly status: "planned" } & Planned)
  | ({ readonly status: "approved"; readonly approved: Approval } & Planned)
  | ({ readonly status: "cancelled"; readonly cancelledAt: string } & Planned)
  | ({ readonly status: "live" } & Running)
  | ({ readonly status: "closed"; readonly closedAt: string } & Running);

export type Operation = Exclude<OperationState, { readonly status: "none" }>;
export type Live = Extract<OperationState, { readonly status: "live" }>;

export const hasRun = (state: OperationState): state is Extract<OperationState, Running> =>
  state.status === "live" || state.status === "closed";

export const activePersons = ({ persons }: Pick<Running, "persons">): readonly Person[] =>
  persons.filter(({ status }) => status !== "released");

export const activePerson = (state: Pick<Running, "persons">, officer: string): Person | undefined =>
  activePersons(state).find((one) => one.officer === officer);

export const activeUnits = ({ units }: Pick<Running, "units">): readonly UnitAtWork[] =>
  units.filter(({ status }) => status !== undefined);

export const openAlarms = ({ alarms }: Pick<Running, "alarms">): readonly Alarm[] =>
  alarms.filter(({ resolved }) => resolved === undefined);

export const postsOf = ({ posts }: Pick<Running, "posts">, officer: string): readonly Post[] =>
  (Object.keys(posts) as Post[]).filter((post) => posts[post] === officer);
