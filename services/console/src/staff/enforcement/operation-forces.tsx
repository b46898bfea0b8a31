import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { memo, useState, type ReactElement } from "react";
import { api } from "../../common/api.ts";
import { placeOrNone } from "../../common/place.ts";
import { Command } from "../forms/command.tsx";
import { useSession } from "../hooks.ts";
import { At, Failure } from "../parts.tsx";
import { useNeedName, useUnitTypes } from "./choices.ts";
import type { Operation } from "./operation.ts";
import { useEnforcement } from "./texts.ts";

const PRESENT: readonly string[] = ["onScene", "inside"];

interface RowProps {
  readonly operationId: string;
  readonly isLive: boolean;
  readonly isAlarmed: boolean;
  readonly officer: string;
  readonly force: Person["force"];
  readonly status: Person["status"];
  readonly checkInBy: string | undefined;
  readonly seenAt: string | undefined;
  /** Where one is oneself, for those who want to say it. */
  readonly saysPlace: boolean;
}
type Person = NonNullable<Operation["persons"]>[number];

/** Drawn again when something of his own changes, however many others move. */
const Someone = memo((row: RowProps): ReactElement => {
  const texts = useEnforcement();
  const queries = useQueryClient();
  const { operationId, isLive, isAlarmed, officer, force, status, checkInBy, seenAt, saysPlace } = row;
  const checkIn = useMutation({
    mutationFn: async () => {
      const place = saysPlace ? await placeOrNone() : undefined;
      return api.POST("/operations/{operationId}/check-ins", {
        params: { path: { operationId } },
        body: { officer, ...(place === undefined ? {} : { place }) },
      });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["operation", operationId] }),
  });
  return (
    <tr data-officer={officer} className={isAlarmed ? "alarmed" : ""}>
      <td>{officer}</td>
      <td>{texts.words[force]}</td>
      <td>{texts.words[status]}</td>
      <td>
        {isAlarmed && <span className="late">{texts.late} </span>}
        {checkInBy !== undefined && <At at={checkInBy} />}
        {seenAt !== undefined && (
          <div className="quiet">
            {texts.seenAt} <At at={seenAt} />
          </div>
        )}
        <Failure error={checkIn.error} />
      </td>
      <td>
        {isLive && PRESENT.includes(status) && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${texts.checkIn} ${officer}`}
            loading={checkIn.isPending}
            onClick={() => checkIn.mutate()}
          >
            {texts.checkIn}
          </Button>
        )}
      </td>
    </tr>
  );
});

const Alarms = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const open = of.alarms?.filter(({ outcome }) => outcome === undefined) ?? [];
  if (open.length === 0) return <p className="quiet">{texts.noAlarms}</p>;
  return (
    <div role="alert" data-testid="alarms">
      {open.map(({ alarm, kind, officer, at, acknowledgedBy }) => (
        <div key={alarm} className="stack step">
          <p className="late">
            {texts.alarmKind[kind]} · {officer} · <At at={at} />
            {acknowledgedBy !== undefined && ` · ${acknowledgedBy}`}
          </p>
          {acknowledgedBy === undefined && (
            <Command name="acknowledgeAlarm" at={{ operationId: of.operationId, alarm }} isOpen />
          )}
          <Command name="resolveAlarm" at={{ operationId: of.operationId, alarm }} isOpen />
        </div>
      ))}
    </div>
  );
};

/** 人员、编组、警报. Alarms first. */
export const OperationForces = ({ of }: { readonly of: Operation }): ReactElement | null => {
  const texts = useEnforcement();
  const account = useSession()?.account;
  const { nameOf, statusIn } = useUnitTypes();
  const needName = useNeedName(of.needs);
  const [saysPlace, setSaysPlace] = useState(false);
  const alarmed = new Set(of.alarms?.filter(({ outcome }) => outcome === undefined).map(({ officer }) => officer));
  if (of.persons === undefined) return null;
  const here = of.persons.filter(({ status }) => PRESENT.includes(status)).length;
  // One's own row is the one that is used most.
  const rows = of.persons.toSorted((one, other) => Number(other.officer === account) - Number(one.officer === account));
  return (
    <section className="panel stack" aria-label={texts.people}>
      <h2>
        {texts.people} <span className="quiet">{texts.peopleCount(here, of.persons.length)}</span>
      </h2>
      {of.status === "live" && of.persons.some(({ officer }) => officer === account) && (
        <Checkbox
          label={texts.sayPlace}
          description={texts.sayPlaceHelp}
          checked={saysPlace}
          onChange={(event) => setSaysPlace(event.currentTarget.checked)}
        />
      )}
      <Alarms of={of} />
      <div className="scroll" tabIndex={0} role="group" aria-label={texts.people}>
        <table className="plain" data-testid="persons">
          <thead>
            <tr>
              <th>{texts.officer}</th>
              <th>{texts.force}</th>
              <th>{texts.state}</th>
              <th>{texts.checkInBy}</th>
              <th>{texts.checkIn}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ officer, force, status, checkInBy, seen }) => (
              <Someone
                key={officer}
                operationId={of.operationId}
                isLive={of.status === "live"}
                isAlarmed={alarmed.has(officer)}
                seenAt={seen?.at}
                saysPlace={saysPlace && officer === account}
                {...{ officer, force, status, checkInBy }}
              />
            ))}
          </tbody>
        </table>
      </div>
      <h3>{texts.units}</h3>
      {of.units?.length === 0 && <p className="quiet">{texts.noUnits}</p>}
      <ul>
        {of.units?.map(({ unit, unitType, status, crew }) => (
          <li key={unit}>
            {unit} · {nameOf(unitType)} · {status === undefined ? texts.words["released"] : statusIn(unitType, status)}{" "}
            ·{" "}
            <span className="quiet">
              {texts.crew} {crew.join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      <h3>{texts.needs}</h3>
      <ul>
        {of.needs?.map(({ key, wanted, filled }) => (
          <li key={key} className={filled < wanted ? "soon" : ""}>
            {needName(key)} · {texts.filled(filled, wanted)}
          </li>
        ))}
      </ul>
    </section>
  );
};
