import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { api, dataOf } from "../../../common/api.ts";
import { useCandidates } from "../../case/candidates.tsx";
import { useDepartments, useLanguage, useNames, useTexts } from "../../hooks.ts";
import { Failure, Loading } from "../../parts.tsx";
import { useBoardTexts } from "../texts.ts";
import { moveOf, type Move, type Target } from "./move.ts";
import { useCaseName, type Carried, type Carrying } from "./use-carried.ts";

/** Where a key leads among so many. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

interface Place {
  readonly key: string;
  readonly name: string;
  readonly more?: string;
  readonly move: Move;
}

const Places = ({
  title,
  places,
  onChoose,
}: {
  readonly title: string;
  readonly places: readonly Place[];
  readonly onChoose: (place: Place) => void;
}): ReactElement => {
  const [over, setOver] = useState<string>();
  return (
    <div role="group" aria-label={title} className="places">
      <h3>{title}</h3>
      {places.map((place) => (
        <button
          key={place.key}
          type="button"
          data-target={place.key}
          data-over={over === place.key || undefined}
          onClick={() => onChoose(place)}
          onDragOver={(event) => {
            event.preventDefault();
            event.dataTransfer.dropEffect = "move";
            setOver(place.key);
          }}
          onDragLeave={() => setOver((now) => (now === place.key ? undefined : now))}
          onDrop={(event) => {
            event.preventDefault();
            onChoose(place);
          }}
        >
          {place.name}
          {place.more !== undefined && <span className="quiet"> {place.more}</span>}
        </button>
      ))}
    </div>
  );
};

/** Everybody whom the case in hand can be given to; lies over the map as long as it is in hand. */
export const Targets = ({
  carried: { of, isDragged },
  carrying,
}: {
  readonly carried: Carried;
  readonly carrying: Carrying;
}): ReactElement => {
  const texts = useTexts();
  const words = useBoardTexts();
  const language = useLanguage();
  const names = useNames();
  const nameOf = useCaseName();
  const panel = useRef<HTMLElement>(null);
  const { data: departments } = useDepartments();
  const { data: found, error } = useCandidates(of.caseId, of.version);
  const { data: routed } = useQuery({
    queryKey: ["case", of.caseId, "route", of.version],
    enabled: of.status === "filed",
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}/route", { params: { path: { caseId: of.caseId } } })),
  });
  const placeOf = (target: Target, key: string, name: string, more?: string): readonly Place[] => {
    const move = moveOf(of, target, routed?.department);
    return move === undefined ? [] : [{ key, name, move, ...(more === undefined ? {} : { more }) }];
  };
  const workers = (found?.candidates ?? []).flatMap(({ worker, points }) =>
    placeOf({ kind: "worker", worker }, worker, worker, texts.points(points)),
  );
  const bodies = (departments ?? []).flatMap(({ code, name }) =>
    placeOf({ kind: "department", department: code }, code, name[language]),
  );
  const isWhole = departments !== undefined && (found !== undefined || error !== null);
  const count = workers.length + bodies.length;
  const name = nameOf(of);
  const { say } = carrying;

  useEffect(() => {
    if (!isWhole) return;
    say(words.carried(name, count));
    // Who drags has the pointer; who does not goes on with the keys here.
    if (!isDragged) panel.current?.querySelector<HTMLElement>("[data-target]")?.focus();
  }, [isWhole, isDragged, say, words, name, count]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") carrying.putBack();
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...(panel.current?.querySelectorAll<HTMLElement>("[data-target]") ?? [])];
    all[
      step(
        all.findIndex((one) => one === document.activeElement),
        all.length,
      )
    ]?.focus();
  };
  const choose = ({ move, name: to }: Place): void => carrying.putDown(move, to);
  const holder = [names.department(of.department), of.worker].filter((one) => one !== undefined && one !== "");
  return (
    <section
      ref={panel}
      className="panel stack targets"
      aria-label={words.moveTo(name)}
      data-testid="targets"
      onKeyDown={onKeyDown}
    >
      <div>
        <h2>{words.moveTo(name)}</h2>
        <p className="quiet">
          {words.hasIt(holder.length === 0 ? words.nobodyYet : holder.join(" · "))} · {words.howTo}
        </p>
      </div>
      <Failure error={error} />
      {!isWhole && <Loading />}
      {isWhole && (
        <>
          {workers.length === 0 ? (
            <p className="quiet">{words.noWorkers}</p>
          ) : (
            <Places title={words.workers} places={workers} onChoose={choose} />
          )}
          <Places title={words.departments} places={bodies} onChoose={choose} />
        </>
      )}
      <Button size="compact-sm" variant="default" onClick={() => carrying.putBack()}>
        {words.putBack}
      </Button>
    </section>
  );
};
