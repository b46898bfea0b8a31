import { GridCode, Instant, Point, WorkerId } from "@wangge/contracts";
import { action, reject, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { People } from "../app/people.ts";
import { SkillCode } from "../app/skills.ts";
import type { WorkerCommand, WorkerState } from "../domain/index.ts";
import { At, ownWorker } from "./people-input.ts";

const WorkerView = z.object({
  worker: WorkerId,
  grids: z.array(GridCode),
  skills: z.array(z.object({ skill: z.string(), from: Instant, to: Instant.optional() })),
  absences: z.array(z.object({ from: Instant, to: Instant })),
});

/** A phone's clock may be ahead of ours by so much. */
const AHEAD_MS = 60_000;

export type WorkerDeps = Pick<People, "workers" | "picker" | "positions" | "skills"> & { readonly clock: Clock };

/** 网格员: what he can do, when he is away, and where he says he is. */
export const workerActions = ({ workers, picker, positions, skills: known, clock }: WorkerDeps) => {
  const view = (worker: string, { skills, absences }: WorkerState): z.input<typeof WorkerView> => ({
    worker,
    grids: [...picker.gridsOf(worker)],
    skills: [...skills],
    absences: [...absences],
  });
  const said = async (
    worker: string,
    command: WorkerCommand,
    meta: Parameters<typeof workers.handle>[2],
  ): Promise<z.input<typeof WorkerView>> => {
    const { state }: Stored<WorkerState> = await workers.handle(worker, command, meta);
    picker.learnWorker(worker, state);
    return view(worker, state);
  };
  return {
    worker: action({
      rest: "GET /workers/:worker",
      summary: "网格员: grids, skills and absences of one worker",
      access: ["dispatcher", "supervisor"],
      input: z.strictObject({ worker: WorkerId }),
      output: WorkerView,
      run: async ({ worker }) => view(worker, (await workers.load(worker))?.state ?? { skills: [], absences: [] }),
    }),
    setSkills: action({
      rest: "PUT /workers/:worker/skills",
      summary: "技能: what a worker can do, each as long as its certificate says; the list replaces the one before",
      access: ["supervisor"],
      input: z.strictObject({
        worker: WorkerId,
        skills: z.array(z.strictObject({ skill: SkillCode, from: At, to: At.optional() })).max(50),
      }),
      output: WorkerView,
      run: async ({ worker, skills }, { meta }) => {
        const unknown = skills.filter(({ skill }) => !known.has(skill)).map(({ skill }) => skill);
        if (unknown.length > 0) throw reject("dispatch.skill.unknown", "There is no such skill", { unknown });
        const held = skills.map(({ skill, from, to }) => ({ skill, from, ...(to === undefined ? {} : { to }) }));
        return said(worker, { type: "SetSkills", skills: held, at: clock.now() }, meta);
      },
    }),
    setAbsences: action({
      rest: "PUT /workers/:worker/absences",
      summary: "不在岗: when a worker takes no cases, without why; the list replaces the one before",
      access: ["supervisor"],
      input: z.strictObject({
        worker: WorkerId,
        absences: z.array(z.strictObject({ from: At, to: At })).max(50),
      }),
      output: WorkerView,
      run: ({ worker, absences }, { meta }) => said(worker, { type: "SetAbsences", absences, at: clock.now() }, meta),
    }),
    putPosition: action({
      rest: "POST /workers/me/position",
      summary:
        "上报位置: where I am, for choosing who is near; kept for half an hour, shown to nobody but as a distance",
      access: ["gridWorker"],
      idempotent: true,
      input: z.strictObject({ point: Point, at: At.describe("when the phone was there") }),
      output: z.object({ used: z.boolean().describe("false: too old, or a newer one is known") }),
      run: async ({ point, at }, { actor }) => {
        const worker = ownWorker(actor);
        const now = clock.ms();
        if (Date.parse(at) > now + AHEAD_MS)
          throw reject("dispatch.position.ahead", "The phone's clock is ahead", { serverTime: clock.now() });
        return { used: await positions.put(worker, point, Math.min(now, Date.parse(at))) };
      },
    }),
    forgetPosition: action({
      rest: "DELETE /workers/me/position",
      summary: "停止上报位置: forgets where I was",
      access: ["gridWorker"],
      idempotent: true,
      input: z.strictObject({}),
      output: z.object({}),
      run: async (_input, { actor }) => {
        await positions.forget(ownWorker(actor));
        return {};
      },
    }),
  };
};
