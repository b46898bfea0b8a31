import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback, useMemo, type ReactElement } from "react";
import type { Operation } from "./operation.ts";
import { api, dataOf, Problem } from "../../common/api.ts";
import { useGrids } from "../hooks.ts";
import { DistrictMap } from "../map/district-map.tsx";
import { At, Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { useRunCards } from "./choices.ts";
import { OperationCommands } from "./operation-commands.tsx";
import { OperationForces } from "./operation-forces.tsx";
import { OperationLog } from "./operation-log.tsx";
import { pointsOf } from "./operation-points.ts";
import { FIELD } from "./readers.ts";
import { useEnforcement } from "./texts.ts";
import { useOperationStream } from "./use-operation-stream.ts";

/** 现场: a missed check-in is seen within this, also where the stream does not come through. */
const LIVE_MS = 2_000;
const STILL_MS = 15_000;
const AREA_FILL = "rgba(25,113,194,0.35)";

const Head = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const cards = useRunCards();
  return (
    <section className="panel" aria-label={texts.operation}>
      <h1>
        {cards.find(({ value }) => value === of.type)?.label ?? of.type} ·{" "}
        <span data-testid="operation-status">{texts.operationStatus[of.status]}</span>
      </h1>
      <Facts>
        <Fact name={texts.commander} isLong>
          <span data-testid="commander">{of.commander}</span>
          {of.offeredTo !== undefined && ` · ${texts.offeredTo(of.offeredTo)}`}
        </Fact>
        <Fact name={texts.card}>
          {of.edition} · {texts.level(of.level)}
        </Fact>
        <Fact name={texts.when}>
          <At at={of.from} /> – <At at={of.to} />
        </Fact>
        <Fact name={texts.communication}>{of.communication}</Fact>
        <Fact name={texts.safety}>{of.safety}</Fact>
        <Fact name={texts.risk}>{texts.words[of.risk]}</Fact>
      </Facts>
      <h2>{texts.tasks}</h2>
      <ul>
        {of.tasks.map(({ id, kind, words, outcome }) => (
          <li key={id}>
            {texts.words[kind]} · {words}
            {outcome !== undefined && ` · ${texts.words[outcome] ?? outcome}`}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The ground that the operation is for, and where people said they were when they checked in: a unit is where one of its crew was last. */
const Ground = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const { data: grids } = useGrids();
  const codes = of.area.join(" ");
  const fillOf = useCallback(
    (grid: string) => (codes.split(" ").some((code) => grid.startsWith(code)) ? AREA_FILL : undefined),
    [codes],
  );
  const points = useMemo(() => pointsOf(of), [of]);
  return (
    <section className="panel" aria-label={texts.map}>
      <h2>{texts.map}</h2>
      {grids === undefined ? (
        <Loading />
      ) : (
        <DistrictMap grids={grids} fillOf={fillOf} points={points} label={texts.map} onPick={() => undefined} />
      )}
      <p className="quiet">
        {texts.mapHelp} {of.status === "live" && texts.onMap(points.length)}
      </p>
    </section>
  );
};

const Live = (): ReactElement => {
  const texts = useEnforcement();
  const { operationId } = useParams({ from: "/enforcement/operations/$operationId" });
  const queries = useQueryClient();
  const isStreamed = useOperationStream(operationId);
  const { data, error } = useQuery({
    queryKey: ["operation", operationId],
    queryFn: async () => {
      const read = dataOf(await api.GET("/operations/{operationId}", { params: { path: { operationId } } }));
      // The stream may have said more while this was on its way.
      const known = queries.getQueryData<Operation>(["operation", operationId]);
      return known !== undefined && known.version > read.version ? known : read;
    },
    refetchInterval: ({ state }) => (state.data?.status === "live" && !isStreamed ? LIVE_MS : STILL_MS),
  });
  // What could not be read again is still what was known; what one may not see any more is not.
  if (error instanceof Problem && error.status < 500) return <Failure error={error} />;
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} />;
  return (
    <div className="columns case">
      <div className="stack">
        <p className="quiet" data-testid="live">
          {isStreamed ? texts.streamed : texts.notStreamed}
        </p>
        <Head of={data} />
        <OperationForces of={data} />
        <Ground of={data} />
        <OperationLog of={data} />
      </div>
      <div className="stack">
        <OperationCommands of={data} />
      </div>
    </div>
  );
};

/** 行动. The plan, and live: who is where, who has not been heard of, what was ordered. */
export const OperationPage = (): ReactElement => (
  <OnlyFor roles={FIELD}>
    <Live />
  </OnlyFor>
);
