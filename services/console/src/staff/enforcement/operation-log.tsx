import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useNames } from "../hooks.ts";
import { At, Failure } from "../parts.tsx";
import type { Operation } from "./operation.ts";
import { useEnforcement, yuan } from "./texts.ts";

/** 指挥日志与战果. */
export const OperationLog = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const names = useNames();
  const path = { operationId: of.operationId };
  const { data, error } = useQuery({
    queryKey: ["operation", of.operationId, "log", of.version],
    queryFn: async () => dataOf(await api.GET("/operations/{operationId}/log", { params: { path } })).entries,
  });
  const { data: results } = useQuery({
    queryKey: ["operation", of.operationId, "results", of.version],
    enabled: of.status === "live" || of.status === "closed",
    queryFn: async () => dataOf(await api.GET("/operations/{operationId}/results", { params: { path } })),
  });
  return (
    <>
      {results !== undefined && results.bodies.length > 0 && (
        <section className="panel" aria-label={texts.results}>
          <h2>{texts.results}</h2>
          <ul>
            {results.bodies.map(({ decidingBody, filed, decided, fineFen }) => (
              <li key={decidingBody}>
                {names.department(decidingBody)} · {texts.filedCount} {filed} · {texts.decidedCount} {decided} ·{" "}
                {texts.fines} {texts.yuan(yuan(fineFen))}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="panel" aria-label={texts.log}>
        <h2>{texts.log}</h2>
        <Failure error={error} />
        <ol className="timeline" data-testid="log">
          {data?.toReversed().map(({ number, type, at, by, data: said }) => (
            <li key={number}>
              <At at={at} /> {texts.operationEvents[type] ?? texts.otherEvent}{" "}
              <span className="quiet">
                {typeof said["officer"] === "string" ? `${said["officer"]} · ` : ""}
                {by}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
};
