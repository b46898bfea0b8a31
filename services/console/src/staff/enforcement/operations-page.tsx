import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { under } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { useGround, useOfficers, useRunCards } from "./choices.ts";
import { FIELD } from "./readers.ts";
import { StreetField, useStreet } from "./street.tsx";
import { useEnforcement } from "./texts.ts";

const Operations = (): ReactElement => {
  const texts = useEnforcement();
  const navigate = useNavigate();
  const [street, setStreet] = useStreet();
  const officers = useOfficers();
  const cards = useRunCards();
  const ground = useGround();
  const { data, error } = useQuery({
    queryKey: ["operations", street],
    enabled: street !== undefined,
    queryFn: async () =>
      dataOf(await api.GET("/operations", { params: { query: { street: street ?? "", limit: 50 } } })).operations,
    refetchInterval: 10_000,
  });
  const nameOf = (type: string): string => cards.find(({ value }) => value === type)?.label ?? type;
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.operationsTitle}</h1>
        <StreetField street={street} onChange={setStreet} />
        <Failure error={error} />
        {street !== undefined && data === undefined && error === null && <Loading />}
        {data?.length === 0 && <p>{texts.noOperations}</p>}
        <ul className="cards">
          {data?.map(({ operationId, type, status, level, from, alarms }) => {
            const open = alarms?.filter(({ outcome }) => outcome === undefined).length ?? 0;
            return (
              <li key={operationId}>
                <Link to="/enforcement/operations/$operationId" params={{ operationId }}>
                  {nameOf(type)}
                </Link>{" "}
                · {texts.operationStatus[status]} · {texts.level(level)} · <At at={from} />
                {open > 0 && <span className="late"> {texts.alarms(open)}</span>}
              </li>
            );
          })}
        </ul>
      </section>
      <Commands title={texts.plan}>
        <Command
          key={street}
          name="planOperation"
          initial={street === undefined ? {} : { street, area: [street], level: 1 }}
          choices={{ type: cards, area: ground, ...under(["commander"], officers) }}
          onDone={({ operationId }) =>
            void navigate({ to: "/enforcement/operations/$operationId", params: { operationId: String(operationId) } })
          }
        />
      </Commands>
      <section className="panel" aria-label={texts.cards}>
        <h2>{texts.cards}</h2>
        <ul>
          {cards.map(({ value, label, editions }) => (
            <li key={value}>
              {label} <span className="quiet">{editions.find(({ inForce }) => inForce)?.version}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
};

/** 联合行动. Those of a street, and the plan of another. */
export const OperationsPage = (): ReactElement => (
  <OnlyFor roles={FIELD}>
    <Operations />
  </OnlyFor>
);
