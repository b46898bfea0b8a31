/** @jsxImportSource preact */
import type { JSX } from "preact";
import { ulid } from "ulid";
import { Failure, useAsk, useLanguage } from "../common/mobile.tsx";
import { field } from "../common/texts/field.ts";
import { clockTime } from "../common/time.ts";
import { CellMap } from "./cell-map.tsx";
import { cellAt, type Position } from "./cells.ts";
import type { Passed, Patrol, Queued } from "./kept.ts";
import { platformNow, startPatrol } from "./patrol-sync.ts";

interface Props {
  readonly patrols: readonly Patrol[];
  readonly passed: readonly Passed[];
  readonly queue: readonly Queued[];
  readonly account: string;
  readonly worker: string | undefined;
  readonly isOnline: boolean;
  readonly position: Position | undefined;
  readonly onDo: (queued: Queued) => void;
  readonly onChange: () => void;
}

const PatrolView = ({ of, ...all }: Props & { readonly of: Patrol }): JSX.Element => {
  const { passed, queue, account, worker, isOnline, position, onDo, onChange } = all;
  const language = useLanguage();
  const texts = field[language];
  const { patrolId, patrol, gridName, cut } = of;
  const { status, from, to } = patrol;
  const start = useAsk(async () => {
    await startPatrol(patrolId);
    onChange();
  });
  const now = platformNow();
  const isOpen = status === "planned" && Date.parse(from) <= now && now <= Date.parse(to);
  const isMine = status === "walking" && patrol.worker === worker;
  const isEnding = queue.some(
    (one) => one.kind === "finishPatrol" && one.patrolId === patrolId && one.outcome === "waiting",
  );
  const here = passed.filter((one) => one.patrolId === patrolId).map(({ cell }) => cell);
  const seen = new Set([...(cut?.visited ?? []), ...here]);
  const isWalking = isMine && !isEnding;
  return (
    <li class="panel" data-patrol={patrolId}>
      <h3>{gridName}</h3>
      <p>
        <strong data-testid="patrol-status">{texts.patrolStatus[isEnding ? "finished" : status]}</strong> ·{" "}
        {texts.between(clockTime(from, language), clockTime(to, language))}
      </p>
      <p data-testid="covered">
        {texts.covered(cut === undefined ? patrol.covered : seen.size, patrol.cells)}
        {patrol.enough && ` · ${texts.enough}`}
      </p>
      {isWalking && cut !== undefined && (
        <CellMap
          cut={cut}
          seen={seen}
          here={position === undefined ? undefined : cellAt(cut, position)}
          label={texts.covered(seen.size, patrol.cells)}
        />
      )}
      {isWalking && <p class="quiet">{position === undefined ? texts.noPosition : texts.keepOpen}</p>}
      {isOpen && (
        <button class="main" type="button" disabled={!isOnline || start.isAsking} onClick={() => void start.ask()}>
          {texts.startPatrol}
        </button>
      )}
      {isOpen && !isOnline && <p class="quiet">{texts.startNeeds}</p>}
      <Failure error={start.error} />
      {isWalking && (
        <button
          class="main"
          type="button"
          onClick={() =>
            onDo({
              ...{ clientId: ulid(), account, patrolId, kind: "finishPatrol", outcome: "waiting" },
              madeAt: new Date().toISOString(),
            })
          }
        >
          {texts.finishPatrol}
        </button>
      )}
    </li>
  );
};

const ORDER = ["walking", "planned", "finished", "missed"];

/** 巡查. Today's walks through the worker's grids: which parts of them were seen, and not when and in what order. */
export const Patrols = (props: Props): JSX.Element => {
  const texts = field[useLanguage()];
  const sorted = props.patrols.toSorted(
    ({ patrol: one }, { patrol: other }) =>
      ORDER.indexOf(one.status) - ORDER.indexOf(other.status) || one.from.localeCompare(other.from),
  );
  return (
    <section class="stack" aria-label={texts.patrols}>
      <h2>{texts.patrols}</h2>
      <p class="quiet">{texts.patrolHelp}</p>
      {sorted.length === 0 && <p>{texts.noPatrols}</p>}
      <ul class="cards" data-testid="patrols">
        {sorted.map((one) => (
          <PatrolView key={one.patrolId} of={one} {...props} />
        ))}
      </ul>
    </section>
  );
};
