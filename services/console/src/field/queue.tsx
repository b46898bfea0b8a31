/** @jsxImportSource preact */
import type { JSX } from "preact";
import type { Named } from "../common/language.ts";
import { useLanguage } from "../common/mobile.tsx";
import { field } from "../common/texts/field.ts";
import { clockTime } from "../common/time.ts";
import type { Queued, Task } from "./kept.ts";

interface Props {
  readonly queue: readonly Queued[];
  readonly tasks: readonly Task[];
  readonly names: ReadonlyMap<string, Named>;
  readonly onDismiss: (clientId: string) => void;
}

const kindOf = (one: Queued): string => (one.kind === "command" ? one.command : one.kind);

/** What waits, and what came of it, until the worker has seen it. */
export const QueueView = ({ queue, tasks, names, onDismiss }: Props): JSX.Element | null => {
  const language = useLanguage();
  const texts = field[language];
  if (queue.length === 0) return null;
  /** About what: by its category, where that is known. */
  const aboutOf = (one: Queued): string => {
    const category =
      one.kind === "report"
        ? one.category
        : tasks.find(({ caseId }) => "caseId" in one && caseId === one.caseId)?.case.category;
    return category === undefined ? "" : ` · ${names.get(category)?.[language] ?? category}`;
  };
  return (
    <section class="panel" aria-label={texts.queue} data-testid="queue">
      <h2>{texts.queue}</h2>
      <ul class="choices">
        {queue.map((one) => (
          <li key={one.clientId} class="row" data-outcome={one.outcome}>
            <span>
              {texts.queued[kindOf(one)]}
              {aboutOf(one)} · {clockTime(one.madeAt, language)} ·{" "}
              <span class={one.outcome === "waiting" || one.outcome === "taken" ? "quiet" : "late"}>
                {texts.outcome[one.outcome]}
              </span>{" "}
              {one.kind === "report" && <strong data-testid="tracking-number">{one.trackingNumber}</strong>}
              {one.kind === "command" && one.status !== undefined && texts.nowIs(texts.status[one.status])}
              {one.code !== undefined && (texts.problems[one.code] ?? one.code)}
            </span>
            {one.outcome !== "waiting" && (
              <button type="button" onClick={() => onDismiss(one.clientId)}>
                {texts.dismiss}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};
