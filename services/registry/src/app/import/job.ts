/** 导入任务. How far an import is: kept where every replica can see it. */
import type { Missing, Notice, RowError, Tally } from "../../domain/import/index.ts";
import type { Day, GroundReport } from "../../domain/index.ts";

export const RUNNING = ["queued", "reading", "checking", "recording"] as const;
export const ENDED = ["done", "refused", "failed"] as const;
export type JobState = (typeof RUNNING)[number] | (typeof ENDED)[number];

export interface Job {
  readonly id: string;
  /** Of all that was sent: the same key with something else is refused. */
  readonly fingerprint: string;
  /** Which try: an import whose replica died is begun again by posting it again. */
  readonly attempt: string;
  readonly state: JobState;
  /** 0 to 1. */
  readonly progress: number;
  readonly effectiveFrom: Day;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly missing: Missing;
  readonly by?: string | undefined;
  readonly createdAt: string;
  /** When whoever works on it was last heard of. */
  readonly beatAt: string;
  readonly endedAt?: string | undefined;
  /** Rows by table. */
  readonly rows?: Readonly<Record<string, number>> | undefined;
  /** Records by kind. */
  readonly counts?: Readonly<Record<string, Tally>> | undefined;
  readonly errorCount: number;
  readonly notices?: readonly Notice[] | undefined;
  readonly noticeCount?: number | undefined;
  /** Gaps and overlaps narrower than the tolerance, let through. */
  readonly noise?: GroundReport["noise"] | undefined;
  readonly change?: number | undefined;
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
}

export type JobPatch = Partial<Omit<Job, "id" | "fingerprint" | "createdAt">>;

export interface ImportStore {
  /** @returns false when there is one with this id */
  readonly create: (job: Job) => Promise<boolean>;
  readonly find: (id: string) => Promise<Job | undefined>;
  /** @returns false when it has ended, or somebody began it again */
  readonly update: (id: string, attempt: string, patch: JobPatch) => Promise<boolean>;
  /** Begins a failed one again. @returns false when somebody else did */
  readonly restart: (job: Job, failedAttempt: string) => Promise<boolean>;
  readonly addErrors: (id: string, attempt: string, errors: readonly RowError[]) => Promise<void>;
  /** Those after the first `after`, at most so many. */
  readonly errors: (job: Job, after: number, limit: number) => Promise<readonly RowError[]>;
}

/** Errors that are kept of one import; all are counted. */
export const MAX_ERRORS = 20_000;
/** Errors in one document, and in one page of the answer at most. */
export const ERRORS_A_PAGE = 500;
export const MAX_NOTICES = 500;

/** Both stores page alike. */
export const pagesOf = (errors: readonly RowError[]): (readonly RowError[])[] =>
  Array.from({ length: Math.ceil(Math.min(errors.length, MAX_ERRORS) / ERRORS_A_PAGE) }, (_, page) =>
    errors.slice(page * ERRORS_A_PAGE, Math.min((page + 1) * ERRORS_A_PAGE, MAX_ERRORS)),
  );

export const isEnded = ({ state }: Pick<Job, "state">): boolean => (ENDED as readonly string[]).includes(state);
