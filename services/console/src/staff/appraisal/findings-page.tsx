import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useIsOneOf } from "../hooks.ts";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { useAppraisalTexts, useSubjectName } from "./hooks.ts";
import { AppraisalFrame, PeriodFields } from "./parts.tsx";
import type { Period } from "./period.ts";

const READERS = ["appraisalOfficer", "inspector", "districtGovernment", "admin"];

const Findings = ({ from, until }: Period): ReactElement => {
  const texts = useAppraisalTexts();
  const seesCases = useIsOneOf(AREAS.board);
  const { data, error } = useQuery({
    queryKey: ["findings", from, until],
    queryFn: async () => dataOf(await api.GET("/appraisal/findings", { params: { query: { from, until } } })),
  });
  const nameOf = useSubjectName(data?.names);
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  if (data.findings.length === 0) return <p role="status">{texts.findingsNone}</p>;
  return (
    <ul className="found" data-testid="findings">
      {data.findings.map(({ detector, subject, cases }) => (
        <li key={`${detector} ${subject} ${cases[0] ?? ""}`}>
          <details>
            <summary>
              <strong>{texts.detectors[detector]}</strong> · {nameOf(subject)} · {texts.findingCases(cases.length)}
            </summary>
            <ul>
              {cases.map((caseId) => (
                <li key={caseId}>
                  {seesCases ? (
                    <Link to="/cases/$caseId" params={{ caseId }}>
                      <code>{caseId}</code>
                    </Link>
                  ) : (
                    <Link to="/appraisal/facts/$kind/$id" params={{ kind: "cases", id: caseId }}>
                      <code>{caseId}</code>
                    </Link>
                  )}
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
};

/** 异常识别. Reasons to look. */
export const FindingsPage = (): ReactElement => {
  const texts = useAppraisalTexts();
  const period = useSearch({ from: "/appraisal/findings" });
  const navigate = useNavigate({ from: "/appraisal/findings" });
  return (
    <AppraisalFrame>
      <section className="panel stack">
        <h1>{texts.findingsTitle}</h1>
        <p className="quiet">{texts.findingsHelp}</p>
        <OnlyFor roles={READERS}>
          <PeriodFields value={period} onChange={(search) => void navigate({ search, replace: true })} />
          <Findings {...period} />
        </OnlyFor>
      </section>
    </AppraisalFrame>
  );
};
