import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useIsOneOf, useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { useAppraisalTexts } from "./hooks.ts";
import type { Period } from "./period.ts";
import { thingOf } from "./thing-kinds.ts";
import type { Dictionary } from "./types.ts";

const PAGE = 50;
/** Whom the service lets see the events of a fact. */
const TRACERS = ["appraisalOfficer", "supervisor", "inspector", "districtGovernment", "admin"];

interface Props extends Period {
  readonly card: string;
  readonly subject: string;
  readonly counter: string;
  readonly asOf: string | undefined;
  readonly dictionary: Dictionary;
}

/** 下钻. The facts behind a counted number, as many as it says. */
export const Behind = ({ card, subject, counter, from, until, asOf, dictionary }: Props): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const seesCases = useIsOneOf(AREAS.board);
  const traces = useIsOneOf(TRACERS);
  const [after, setAfter] = useState<string>();
  const definition = dictionary.counters.find(({ code }) => code === counter);
  const { data, error } = useQuery({
    queryKey: ["behind", card, subject, counter, from, until, asOf, after],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisal/standings/{card}/{subject}/facts", {
          params: {
            path: { card, subject },
            query: {
              ...{ from, until, counter, limit: PAGE },
              ...(asOf === undefined ? {} : { asOf }),
              ...(after === undefined ? {} : { after }),
            },
          },
        }),
      ),
  });
  const source = definition?.of ?? "";
  const kind = thingOf(source);
  const title = texts.behind(definition?.name[language] ?? counter);
  return (
    <section className="panel stack" aria-label={title} data-testid="behind">
      <h2>{title}</h2>
      <p>
        <code>{definition?.formula}</code>
      </p>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <>
          <p className="quiet" role="status">
            {texts.facts(data.total)}
          </p>
          {data.facts.length === 0 && <p>{texts.behindNone}</p>}
          <ol className="found">
            {data.facts.map((id) => (
              <li key={id}>
                <code>{id}</code>{" "}
                {kind === "cases" && seesCases && (
                  <Link to="/cases/$caseId" params={{ caseId: id }} aria-label={`${texts.toCase} ${id}`}>
                    {texts.toCase}
                  </Link>
                )}{" "}
                {kind !== undefined && traces && (
                  <Link to="/appraisal/facts/$kind/$id" params={{ kind, id }} aria-label={`${texts.toEvents} ${id}`}>
                    {texts.toEvents}
                  </Link>
                )}
              </li>
            ))}
          </ol>
          {data.next !== undefined && (
            <Button size="compact-sm" variant="default" onClick={() => setAfter(data.next)}>
              {texts.next}
            </Button>
          )}
        </>
      )}
    </section>
  );
};
