import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage } from "../hooks.ts";
import { At, Failure, Loading } from "../parts.tsx";
import { rounded } from "./figures.ts";
import { indicatorOf, useAppraisalTexts, useDictionary, useSubjectName } from "./hooks.ts";
import type { Appraisal, Names } from "./types.ts";

interface Props {
  readonly of: Appraisal;
  readonly names: Names | undefined;
}

const Diff = ({ of, names, from, to }: Props & { readonly from: number; readonly to: number }): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const nameOf = useSubjectName(names);
  const { data: dictionary } = useDictionary(of.from);
  const { data, error } = useQuery({
    queryKey: ["appraisal", of.appraisalId, "diff", from, to],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisals/{appraisalId}/diff", {
          params: { path: { appraisalId: of.appraisalId }, query: { from, to } },
        }),
      ),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const place = (rank: number | undefined): string => (rank === undefined ? "—" : String(rank));
  return (
    <div data-testid="diff">
      {data.because !== undefined && (
        <p>
          {texts.because}: {data.because}
        </p>
      )}
      {data.changes.length === 0 && <p>{texts.diffNone}</p>}
      <ul>
        {data.changes.map(({ subject, rank, score, indicators }) => (
          <li key={subject}>
            {nameOf(subject)}: {texts.moved(place(rank.from), place(rank.to))}
            {score !== undefined && ` · ${texts.score} ${score.startsWith("-") ? "" : "+"}${rounded(score)}`}
            {indicators.length > 0 && (
              <span className="quiet">
                {" "}
                · {texts.changedBy}:{" "}
                {indicators.map((code) => indicatorOf(dictionary, code)?.name[language] ?? code).join(" · ")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** 版本. Every working-out of the period, what was published of it, and what differs between two. */
export const Editions = ({ of, names }: Props): ReactElement | null => {
  const texts = useAppraisalTexts();
  const editions = of.editions ?? [];
  const numbers = (of.editions ?? of.published).map(({ edition }) => edition);
  const [chosen, setChosen] = useState<readonly [number, number]>();
  const [from, to] = chosen ?? [numbers.at(-2), numbers.at(-1)];
  if (numbers.length === 0) return null;
  const field = (label: string, value: number | undefined, onChange: (edition: number) => void): ReactElement => (
    <Select
      size="xs"
      label={label}
      data={numbers.map((edition) => ({ value: String(edition), label: texts.edition(edition) }))}
      value={value === undefined ? null : String(value)}
      onChange={(edition) => onChange(Number(edition))}
      allowDeselect={false}
    />
  );
  return (
    <section className="panel stack" aria-label={texts.editions}>
      <h2>{texts.editions}</h2>
      <ul>
        {editions.map(({ edition, madeAt, madeBy, because, facts }) => (
          <li key={edition}>
            {texts.edition(edition)} · <At at={madeAt} /> · {madeBy} · {texts.facts(facts.count)}
            {because !== undefined && ` · ${because}`}
          </li>
        ))}
      </ul>
      {of.published.length > 0 && (
        <>
          <h3>{texts.publishedTitle}</h3>
          <ul>
            {of.published.map(({ edition, at, by, snapshot }) => (
              <li key={edition}>
                {texts.edition(edition)} · <At at={at} /> · {by} · {texts.snapshot}{" "}
                <code className="proof">{snapshot.slice(0, 16)}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {from !== undefined && to !== undefined && (
        <div className="stack step" role="group" aria-label={texts.diff}>
          <h3>{texts.diff}</h3>
          <Group>
            {field(texts.diffFrom, from, (edition) => setChosen([edition, to]))}
            {field(texts.diffTo, to, (edition) => setChosen([from, edition]))}
          </Group>
          <Diff of={of} names={names} from={from} to={to} />
        </div>
      )}
    </section>
  );
};
