import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { under } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Failure, OnlyFor } from "../parts.tsx";
import { useOfficers, useUnitTypes } from "./choices.ts";
import { FIELD } from "./readers.ts";
import { StreetField, useStreet } from "./street.tsx";
import { useEnforcement } from "./texts.ts";

/** His number in the register is for who brings a team in by the API: nobody knows it by heart. */
const WITHOUT_PERSON = { person: undefined } as const;

const Of = ({ street }: { readonly street: string }): ReactElement => {
  const texts = useEnforcement();
  const officers = useOfficers();
  const { nameOf, statusIn } = useUnitTypes();
  const path = { street };
  const { data, error } = useQuery({
    queryKey: ["team", street],
    queryFn: async () => dataOf(await api.GET("/teams/{street}", { params: { path } })),
    refetchInterval: 10_000,
  });
  const { data: roll, error: noRoll } = useQuery({
    queryKey: ["team", street, "roll"],
    queryFn: async () => dataOf(await api.GET("/teams/{street}/roll", { params: { path } })).rows,
    refetchInterval: 10_000,
  });
  const members = data?.members.map(({ officer }) => ({ value: officer, label: officer })) ?? [];
  return (
    <div className="columns two">
      <div className="stack">
        <section className="panel stack" aria-label={texts.roll}>
          <h2>{texts.roll}</h2>
          <Failure error={noRoll} />
          {roll?.length === 0 && <p>{texts.rollNone}</p>}
          {roll?.map(({ officer, force, shift, from, to, answer, unfit }) => (
            <div key={`${officer} ${shift}`} className="stack step" data-roll={officer}>
              <p>
                {officer} · {texts.words[force]} · <At at={from} /> – <At at={to} /> ·{" "}
                <strong>{answer === undefined ? texts.notCalled : texts.rollAnswer[answer]}</strong>
                {unfit.length > 0 && (
                  <span className="late"> {unfit.map((one) => texts.incompetence[one]).join(" · ")}</span>
                )}
              </p>
              {answer === undefined && (
                <Command name="callRoll" at={{ street }} fixed={{ officer, shift }} suffix={officer} />
              )}
            </div>
          ))}
        </section>
        <section className="panel" aria-label={texts.people}>
          <h2>{texts.people}</h2>
          <Failure error={error} />
          <ul className="cards">
            {data?.members.map(({ officer, force, staffing, onShift, operation }) => (
              <li key={officer}>
                {officer} · {texts.words[force]} · {texts.words[staffing]} · {onShift ? texts.onShift : texts.offShift}
                {operation !== undefined && ` · ${texts.operation}`}
              </li>
            ))}
          </ul>
          <h3>{texts.units}</h3>
          <ul className="cards">
            {data?.units.map(({ unit, unitType, readiness, crew }) => (
              <li key={unit}>
                {unit} · {nameOf(unitType)} · {statusIn(unitType, readiness)} ·{" "}
                <span className="quiet">{crew.join(" · ")}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <Commands title={texts.teamForms}>
        <Command name="joinTeam" at={{ street }} choices={under(["officer"], officers)} fixed={WITHOUT_PERSON} />
        <Command name="planTeamShifts" at={{ street }} choices={{ officer: members }} />
        <Command name="registerUnit" at={{ street }} />
        {data?.units.map(({ unit }) => (
          <Command key={unit} name="crewUnit" at={{ unit }} suffix={unit} choices={{ crew: members }} />
        ))}
        <Command name="setStaffing" />
      </Commands>
    </div>
  );
};

const Team = (): ReactElement => {
  const texts = useEnforcement();
  const [street, setStreet] = useStreet();
  return (
    <div className="stack">
      <section className="panel stack">
        <h1>{texts.teamTitle}</h1>
        <StreetField street={street} onChange={setStreet} />
      </section>
      {street !== undefined && <Of key={street} street={street} />}
    </div>
  );
};

/** 执法队. Who serves, who is there at the roll, which units. */
export const TeamPage = (): ReactElement => (
  <OnlyFor roles={FIELD}>
    <Team />
  </OnlyFor>
);
