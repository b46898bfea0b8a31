import { Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { download } from "../../common/download.ts";
import { useLanguage } from "../hooks.ts";
import { At, ColumnHeads, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { Editions } from "./editions.tsx";
import { cardOf, useAppraisalTexts, useCards, useSubjectName } from "./hooks.ts";
import { Objections } from "./objections.tsx";
import { AppraisalFrame } from "./parts.tsx";
import { lastDayOf } from "./period.ts";
import { ChartPicture } from "./picture.tsx";
import { Procedure } from "./procedure.tsx";
import type { Appraisal, Result, Names } from "./types.ts";

const Exports = ({ appraisalId }: { readonly appraisalId: string }): ReactElement => {
  const texts = useAppraisalTexts();
  const save = useMutation({
    mutationFn: (format: "csv" | "xlsx") =>
      download(`/appraisals/${appraisalId}/table?format=${format}`, `results-${appraisalId}.${format}`),
  });
  return (
    <>
      <Group role="group" aria-label={texts.exports} className="no-print">
        <Button size="compact-sm" variant="default" onClick={() => save.mutate("csv")}>
          {texts.csv}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => save.mutate("xlsx")}>
          {texts.xlsx}
        </Button>
      </Group>
      <Failure error={save.error} />
    </>
  );
};

const Results = ({
  of,
  results,
  names,
}: {
  readonly of: Appraisal;
  readonly results: readonly Result[];
  readonly names: Names;
}): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const nameOf = useSubjectName(names);
  const { appraisalId, card, from, until } = of;
  return (
    <section className="panel stack" aria-label={texts.pages.league}>
      <table className="plain" data-testid="results">
        <ColumnHeads of={[texts.rank, texts.subject, texts.score, texts.grade]} />
        <tbody>
          {results.map(({ subject, rank, shown, grade }) => (
            <tr key={subject}>
              <td>{rank ?? "—"}</td>
              <td>
                <Link
                  to="/appraisal/scores/$card/$subject"
                  params={{ card, subject }}
                  search={{ from, until, appraisal: appraisalId }}
                >
                  {nameOf(subject)}
                </Link>
              </td>
              <td>{shown ?? <span className="quiet">{texts.nothing}</span>}</td>
              <td>{grade}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Exports appraisalId={appraisalId} />
      <h2>{texts.chart}</h2>
      <ChartPicture
        path={`/appraisals/${appraisalId}/chart?language=${language}&edition=${String(of.editions?.length ?? of.published.at(-1)?.edition ?? 1)}`}
        label={texts.chart}
      />
    </section>
  );
};

const Whole = ({ of }: { readonly of: Appraisal }): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const { data: cards } = useCards(of.from);
  const card = cardOf(cards, of.card);
  const { data: shown, error } = useQuery({
    queryKey: ["appraisal", of.appraisalId, "results", of.status, of.editions?.length],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisals/{appraisalId}/results", {
          params: { path: { appraisalId: of.appraisalId }, query: {} },
        }),
      ),
    enabled: of.hidden === undefined,
  });
  return (
    <>
      <section className="panel">
        <h1>
          {card?.name[language] ?? of.card} · {of.from} – {lastDayOf(of)}
        </h1>
        <Facts>
          <Fact name={texts.side}>{texts.sides[of.side]}</Fact>
          {of.asOf !== undefined && (
            <Fact name={texts.asOf}>
              <At at={of.asOf} />
            </Fact>
          )}
          {of.noticeUntil !== undefined && (
            <Fact name={texts.noticeUntil}>
              <At at={of.noticeUntil} />
            </Fact>
          )}
        </Facts>
        {of.hidden !== undefined && <p role="status">{texts.hidden[of.hidden]}</p>}
      </section>
      <Failure error={error} />
      <div className="columns two">
        <div className="stack">
          {shown !== undefined && <Results of={of} results={shown.results} names={shown.names} />}
        </div>
        <div className="stack">
          <Procedure of={of} />
          <Objections of={of} card={card} names={shown?.names} />
          <Editions of={of} names={shown?.names} />
        </div>
      </div>
    </>
  );
};

/** 一次考核. Results, procedure, objections and editions of one period. */
export const PeriodPage = (): ReactElement => {
  const { appraisalId } = useParams({ from: "/appraisal/periods/$appraisalId" });
  const { data, error } = useQuery({
    queryKey: ["appraisal", appraisalId],
    queryFn: async () => dataOf(await api.GET("/appraisals/{appraisalId}", { params: { path: { appraisalId } } })),
  });
  return (
    <AppraisalFrame>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : <Whole of={data} />}
    </AppraisalFrame>
  );
};
