import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { listed } from "../../common/language.ts";
import { useLanguage } from "../hooks.ts";
import { At, ColumnHeads, Failure } from "../parts.tsx";
import { useOpsTexts } from "./texts.ts";

const EVERY_MS = 30_000;

/** The slowest of what began at the gateway, where somebody collects traces; else it says that nobody does. */
export const Traces = (): ReactElement => {
  const texts = useOpsTexts();
  const language = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["ops", "traces"],
    queryFn: async () => dataOf(await api.GET("/ops/traces", { params: { query: { limit: 10 } } })),
    refetchInterval: EVERY_MS,
  });
  return (
    <section className="panel scrolled" aria-label={texts.traces} data-testid="traces" tabIndex={0}>
      <h2>{texts.traces}</h2>
      <Failure error={error} />
      {data?.traces.length === 0 && <p className="quiet">{data.isCollected ? texts.noTraces : texts.noCollector}</p>}
      {data !== undefined && data.traces.length > 0 && (
        <table className="plain">
          <ColumnHeads of={[texts.duration, texts.traceName, texts.spans, texts.traceId]} />
          <tbody>
            {data.traces.map(({ traceId, name, startedAt, ms, spans, services }) => (
              <tr key={traceId}>
                <td>{texts.milliseconds(Math.round(ms))}</td>
                <td>
                  {name}
                  <div className="quiet">
                    <At at={startedAt} /> · {listed(services, language)}
                  </div>
                </td>
                <td>{spans}</td>
                <td>
                  <code>{traceId}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
