/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { openApi, dataOf } from "../common/api.ts";
import { Failure, useAsk, useLanguage } from "../common/mobile.tsx";
import type { Session } from "../common/session.ts";
import { field } from "../common/texts/field.ts";
import { cellAt } from "./cells.ts";
import {
  asOf,
  dequeue,
  enqueue,
  factOf,
  pass,
  passedOf,
  patrolsOf,
  queueOf,
  tasksOf,
  type Patrol,
  type PatrolSeen,
  type Queued,
} from "./kept.ts";
import { OnTheSpot } from "./on-the-spot.tsx";
import { platformNow, refreshPatrols, rememberClock } from "./patrol-sync.ts";
import { Patrols } from "./patrols.tsx";
import { QueueView } from "./queue.tsx";
import { refreshSelfHandling, refreshTasks, SELF_HANDLING, sendQueue } from "./sync.ts";
import { TaskView } from "./task.tsx";
import { Tasks } from "./tasks.tsx";
import { useIsOnline, usePosition } from "./telephone.ts";

const EVERY_MS = 30_000;
const TABS = ["tasks", "patrols", "spot"] as const;

const categoryNames = async () =>
  new Map(
    dataOf(await openApi.GET("/categories")).categories.flatMap(({ code, name, kind }) =>
      kind === "service" ? [] : [[code, name]],
    ),
  );

const keptOf = async (account: string) => {
  const [tasks, queue, at, patrols, passed, codes] = await Promise.all([
    tasksOf(account),
    queueOf(account),
    asOf(account),
    patrolsOf(account),
    passedOf(account),
    factOf(SELF_HANDLING),
  ]);
  await rememberClock();
  const selfHandling = codes === undefined || codes === "" ? [] : codes.split(" ");
  return { tasks, queue, at, patrols, passed, selfHandling };
};
type Known = Awaited<ReturnType<typeof keptOf>>;

/** The patrol that is on, with its cells: until its end is asked for. */
const walkedOf = ({ patrols, queue }: Known): (Patrol & { readonly cut: PatrolSeen["cut"] }) | undefined => {
  for (const { cut, ...one } of patrols) {
    const isEnding = queue.some(
      (queued) => queued.kind === "finishPatrol" && queued.patrolId === one.patrolId && queued.outcome === "waiting",
    );
    if (one.patrol.status === "walking" && cut !== undefined && !isEnding) return { ...one, cut };
  }
  return undefined;
};

const NOTHING: Known = { tasks: [], queue: [], at: undefined, patrols: [], passed: [], selfHandling: [] };

/** The worker's day: his tasks, his patrols, and what he sees on the way; what is done waits in the queue for a network. */
export const Work = ({ who }: { readonly who: Session }): JSX.Element => {
  const { account, worker } = who;
  const texts = field[useLanguage()];
  const isOnline = useIsOnline();
  const [tab, setTab] = useState<(typeof TABS)[number]>("tasks");
  const [chosen, setChosen] = useState<string>();
  const names = useAsk(categoryNames);
  const kept = useAsk(() => keptOf(account));
  // While the next answer is on its way the page stays as it is.
  const last = useRef(NOTHING);
  last.current = kept.answer ?? last.current;
  const { tasks, queue, at, patrols, passed, selfHandling } = last.current;
  const walked = walkedOf(last.current);
  const position = usePosition(walked !== undefined);
  // The timer below asks with the position of then, not of when it was set.
  const here = useRef(position);
  here.current = position;
  const sync = useAsk(async () => {
    try {
      if (!navigator.onLine) return;
      await sendQueue(who);
      await refreshTasks(who, here.current);
      await refreshPatrols(who);
      if ((await factOf(SELF_HANDLING)) === undefined) await refreshSelfHandling();
    } finally {
      // Also what was done before the line broke.
      await kept.ask();
    }
  });
  useEffect(() => {
    void kept.ask();
    void names.ask();
  }, []);
  useEffect(() => {
    void sync.ask();
    const timer = setInterval(() => void sync.ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isOnline]);

  useEffect(() => {
    if (position === undefined || walked === undefined) return;
    const { patrolId, cut } = walked;
    const cell = cellAt(cut, position);
    if (cell === undefined || cut.visited.includes(cell)) return;
    if (passed.some((one) => one.patrolId === patrolId && one.cell === cell)) return;
    void pass({ patrolId, account, cell, ...position, at: new Date(platformNow()).toISOString() }).then(kept.ask);
  }, [position, patrols]);

  const keep = async (queued: Queued): Promise<void> => {
    await enqueue(queued);
    await kept.ask();
    await sync.ask();
  };
  const dismiss = async (clientId: string): Promise<void> => {
    await dequeue(clientId);
    await kept.ask();
  };
  const onDo = (queued: Queued): void => void keep(queued);
  const task = tasks.find(({ caseId }) => caseId === chosen);
  const known = { names: names.answer ?? new Map<string, never>(), queue };
  const grids = new Map(patrols.map(({ patrol, gridName }) => [patrol.grid, gridName]));
  for (const one of tasks) if (!grids.has(one.case.grid)) grids.set(one.case.grid, one.case.grid);
  return (
    <>
      <p role="status" data-testid="network">
        {isOnline ? texts.online : texts.offline} ·{" "}
        {texts.waiting(queue.filter((one) => one.outcome === "waiting").length)}
      </p>
      <nav class="tabs" aria-label={texts.nav}>
        {TABS.map((one) => (
          <button key={one} type="button" aria-current={one === tab ? "page" : undefined} onClick={() => setTab(one)}>
            {texts.tabs[one]}
          </button>
        ))}
      </nav>
      {isOnline && <Failure error={sync.error} />}
      {tab === "tasks" &&
        (task === undefined ? (
          <Tasks tasks={tasks} {...known} asOf={at} onOpen={setChosen} onRefresh={() => void sync.ask()} />
        ) : (
          <TaskView key={task.caseId} {...{ task, isOnline, ...known, onDo }} onBack={() => setChosen(undefined)} />
        ))}
      {tab === "patrols" && (
        <Patrols
          {...{ patrols, passed, queue, account, worker, isOnline, position, onDo }}
          onChange={() => void sync.ask()}
        />
      )}
      {tab === "spot" && <OnTheSpot {...{ account, selfHandling, grids, position, onDo }} names={known.names} />}
      <QueueView {...{ queue, tasks }} names={known.names} onDismiss={(clientId) => void dismiss(clientId)} />
    </>
  );
};
