import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage, useNames, useTexts } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";

/** 为什么是这个部门. Rule by rule, as the routing says it now. */
export const Why = ({ caseId, version }: { readonly caseId: string; readonly version: number }): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const names = useNames();
  const { data, error } = useQuery({
    queryKey: ["case", caseId, "route", version],
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}/route", { params: { path: { caseId } } })),
  });
  const line = (rule: NonNullable<typeof data>["considered"][number]): ReactElement => (
    <li key={`${rule.ruleId} ${rule.department}`}>{rule[language]}</li>
  );
  return (
    <section className="panel" aria-label={texts.why} data-testid="why">
      <h2>{texts.why}</h2>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <>
          <p>
            <strong>{names.department(data.department)}</strong>{" "}
            <span className="quiet">
              {texts.rule} <code>{data.rule}</code> · {data.edition}
            </span>
          </p>
          {data.agrees !== undefined && <p className="quiet">{data.agrees ? texts.agrees : texts.differs}</p>}
          <ul className="considered matched">{data.considered.filter(({ matched }) => matched).map(line)}</ul>
          <details>
            <summary>{texts.considered}</summary>
            <ul className="considered quiet">{data.considered.filter(({ matched }) => !matched).map(line)}</ul>
          </details>
        </>
      )}
    </section>
  );
};
