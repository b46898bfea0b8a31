import { Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage } from "../hooks.ts";
import { ColumnHeads, Failure, Loading } from "../parts.tsx";
import { cardOf, useAppraisalTexts, useCards, useReason, useSubjectName } from "./hooks.ts";
import { AppraisalFrame, PeriodFields } from "./parts.tsx";
import type { LeagueSearch } from "./search.ts";
import type { Side } from "./types.ts";

const SIDES = ["street", "subCentre", "work", "zone"] as const satisfies readonly Side[];

const Table = ({ card, from, until }: LeagueSearch & { readonly card: string }): ReactElement => {
  const texts = useAppraisalTexts();
  const reasonOf = useReason();
  const { data, error } = useQuery({
    queryKey: ["standings", card, from, until],
    queryFn: async () =>
      dataOf(await api.GET("/appraisal/standings/{card}", { params: { path: { card }, query: { from, until } } })),
  });
  const nameOf = useSubjectName(data?.names);
  const reason = reasonOf(error);
  if (reason !== undefined) return <p role="status">{reason}</p>;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  if (data.of === 0) return <p>{texts.noSubjects}</p>;
  return (
    <>
      <table className="plain league" data-testid="league">
        <ColumnHeads of={[texts.rank, texts.subject, texts.score, texts.grade]} />
        <tbody>
          {data.results.map(({ subject, rank, shown, grade, vetoes }) => (
            <tr key={subject}>
              <td>{rank ?? "—"}</td>
              <td>
                <Link to="/appraisal/scores/$card/$subject" params={{ card, subject }} search={{ from, until }}>
                  {nameOf(subject)}
                </Link>
              </td>
              <td>
                {shown === undefined ? (
                  <span className="quiet">{texts.nothing}</span>
                ) : (
                  <>
                    <strong>{shown}</strong>
                    <meter min={0} max={100} value={Number(shown)} aria-hidden="true" />
                  </>
                )}
              </td>
              <td>
                {grade} {vetoes.length > 0 && <span className="late">{texts.vetoed}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet" role="status">
        {data.results.length < data.of ? texts.ownOnly(data.of) : texts.ofAll(data.of)}
      </p>
    </>
  );
};

/** 排名. Streets and sub-centres are chosen between and never seen together (S3). */
export const LeaguePage = (): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const search = useSearch({ from: "/appraisal" });
  const navigate = useNavigate({ from: "/appraisal" });
  const { data: cards, error } = useCards(search.from);
  const change = (more: Partial<LeagueSearch>): void =>
    void navigate({ search: { ...search, ...more }, replace: true });
  const own = cards?.filter(({ side }) => side === search.side) ?? [];
  const card = cardOf(own, search.card ?? "") ?? own[0];
  return (
    <AppraisalFrame>
      <section className="panel stack">
        <h1>{texts.leagueTitle}</h1>
        <p className="quiet">{texts.leagueHelp}</p>
        <Group gap="md" align="end">
          <SegmentedControl
            size="xs"
            className="wrapping"
            aria-label={texts.side}
            value={search.side}
            onChange={(value) => {
              const { card: _other, ...rest } = search;
              const side = SIDES.find((one) => one === value) ?? search.side;
              void navigate({ search: { ...rest, side }, replace: true });
            }}
            data={SIDES.map((value) => ({ value, label: texts.sides[value] }))}
          />
          <Select
            size="xs"
            label={texts.card}
            data={own.map(({ code, name }) => ({ value: code, label: name[language] }))}
            value={card?.code ?? null}
            onChange={(value) => {
              if (value !== null) change({ card: value });
            }}
            allowDeselect={false}
          />
          <PeriodFields value={search} onChange={change} />
        </Group>
        <Failure error={error} />
        {card !== undefined && (
          <>
            <p className="quiet">{texts.cardEdition(card.version, card.effectiveFrom)}</p>
            <Table {...search} card={card.code} />
          </>
        )}
      </section>
    </AppraisalFrame>
  );
};
