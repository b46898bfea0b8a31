import { Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useNames } from "../hooks.ts";
import { More, usePages } from "../pages.tsx";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { itemChoices, usePowerItems } from "./choices.ts";
import { nearestOf } from "./deadlines.ts";
import { DOSSIER_READERS } from "./readers.ts";
import { useEnforcement } from "./texts.ts";

const Dossiers = (): ReactElement => {
  const texts = useEnforcement();
  const names = useNames();
  const navigate = useNavigate();
  const items = usePowerItems();
  const statuses = Object.keys(texts.dossierStatus) as (keyof typeof texts.dossierStatus)[];
  const [status, setStatus] = useState<(typeof statuses)[number]>();
  const pages = usePages({
    key: ["dossiers", status],
    by: "after",
    read: (from) =>
      api.GET("/dossiers", {
        params: { query: { limit: 50, ...(status === undefined ? {} : { status }), ...from } },
      }),
    rowsOf: (page) => page.dossiers,
  });
  const { rows: dossiers, error } = pages;
  const nameOf = (item: string): string => items.find(({ version }) => version === item)?.name ?? item;
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.dossiersTitle}</h1>
        <Select
          label={texts.state}
          placeholder={texts.all}
          data={statuses.map((value) => ({ value, label: texts.dossierStatus[value] }))}
          value={status ?? null}
          onChange={(value) => setStatus(statuses.find((one) => one === value))}
          clearable
        />
        <Failure error={error} />
        {dossiers === undefined ? error === null && <Loading /> : dossiers.length === 0 && <p>{texts.noDossiers}</p>}
        <ul className="cards">
          {dossiers?.map((one) => {
            const nearest = nearestOf(one.deadlines);
            return (
              <li key={one.dossierId}>
                <Link to="/enforcement/dossiers/$dossierId" params={{ dossierId: one.dossierId }}>
                  {one.number}
                </Link>{" "}
                · {texts.dossierStatus[one.status]} · {names.department(one.body)} · {nameOf(one.item)}
                {nearest !== undefined && (
                  <span className="quiet">
                    {" "}
                    · {texts.purposes[nearest.purpose]} {nearest.lastDay}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <More of={pages} label={texts.more} />
      </section>
      <Commands title={texts.startDossier}>
        <Command
          name="openDossier"
          choices={{ item: itemChoices(items) }}
          onDone={({ dossierId }) =>
            void navigate({ to: "/enforcement/dossiers/$dossierId", params: { dossierId: String(dossierId) } })
          }
        />
      </Commands>
    </div>
  );
};

/** 案卷列表. Of one's body; of all for who oversees them. */
export const DossiersPage = (): ReactElement => (
  <OnlyFor roles={DOSSIER_READERS}>
    <Dossiers />
  </OnlyFor>
);
