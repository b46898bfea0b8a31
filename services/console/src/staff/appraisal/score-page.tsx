import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage, useStreets } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { Behind } from "./behind.tsx";
import { Comparison, OneRankUp } from "./beside.tsx";
import { rounded } from "./figures.ts";
import { cardOf, indicatorOf, useAppraisalTexts, useCards, useDictionary, useReason, useSubjectName } from "./hooks.ts";
import { ItemView } from "./item-view.tsx";
import { AppraisalFrame } from "./parts.tsx";
import { lastDayOf } from "./period.ts";
import { ChartPicture } from "./picture.tsx";
import type { ScoreSearch } from "./search.ts";
import type { Card, Result, Rule } from "./types.ts";

/** As of now, or as an edition of an appraisal has it. */
const useResults = (card: string, { from, until, appraisal: appraisalId, edition }: ScoreSearch) =>
  useQuery({
    queryKey: ["score", card, from, until, appraisalId, edition],
    queryFn: async () => {
      if (appraisalId === undefined)
        return dataOf(
          await api.GET("/appraisal/standings/{card}", { params: { path: { card }, query: { from, until } } }),
        );
      const path = { appraisalId };
      return dataOf(
        await api.GET("/appraisals/{appraisalId}/results", {
          params: { path, query: edition === undefined ? {} : { edition } },
        }),
      );
    },
  });

/** The instant up to which an appraisal counts. */
const useAsOf = (appraisalId: string | undefined): string | undefined =>
  useQuery({
    queryKey: ["appraisal", appraisalId],
    queryFn: async () =>
      dataOf(await api.GET("/appraisals/{appraisalId}", { params: { path: { appraisalId: appraisalId ?? "" } } })),
    enabled: appraisalId !== undefined,
  }).data?.asOf;

/** The rule that holds for a subject: streets outside the city have some of their own. */
const useRuleOf = (card: Card | undefined, subject: string): ((indicator: string) => Rule | undefined) => {
  const { data: streets } = useStreets();
  const isAgricultural = streets?.find(({ code }) => code === subject)?.agricultural === true;
  return (indicator) => {
    const item = card?.items.find((one) => one.indicator === indicator);
    const own = isAgricultural ? item?.ruleFor?.agricultural : item?.ruleFor?.urban;
    return own ?? item?.rule;
  };
};

const Extras = ({
  result,
  card,
}: {
  readonly result: Result;
  readonly card: Card | undefined;
}): ReactElement | null => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  if (result.bonuses.length === 0 && result.vetoes.length === 0) return null;
  return (
    <section className="panel" aria-label={texts.bonuses}>
      {result.bonuses.length > 0 && <h2>{texts.bonuses}</h2>}
      <ul>
        {result.bonuses.map(({ code, points }) => (
          <li key={code}>
            {card?.bonuses.find((one) => one.code === code)?.name[language] ?? code}: {texts.points(rounded(points))}
          </li>
        ))}
      </ul>
      {result.vetoes.length > 0 && <h2>{texts.vetoes}</h2>}
      <ul className="late">
        {result.vetoes.map((code) => (
          <li key={code}>{card?.vetoes.find((one) => one.code === code)?.name[language] ?? code}</li>
        ))}
      </ul>
    </section>
  );
};

/** 得分. From the number to its formula, its numbers, its rule, and to the cases behind them. */
export const ScorePage = (): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const reasonOf = useReason();
  const { card: code, subject } = useParams({ from: "/appraisal/scores/$card/$subject" });
  const search = useSearch({ from: "/appraisal/scores/$card/$subject" });
  const [counter, setCounter] = useState<string>();
  const { from, until, appraisal: appraisalId } = search;
  const { data: cards } = useCards(from);
  const { data: dictionary } = useDictionary(from);
  const { data, error } = useResults(code, search);
  const asOf = useAsOf(appraisalId);
  const nameOf = useSubjectName(data?.names);
  const card = cardOf(cards, code);
  const ruleOf = useRuleOf(card, subject);
  const result = data?.results.find((one) => one.subject === subject);
  const reason = reasonOf(error);
  const behind = { card: code, subject, from, until };
  return (
    <AppraisalFrame>
      {appraisalId === undefined ? (
        <Link
          to="/appraisal"
          search={{ side: card?.side ?? "street", card: code, from, until }}
          className="no-print"
        >{`← ${texts.back}`}</Link>
      ) : (
        <Link to="/appraisal/periods/$appraisalId" params={{ appraisalId }} className="no-print">
          {`← ${texts.backToPeriod}`}
        </Link>
      )}
      <section className="panel">
        <h1>{nameOf(subject)}</h1>
        <p>
          {card?.name[language]} · {from} – {lastDayOf(search)}
        </p>
        {reason !== undefined ? <p>{reason}</p> : <Failure error={error} />}
        {data !== undefined && result === undefined && <p>{texts.nothing}</p>}
        {result !== undefined && (
          <p data-testid="score">
            <strong className="big">{result.shown ?? texts.nothing}</strong> {result.grade}{" "}
            {result.rank !== undefined && `${texts.rank} ${String(result.rank)}`}
          </p>
        )}
        {data === undefined && error === null && <Loading />}
      </section>
      {result !== undefined && dictionary !== undefined && (
        <div className="columns two">
          <div className="stack">
            <div>
              <h2>{texts.itemsTitle}</h2>
              <p className="quiet">{texts.itemsHelp}</p>
            </div>
            {result.items.map((item) => {
              const indicator = indicatorOf(dictionary, item.indicator);
              return (
                indicator !== undefined && (
                  <ItemView
                    key={item.indicator}
                    {...{ item, indicator, dictionary }}
                    rule={ruleOf(item.indicator)}
                    chosen={counter}
                    onCounter={setCounter}
                  />
                )
              );
            })}
            <Extras result={result} card={card} />
          </div>
          <div className="stack">
            {counter !== undefined && (
              <Behind key={counter} {...behind} counter={counter} asOf={asOf} dictionary={dictionary} />
            )}
            <section className="panel" aria-label={texts.trend}>
              <h2>{texts.trend}</h2>
              <ChartPicture
                path={`/appraisal/published/${code}/trend?${String(new URLSearchParams({ subject, language }))}`}
                label={texts.trend}
                none={texts.noTrend}
              />
            </section>
            {appraisalId === undefined && (
              <>
                <OneRankUp {...behind} dictionary={dictionary} />
                <Comparison {...behind} dictionary={dictionary} />
              </>
            )}
          </div>
        </div>
      )}
    </AppraisalFrame>
  );
};
