import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage } from "../hooks.ts";
import { ColumnHeads, Failure, Loading } from "../parts.tsx";
import { inUnit, rounded } from "./figures.ts";
import { indicatorOf, useAppraisalTexts } from "./hooks.ts";
import type { Period } from "./period.ts";
import type { Dictionary } from "./types.ts";

interface Props extends Period {
  readonly card: string;
  readonly subject: string;
  readonly dictionary: Dictionary;
}

/** 同比与环比. */
export const Comparison = ({ card, subject, from, until, dictionary }: Props): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["comparison", card, subject, from, until],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisal/standings/{card}/{subject}/comparison", {
          params: { path: { card, subject }, query: { from, until } },
        }),
      ),
  });
  const signed = (shown: string): string => (shown.startsWith("-") ? shown : `+${shown}`);
  return (
    <section className="panel" aria-label={texts.comparison}>
      <h2>{texts.comparison}</h2>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <div className="scroll" tabIndex={0}>
          <table className="plain">
            <ColumnHeads of={[texts.value, texts.now, texts.before, texts.yearAgo, texts.onBefore, texts.onYearAgo]} />
            <tbody>
              {data.indicators.map(({ indicator: code, now, before, yearAgo, onBefore, onYearAgo }) => {
                const indicator = indicatorOf(dictionary, code);
                const shown = (value: string | undefined): string =>
                  value === undefined || indicator === undefined ? "—" : inUnit(value, indicator.unit, language);
                return (
                  <tr key={code}>
                    <th scope="row">{indicator?.name[language] ?? code}</th>
                    <td>{shown(now)}</td>
                    <td>{shown(before)}</td>
                    <td>{shown(yearAgo)}</td>
                    <td>{onBefore === undefined ? "—" : signed(shown(onBefore))}</td>
                    <td>{onYearAgo === undefined ? "—" : signed(shown(onYearAgo))}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
};

/** 反事实. What would have moved it up by one rank. */
export const OneRankUp = ({ card, subject, from, until, dictionary }: Props): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["one-rank-up", card, subject, from, until],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisal/standings/{card}/{subject}/one-rank-up", {
          params: { path: { card, subject }, query: { from, until } },
        }),
      ),
  });
  return (
    <section className="panel" aria-label={texts.oneRankUp}>
      <h2>{texts.oneRankUp}</h2>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : data.changes.length === 0 ? (
        <p>{texts.oneRankUpNone}</p>
      ) : (
        <ul>
          {data.changes.map(({ indicator: code, better, by, score }) => {
            const name = indicatorOf(dictionary, code)?.name[language] ?? code;
            return (
              <li key={code}>
                {better === "more" ? texts.more(by, name) : texts.fewer(by, name)} · {texts.wouldBe(rounded(score))}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
};
