import { CaseId, GridCode, Instant } from "@wangge/contracts/vocabulary";
import {
  action,
  DomainError,
  isOffice,
  type Action,
  type Actor,
  type Clock,
  type DeciderStore,
  type Stored,
} from "@wangge/kit";
import { z } from "zod";
import type { Work, WorkCommand, WorkEvent } from "../domain/index.ts";

export type Works = DeciderStore<Work, WorkCommand, WorkEvent>;

const WorkView = z.object({
  caseId: CaseId,
  status: z.enum(["begun", "finished"]),
  grid: GridCode,
  dueAt: Instant,
  begunAt: Instant,
  finishedAt: Instant.optional(),
  isOverdue: z.boolean().optional(),
});

const notThere = (caseId: string): DomainError =>
  new DomainError("missing", "sample.work.missing", "This case is not on the list", { caseId });

/** A role says what somebody may do, this for whom. Supervisors see every department's. @throws DomainError `forbidden` */
const ofDepartment = (department: string, actor: Actor | undefined): void => {
  if (actor === undefined || isOffice(actor) || actor.department === department) return;
  throw new DomainError("forbidden", "sample.department.other", "This is another department's work", { department });
};

const viewOf = ({ id, state }: Stored<Work>): z.input<typeof WorkView> => {
  if (state.status === "none") throw notThere(id);
  return state;
};

/** What people of the department may ask. Announced to the gateway, which mounts it below `/api/v1`. */
export const workActions = ({
  works,
  clock,
  department,
}: {
  readonly works: Works;
  readonly clock: Clock;
  readonly department: string;
}): Readonly<Record<string, Action>> => ({
  list: action({
    rest: "GET /sample/works",
    summary: "Work that is not finished, the oldest first",
    access: ["department", "supervisor"],
    input: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: CaseId.optional() }),
    output: z.object({ works: z.array(WorkView) }),
    run: async ({ limit, after }, { actor }) => {
      ofDepartment(department, actor);
      const found = await works.find({ where: { "state.status": "begun" }, limit, after, order: "oldest" });
      return { works: found.map(viewOf) };
    },
  }),
  get: action({
    rest: "GET /sample/works/:caseId",
    summary: "The work on one case",
    access: ["department", "supervisor"],
    input: z.strictObject({ caseId: CaseId }),
    output: WorkView,
    run: async ({ caseId }, { actor }) => {
      ofDepartment(department, actor);
      const found = await works.load(caseId);
      if (found === undefined) throw notThere(caseId);
      return viewOf(found);
    },
  }),
  finish: action({
    rest: "POST /sample/works/:caseId/finish",
    summary: "The department has done its part",
    access: ["department"],
    input: z.strictObject({ caseId: CaseId }),
    output: WorkView,
    run: async ({ caseId }, { actor, meta }) => {
      ofDepartment(department, actor);
      return viewOf(await works.handle(caseId, { type: "FinishWork", at: clock.now() }, meta));
    },
  }),
});
