/** 查询. What people and the service itself ask of the store all day, timed on a store that has grown. */
import { isDomainError, type Actor, type Item } from "@wangge/kit";
import { median } from "../peers/figures.ts";
import { publishAll, until, type Ground } from "../peers/ground.ts";
import { jobs } from "../peers/jobs.ts";
import { messageOf } from "../peers/wangge.ts";
import { gridAt, rosterAt } from "./rosters.ts";

const OPEN_CASES = 1_000;
/** A page that a grid fills at every stage: of ten thousand cases it has thirteen. */
const PAGE_OF_GRID = 10;
const DEPARTMENT = "urban-management";
const at = (): string => new Date().toISOString();

const holderOf = (worker: string) => ({ account: `acc-${worker}`, worker, roles: ["gridWorker"] });

/** What becomes of an open order, by turns: it lies, is taken on, is handled, comes back, waits for an extension. */
const stepsOf = (id: string, index: number, worker: string): readonly Item<unknown>[] => {
  const by = holderOf(worker);
  const meta = { actor: by.account };
  const taken = { id, command: { type: "AcceptCase", by, at: at() }, meta };
  switch (index % 5) {
    case 1:
      return [taken];
    case 2:
      return [{ id, command: { type: "ReportHandled", by, at: at() }, meta }];
    case 3:
      return [{ id, command: { type: "ReturnCase", data: { reason: "bench" }, by, at: at() }, meta }];
    case 4:
      return [
        taken,
        { id, command: { type: "MakeRequest", data: { kind: "extension", reason: "bench" }, by, at: at() }, meta },
      ];
    default:
      return [];
  }
};

/** Open cases of the district, as many at every stage, by the service's own commands; the field leaves them alone. */
export const openCases = async ({ bus, cases }: Ground, left: Set<string>, grids: readonly string[]): Promise<void> => {
  const all = jobs(OPEN_CASES, 50_000_000, grids);
  const ids = all.map(({ id }) => id);
  for (const id of ids) left.add(id);
  await publishAll(bus, all.map(messageOf));
  const stored = () => cases.find({ where: { _id: { in: ids } }, limit: OPEN_CASES });
  await until(async () => (await stored()).length === OPEN_CASES);
  const items = (await stored()).flatMap(({ id, state }, index) => {
    const { assignment } = state as { readonly assignment?: { readonly worker?: string } };
    return assignment?.worker === undefined ? [] : stepsOf(id, index, assignment.worker);
  });
  const failed = (await cases.handleMany(items)).find((outcome) => !outcome.ok);
  if (failed !== undefined) throw failed.error;
  await cases.flush();
};

export interface Query {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

const actor = (role: Actor["roles"][number], more: Partial<Actor> = {}): Actor => ({
  id: `acc-${role}`,
  roles: [role],
  ...more,
});

/** Each kind of account looks at its 待办, and what else is asked all day. */
export const queriesOn = (ground: Ground, caseId: string, workersEach: number): readonly Query[] => {
  const [worker = ""] = rosterAt(0, workersEach).workers;
  const supervisor = actor("supervisor");
  const lookers: readonly Actor[] = [
    actor("gridWorker", { worker }),
    actor("department", { department: DEPARTMENT }),
    actor("dispatcher"),
    actor("clerk"),
    supervisor,
  ];
  return [
    ...lookers.map((who) => ({ name: `inbox ${String(who.roles)}`, run: () => ground.ask("inbox", {}, who) })),
    { name: "one case", run: () => ground.ask("get", { caseId }, supervisor) },
    { name: "its history", run: () => ground.ask("history", { caseId }, supervisor) },
    { name: "at risk", run: () => ground.ask("atRisk", {}, supervisor) },
    { name: "counts", run: () => ground.ask("summary", {}, supervisor) },
    {
      name: "what is due",
      run: () =>
        ground.cases.find({
          where: { "state.wakeAt": { gt: "", lte: at() } },
          by: { path: "state.wakeAt" },
          limit: 200,
        }),
    },
    {
      name: "loads of workers",
      run: () => ground.cases.countBy("state.assignment.worker", { "state.status": { in: ["assigned", "accepted"] } }),
    },
    { name: "cases of a grid", run: () => ground.ask("list", { grid: gridAt(0), limit: PAGE_OF_GRID }, supervisor) },
    { name: "newest cases", run: () => ground.ask("list", {}, supervisor) },
  ];
};

const TIMES = 15;
const MOST_MS = 3_000;

/** Median milliseconds, warm; of fewer times where one takes long. */
export const timed = async ({ run }: Query): Promise<number> => {
  await run();
  const times: number[] = [];
  const begun = performance.now();
  for (let turn = 0; turn < TIMES && (turn === 0 || performance.now() - begun < MOST_MS); turn += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return median(times);
};

/** The first question about orders at risk waits until there is a model. */
export const learnt = async (ground: Ground): Promise<void> => {
  for (;;)
    try {
      await ground.ask("atRisk", {}, actor("supervisor"));
      return;
    } catch (error) {
      if (!isDomainError(error) || error.code !== "dispatch.predict.training") throw error;
    }
};
