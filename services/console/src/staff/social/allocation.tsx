import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf, Problem } from "../../common/api.ts";
import { clockTime } from "../../common/time.ts";
import { under, type Choices } from "../forms/choices.ts";
import { Command } from "../forms/command.tsx";
import { useIsOneOf, useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { useSocial, yuan } from "./texts.ts";

type Of = components["schemas"]["social.allocation.output"];

const OFFICE = ["socialOfficer", "financeOfficer", "reviewer", "supervisor", "inspector", "districtGovernment"];

const Lines = ({ of }: { readonly of: Of }): ReactElement => {
  const texts = useSocial();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={texts.ranking}>
      <table className="plain" data-testid="allocation">
        <thead>
          <tr>
            <th>{texts.rank}</th>
            <th>{texts.application}</th>
            <th>{texts.asked}</th>
            <th>{texts.granted}</th>
            <th>{texts.state}</th>
          </tr>
        </thead>
        <tbody>
          {of.lines.map(({ application, rank, title, most, granted, outcome, reason }) => (
            <tr key={application}>
              <td>{rank}</td>
              <td>{title}</td>
              <td>{yuan(most)}</td>
              <td>{yuan(granted)}</td>
              <td>
                {texts.outcome[outcome]} {reason !== undefined && <span className="quiet">{reason}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** 重复资助. Each is decided with a reason before anything is determined. */
const Findings = ({ of }: { readonly of: Of }): ReactElement | null => {
  const texts = useSocial();
  if (of.findings === undefined || of.findings.length === 0) return null;
  return (
    <>
      <h3>{texts.findings}</h3>
      <ul>
        {of.findings.map(({ id, with: other, decided }) => (
          <li key={id}>
            {other.title} · {texts.yuan(yuan(other.amount))} ·{" "}
            {decided === undefined ? texts.undecided : decided.duplicate ? texts.duplicate : texts.notDuplicate}
          </li>
        ))}
      </ul>
      <Command
        name="decideFindings"
        at={{ round: of.round }}
        choices={{ finding: of.findings.map(({ id, with: other }) => ({ value: id, label: other.title })) }}
      />
    </>
  );
};

/** 申报书 of the round, by what they are called. */
const applicationsOf = ({ lines }: Of): Choices => {
  const list = lines.map(({ application, title, rank }) => ({
    value: application,
    label: `${String(rank)} · ${title}`,
  }));
  return { ...under(["application", "about"], list) };
};

const Objections = ({ of }: { readonly of: Of }): ReactElement => {
  const texts = useSocial();
  const at = { round: of.round };
  const choices = applicationsOf(of);
  return (
    <>
      <h3>{texts.objections}</h3>
      {of.objections.length === 0 && <p className="quiet">{texts.none}</p>}
      {of.objections.map(({ id, text, status, reason }) => (
        <div key={id} className="stack step">
          <p>
            {text} · {texts.objectionStatus[status]} {reason}
          </p>
          {status === "open" && <Command name="answerObjection" at={{ ...at, objection: id }} choices={choices} />}
          {status === "rejected" && <Command name="appealObjection" at={{ ...at, objection: id }} />}
          {status === "appealed" && <Command name="decideAppeal" at={{ ...at, objection: id }} choices={choices} />}
        </div>
      ))}
      {of.status === "determined" && <Command name="object" at={at} choices={choices} />}
    </>
  );
};

const Recompute = ({ round }: { readonly round: string }): ReactElement => {
  const texts = useSocial();
  const again = useMutation({
    mutationFn: async () =>
      dataOf(await api.GET("/rounds/{round}/allocation/recompute", { params: { path: { round } } })),
  });
  return (
    <>
      <Failure error={again.error} />
      {again.data !== undefined && (
        <p role="status" className={again.data.identical ? "" : "late"}>
          {again.data.identical ? texts.identical : texts.differs}{" "}
          <code className="hash">{again.data.hash.slice(0, 12)}</code>
        </p>
      )}
      <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
        {texts.recompute}
      </Button>
    </>
  );
};

const isMissing = (error: unknown): boolean => error instanceof Problem && error.status === 404;

/** 资金分配. What a round comes to by rule, what is doubted, who decided; public from its determination on. */
export const Allocation = ({ round }: { readonly round: string }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const isOffice = useIsOneOf(OFFICE);
  const { data, error } = useQuery({
    queryKey: ["round", round, "allocation"],
    queryFn: async () => dataOf(await api.GET("/rounds/{round}/allocation", { params: { path: { round } } })),
    retry: false,
  });
  const edition = data?.editions.at(-1);
  return (
    <section className="panel stack" aria-label={texts.allocation}>
      <h2>
        {texts.allocation}{" "}
        {data !== undefined && <span data-testid="allocation-status">{texts.allocationStatus[data.status]}</span>}
      </h2>
      {isMissing(error) ? <p className="quiet">{texts.noAllocation}</p> : <Failure error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          {edition !== undefined && (
            <p className="quiet">{texts.publicUntil(clockTime(edition.publicUntil, language))}</p>
          )}
          <Lines of={data} />
          <Findings of={data} />
          {isOffice && <Recompute round={round} />}
          {data.status === "proposed" && (
            <Command
              name="determineAllocation"
              at={{ round }}
              fixed={{ hash: data.hash ?? "" }}
              choices={applicationsOf(data)}
            />
          )}
          {(data.status === "determined" || data.status === "concluded") && <Objections of={data} />}
          {data.status === "proposed" && <Command name="abandonAllocation" at={{ round }} />}
        </>
      )}
      <Command name="runAllocation" at={{ round }} />
    </section>
  );
};
