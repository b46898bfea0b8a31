import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useNames } from "../hooks.ts";
import { Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { usePowerItems } from "./choices.ts";
import { nearestOf, type Dossier } from "./deadlines.ts";
import { DossierHistory } from "./dossier-history.tsx";
import { DossierSteps, useSteps } from "./dossier-steps.tsx";
import { DOSSIER_READERS } from "./readers.ts";
import { Evidence } from "./evidence.tsx";
import { Files } from "./files.tsx";
import { useEnforcement, yuan } from "./texts.ts";

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const Head = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  const names = useNames();
  const items = usePowerItems();
  const steps = useSteps(of);
  const nearest = nearestOf(of.deadlines);
  const { party } = of;
  const next = steps.data?.next;
  return (
    <section className="panel" aria-label={of.number}>
      <h1>
        {of.number} · <span data-testid="dossier-status">{texts.dossierStatus[of.status]}</span>
      </h1>
      <p className="next" data-testid="next-step">
        <strong>{texts.nextStep}</strong> {next === undefined ? texts.noNext : (texts.commands[camel(next)] ?? next)}
        {" · "}
        <strong>{texts.nearest}</strong>{" "}
        {nearest === undefined ? (
          texts.noDeadline
        ) : (
          <>
            {texts.purposes[nearest.purpose]} <time dateTime={nearest.lastDay}>{nearest.lastDay}</time>{" "}
            <span className="quiet">{nearest.article}</span>
          </>
        )}
      </p>
      <Facts>
        <Fact name={texts.item}>{items.find(({ version }) => version === of.item)?.name ?? of.item}</Fact>
        <Fact name={texts.body}>{names.department(of.body)}</Fact>
        <Fact name={texts.party}>{party.name ?? texts.words[party.kind]}</Fact>
        {of.caseId !== undefined && (
          <Fact name={texts.lead}>
            <Link to="/enforcement/leads/$caseId" params={{ caseId: of.caseId }}>
              {of.caseId}
            </Link>
          </Fact>
        )}
        {of.operationId !== undefined && (
          <Fact name={texts.operation}>
            <Link to="/enforcement/operations/$operationId" params={{ operationId: of.operationId }}>
              {of.operationId}
            </Link>
          </Fact>
        )}
        {of.investigators.length > 0 && (
          <Fact name={texts.investigators}>
            {of.investigators.map(({ account, left }) => (left ? `${account} (${texts.left})` : account)).join(" · ")}
          </Fact>
        )}
        {of.proposal !== undefined && (
          <Fact name={texts.proposal}>
            {texts.words[of.proposal.finding]} {texts.yuan(yuan(of.proposal.penalty.fine ?? 0))}
          </Fact>
        )}
        {of.hearing !== undefined && (
          <Fact name={texts.hearing}>
            {texts.requestedOn} {of.hearing.requestedOn}
            {of.hearing.on !== undefined && ` · ${texts.heldOn} ${of.hearing.on}`}
            {of.hearing.chair !== undefined && ` · ${texts.chair} ${of.hearing.chair}`}
          </Fact>
        )}
        {of.decision !== undefined && (
          <Fact name={texts.decision}>
            {of.decision.number} · {of.decision.on} · {texts.yuan(yuan(of.decision.penalty.fine ?? 0))}
            {of.decision.deliveredOn !== undefined && ` · ${texts.deliveredOn} ${of.decision.deliveredOn}`}
            {of.decision.finalOn !== undefined && ` · ${texts.finalOn} ${of.decision.finalOn}`}
          </Fact>
        )}
        {of.owed !== undefined && (
          <Fact name={texts.owed}>
            {texts.yuan(yuan(of.owed.left))} · {texts.paid} {yuan(of.owed.paid)} · {texts.surcharge}{" "}
            {yuan(of.owed.surcharge)}
          </Fact>
        )}
      </Facts>
      {party.masked && <p className="quiet">{texts.masked}</p>}
    </section>
  );
};

const Deadlines = ({ of }: { readonly of: Dossier }): ReactElement | null => {
  const texts = useEnforcement();
  if (of.deadlines.length === 0) return null;
  return (
    <section className="panel" aria-label={texts.deadlines}>
      <h2>{texts.deadlines}</h2>
      <ul className="cards">
        {of.deadlines.map(({ purpose, of: about, lastDay, edition, article, status }) => (
          <li key={`${purpose} ${about ?? ""} ${lastDay}`} className={status === "passed" ? "late" : ""}>
            {texts.purposes[purpose]} · {lastDay} · {texts.deadlineStatus[status]}{" "}
            <span className="quiet">
              {edition} {article}
            </span>
          </li>
        ))}
      </ul>
      {of.measures.length > 0 && (
        <>
          <h3>{texts.measures}</h3>
          <ul>
            {of.measures.map(({ id, kind, status }) => (
              <li key={id}>
                {id} · {texts.words[kind]} · {texts.measureStatus[status]}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
};

const Whole = (): ReactElement => {
  const { dossierId } = useParams({ from: "/enforcement/dossiers/$dossierId" });
  const { data, error } = useQuery({
    queryKey: ["dossier", dossierId],
    queryFn: async () => dataOf(await api.GET("/dossiers/{dossierId}", { params: { path: { dossierId } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <div className="columns case">
      <div className="stack">
        <Head of={data} />
        <Deadlines of={data} />
        <Evidence of={data} />
        <DossierHistory dossierId={dossierId} version={data.version} />
      </div>
      <div className="stack">
        <DossierSteps of={data} />
        <Files of={data} />
      </div>
    </div>
  );
};

/** 案卷. Where it stands, what comes next and by when, what one can do and why not the rest. */
export const DossierPage = (): ReactElement => (
  <OnlyFor roles={DOSSIER_READERS}>
    <Whole />
  </OnlyFor>
);
