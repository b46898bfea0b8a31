import { Button, Group, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import { useDraft, useIsOneOf, useLanguage } from "../hooks.ts";
import { More, usePages } from "../pages.tsx";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { cardOf, officerOf, useAppraisalTexts, useCards } from "./hooks.ts";
import { AppraisalFrame, PeriodFields } from "./parts.tsx";
import { lastDayOf, usualPeriod, type Period } from "./period.ts";

const OFFICERS = ["appraisalOfficer", "economyOfficer"];

const OpenPeriod = (): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [usual] = useState(() => usualPeriod("lastMonth", today()));
  const [period, setPeriod] = useDraft<Period>("period.span", usual);
  const [chosen, setChosen] = useDraft<string | undefined>("period.card", undefined);
  const { data: cards } = useCards(period.from);
  const isEconomist = useIsOneOf(["economyOfficer"]);
  const isOfficer = useIsOneOf(["appraisalOfficer"]);
  const own = cards?.filter(({ side }) => (officerOf(side) === "economyOfficer" ? isEconomist : isOfficer)) ?? [];
  const card = cardOf(own, chosen ?? "") ?? own[0];
  const open = useMutation({
    mutationFn: async () => dataOf(await api.POST("/appraisals", { body: { card: card?.code ?? "", ...period } })),
    onSuccess: async ({ appraisalId }) => {
      await queries.invalidateQueries({ queryKey: ["appraisals"] });
      await navigate({ to: "/appraisal/periods/$appraisalId", params: { appraisalId } });
    },
  });
  return (
    <>
      <Group gap="md" align="end">
        <Select
          size="xs"
          label={texts.card}
          data={own.map(({ code, name }) => ({ value: code, label: name[language] }))}
          value={card?.code ?? null}
          onChange={(value) => setChosen(value ?? undefined)}
          allowDeselect={false}
        />
        <PeriodFields value={period} onChange={setPeriod} />
        <Button size="xs" disabled={card === undefined} loading={open.isPending} onClick={() => open.mutate()}>
          {texts.openPeriod}
        </Button>
      </Group>
      <Failure error={open.error} />
    </>
  );
};

/** 考核期. Every appraisal that there is, and where it stands. */
export const PeriodsPage = (): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const { data: cards } = useCards(today());
  const pages = usePages({
    key: ["appraisals"],
    by: "after",
    read: (from) => api.GET("/appraisals", { params: { query: { limit: 50, ...from } } }),
    rowsOf: (page) => page.appraisals,
  });
  const { rows, error } = pages;
  const appraisals = rows ?? [];
  return (
    <AppraisalFrame>
      <section className="panel stack" aria-label={texts.openPeriod}>
        <h2>{texts.openPeriod}</h2>
        <OnlyFor roles={OFFICERS}>
          <OpenPeriod />
        </OnlyFor>
      </section>
      <section className="panel stack">
        <h1>{texts.periodsTitle}</h1>
        <Failure error={error} />
        {rows === undefined && error === null && <Loading />}
        {rows !== undefined && appraisals.length === 0 && <p>{texts.periodsNone}</p>}
        {appraisals.length > 0 && (
          <table className="plain" data-testid="periods">
            <tbody>
              {appraisals.map(({ appraisalId, card, side, from, until, status, hidden }) => (
                <tr key={appraisalId}>
                  <td>
                    <Link to="/appraisal/periods/$appraisalId" params={{ appraisalId }}>
                      {cardOf(cards, card)?.name[language] ?? card} · {from} – {lastDayOf({ from, until })}
                    </Link>
                  </td>
                  <td className="quiet">{texts.sides[side]}</td>
                  <td>{texts.status[status]}</td>
                  <td className="quiet">{hidden === undefined ? "" : texts.hidden[hidden]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <More of={pages} label={texts.next} size="compact-sm" />
      </section>
    </AppraisalFrame>
  );
};
