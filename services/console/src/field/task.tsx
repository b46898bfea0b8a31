/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { ulid } from "ulid";
import { api, dataOf } from "../common/api.ts";
import { listed, type Named } from "../common/language.ts";
import { PhotoField, useAsk, useLanguage } from "../common/mobile.tsx";
import { field } from "../common/texts/field.ts";
import { clockTime } from "../common/time.ts";
import { PHOTO_KINDS, type PhotoKind, type Queued, type Task } from "./kept.ts";
import { DeadlineOf, statusWith } from "./tasks.tsx";

type Command = (Queued & { readonly kind: "command" })["command"];

/** 近景, 远景, 参照物, 处置前, 处置后: those that the rules want before the work counts as done, and that are not there. */
const missingOf = async (caseId: string) =>
  dataOf(await api.GET("/cases/{caseId}/photos", { params: { path: { caseId } } })).missing.handle;

interface Props {
  readonly task: Task;
  readonly isOnline: boolean;
  readonly queue: readonly Queued[];
  readonly names: ReadonlyMap<string, Named>;
  readonly onDo: (queued: Queued) => void;
  readonly onBack: () => void;
}

/** One task: take it on, say that one is there, show it, say that it is done. Each works without a network. */
export const TaskView = ({ task, isOnline, queue, names, onDo, onBack }: Props): JSX.Element => {
  const language = useLanguage();
  const texts = field[language];
  const { caseId, account } = task;
  const status = statusWith(task, queue);
  const mine = queue.filter((one) => "caseId" in one && one.caseId === caseId);
  const photos = mine.filter(({ kind }) => kind === "photo").length;
  const hasArrived = mine.some((one) => one.kind === "command" && one.command === "note");
  // Which pictures this step still needs, the platform knows alone.
  const wanted = useAsk(() => missingOf(caseId));
  useEffect(() => {
    if (isOnline && status === "accepted") void wanted.ask();
  }, [isOnline, status, photos]);

  const waiting = () =>
    ({ clientId: ulid(), account, caseId, madeAt: new Date().toISOString(), outcome: "waiting" }) as const;
  const act = (command: Command, data: Readonly<Record<string, string>> = {}): void =>
    onDo({ ...waiting(), kind: "command", command, data, baseVersion: task.case.version });
  const photo = (view: PhotoKind): JSX.Element => (
    <PhotoField
      key={view}
      label={texts.photos[view]}
      camera
      onFile={(content) => onDo({ ...waiting(), kind: "photo", view, content })}
    />
  );
  return (
    <section class="panel" aria-label={texts.open}>
      <button type="button" onClick={onBack}>
        ← {texts.back}
      </button>
      <h2>{names.get(task.case.category)?.[language] ?? task.case.category}</h2>
      <p>
        <strong data-testid="status">{texts.status[status]}</strong> · <DeadlineOf task={task} />
      </p>
      {task.case.dueAt !== undefined && (
        <p class="quiet">
          {texts.due} {clockTime(task.case.dueAt, language)}
        </p>
      )}
      {task.address !== undefined && (
        <p>
          {texts.address}: {task.address}
        </p>
      )}
      {task.said !== undefined && (
        <p>
          {texts.said}: {task.said}
        </p>
      )}
      {status === "assigned" && (
        <button class="main" type="button" onClick={() => act("accept")}>
          {texts.accept}
        </button>
      )}
      {status === "accepted" && (
        <>
          <button type="button" disabled={hasArrived} onClick={() => act("note", { text: texts.arrived })}>
            {hasArrived ? texts.arrived : texts.arrive}
          </button>
          <fieldset class="stack">
            <legend>{texts.photosOf}</legend>
            {PHOTO_KINDS.map(photo)}
          </fieldset>
          {(wanted.answer ?? []).length > 0 && (
            <p data-testid="wanted">
              {texts.photosWanted} {listed(wanted.answer?.map((kind) => texts.photos[kind]) ?? [], language)}
            </p>
          )}
          {photos > 0 && <p role="status">{texts.photoKept(photos)}</p>}
          <button class="main" type="button" onClick={() => act("handle")}>
            {texts.finish}
          </button>
        </>
      )}
    </section>
  );
};
