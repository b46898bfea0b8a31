/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Named } from "../common/language.ts";
import { useLanguage } from "../common/mobile.tsx";
import { field } from "../common/texts/field.ts";
import { clockTime, span } from "../common/time.ts";
import type { Queued, Task } from "./kept.ts";

export const DeadlineOf = ({ task }: { readonly task: Task }): JSX.Element => {
  const language = useLanguage();
  const texts = field[language];
  const { dueAt, status } = task.case;
  if (dueAt === undefined || status === "suspended") return <span class="quiet">{texts.clockStands}</span>;
  const left = Date.parse(dueAt) - Date.now();
  const words = span(left, language);
  return <span class={left < 0 ? "late" : ""}>{left < 0 ? texts.lateBy(words) : texts.dueIn(words)}</span>;
};

/** Steps that wait are shown as done: that is what the worker sees until the platform says otherwise. */
export const statusWith = (task: Task, queue: readonly Queued[]): Task["case"]["status"] => {
  const has = (command: string): boolean =>
    queue.some(
      (one) =>
        one.kind === "command" && one.command === command && one.caseId === task.caseId && one.outcome === "waiting",
    );
  return has("handle") ? "handled" : has("accept") ? "accepted" : task.case.status;
};

const END_OF_TIME = "9999";
const byDeadline = (one: Task, other: Task): number =>
  (one.case.dueAt ?? END_OF_TIME).localeCompare(other.case.dueAt ?? END_OF_TIME);
const byDistance = (one: Task, other: Task): number => (one.metres ?? Infinity) - (other.metres ?? Infinity);

interface Props {
  readonly tasks: readonly Task[];
  readonly queue: readonly Queued[];
  readonly names: ReadonlyMap<string, Named>;
  readonly asOf: string | undefined;
  readonly onOpen: (caseId: string) => void;
  readonly onRefresh: () => void;
}

export const Tasks = ({ tasks, queue, names, asOf, onOpen, onRefresh }: Props): JSX.Element => {
  const language = useLanguage();
  const texts = field[language];
  const [isByDistance, setByDistance] = useState(false);
  const sorted = tasks.toSorted(isByDistance ? byDistance : byDeadline);
  return (
    <section class="panel" aria-label={texts.tasks}>
      <div class="row">
        <h2>{texts.tasks}</h2>
        <select
          aria-label={texts.by}
          value={isByDistance ? "distance" : "deadline"}
          onChange={(event) => setByDistance(event.currentTarget.value === "distance")}
        >
          <option value="deadline">{texts.byDeadline}</option>
          <option value="distance">{texts.byDistance}</option>
        </select>
        <button type="button" onClick={onRefresh}>
          {texts.refresh}
        </button>
      </div>
      {asOf !== undefined && <small>{texts.asOf(clockTime(asOf, language))}</small>}
      {sorted.length === 0 && <p>{texts.noTasks}</p>}
      <ul class="choices" data-testid="tasks">
        {sorted.map((task) => (
          <li key={task.caseId} data-case={task.caseId}>
            <button type="button" onClick={() => onOpen(task.caseId)}>
              <strong>{names.get(task.case.category)?.[language] ?? task.case.category}</strong>{" "}
              {texts.status[statusWith(task, queue)]}
              <br />
              <DeadlineOf task={task} /> {task.metres !== undefined && ` · ${texts.metres(task.metres)}`}{" "}
              {task.address !== undefined && ` · ${task.address}`}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
