import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useNames, useTexts } from "../hooks.ts";
import { At, Deadline, Fact, Facts, Failure, Loading, OnlyFor, StatusBadge } from "../parts.tsx";
import { Actions } from "./actions.tsx";
import { Candidates } from "./candidates.tsx";
import { Photos } from "./photos.tsx";
import { Timeline } from "./timeline.tsx";
import { Why } from "./why.tsx";
import type { Case } from "./types.ts";

const REFRESH_MS = 10_000;

const Said = ({ caseId }: { readonly caseId: string }): ReactElement => {
  const texts = useTexts();
  const { data, error } = useQuery({
    queryKey: ["report", caseId],
    queryFn: async () => dataOf(await api.GET("/reports/{reportId}", { params: { path: { reportId: caseId } } })),
  });
  return (
    <section className="panel" aria-label={texts.reportOf}>
      <h2>{texts.reportOf}</h2>
      {error !== null && <p className="quiet">{texts.reportHidden}</p>}
      {data !== undefined && (
        <>
          <p>{data.description}</p>
          <Facts>
            <Fact name={texts.trackingNumber}>
              <span className="whole">{data.trackingNumber}</span>
            </Fact>
            {data.address !== undefined && <Fact name={texts.address}>{data.address}</Fact>}
            {data.reporter?.phone !== undefined && <Fact name={texts.reporterPhone}>{data.reporter.phone}</Fact>}
          </Facts>
        </>
      )}
    </section>
  );
};

const Head = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  return (
    <section className="panel" aria-label={texts.caseTitle}>
      <h1>
        {names.category(of.category)} <StatusBadge status={of.status} />
      </h1>
      <Facts>
        <Fact name={texts.deadline}>
          <Deadline of={of} now={Date.now()} />
        </Fact>
        <Fact name={texts.grid}>{names.grid(of.grid)}</Fact>
        <Fact name={texts.department}>
          {of.department === undefined ? texts.none : names.department(of.department)}
        </Fact>
        <Fact name={texts.worker}>{of.worker ?? texts.none}</Fact>
        <Fact name={texts.reported}>
          <At at={of.reportedAt} />
        </Fact>
        <Fact name={texts.reassign}>{texts.attempts(of.attempts)}</Fact>
        <Fact name={texts.standard} isLong>
          {of.standard}
        </Fact>
        <Fact name={texts.caseId} isLong>
          <code>{of.caseId}</code>
        </Fact>
      </Facts>
      {of.supervisions !== undefined && (
        <ul>
          {of.supervisions.map(({ id, reason, replyBy, repliedAt }) => (
            <li key={id}>
              {texts.supervisions} · {texts.superviseReason[reason]} · <At at={repliedAt ?? replyBy} />{" "}
              {repliedAt === undefined ? texts.replyDue : texts.replyDone}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Whole = (): ReactElement => {
  const texts = useTexts();
  const { caseId } = useParams({ from: "/cases/$caseId" });
  const { data, error } = useQuery({
    queryKey: ["case", caseId, "view"],
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}", { params: { path: { caseId } } })),
    refetchInterval: REFRESH_MS,
  });
  return (
    <div className="stack">
      <Link to="/board" className="no-print">
        ← {texts.back}
      </Link>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <div className="columns case">
          <div className="stack">
            <Head of={data} />
            <Said caseId={caseId} />
            <Photos caseId={caseId} version={data.version} />
            <Timeline caseId={caseId} version={data.version} />
          </div>
          <div className="stack">
            <Actions of={data} />
            <Why caseId={caseId} version={data.version} />
            <Candidates caseId={caseId} version={data.version} />
          </div>
        </div>
      )}
    </div>
  );
};

/** 案件. Everything about one, and what one's post may do with it. */
export const CasePage = (): ReactElement => (
  <OnlyFor roles={AREAS.board}>
    <Whole />
  </OnlyFor>
);
