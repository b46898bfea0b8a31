import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { At, ColumnHeads, Failure, Loading } from "../parts.tsx";
import { useAppraisalTexts } from "./hooks.ts";
import { AppraisalFrame } from "./parts.tsx";
import { THING_KINDS } from "./thing-kinds.ts";

const Events = ({ id, kind: asked }: { readonly id: string; readonly kind: string }): ReactElement => {
  const texts = useAppraisalTexts();
  const kind = THING_KINDS.find((one) => one === asked) ?? "cases";
  const { data, error } = useQuery({
    queryKey: ["fact", kind, id],
    queryFn: async () =>
      dataOf(await api.GET("/appraisal/facts/{kind}/{id}", { params: { path: { kind, id }, query: {} } })),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      {data.facts.map(({ source, fact, digest }) => (
        <details key={digest} className="panel" open={source !== "steps"}>
          <summary>
            {texts.sources[source] ?? source} · <code className="proof">{digest.slice(0, 16)}</code>
          </summary>
          <dl className="facts">
            {Object.entries(fact).map(([name, value]) => (
              <div className="fact" key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      <section className="panel scroll" tabIndex={0}>
        <table className="plain" data-testid="events">
          <ColumnHeads of={[texts.event, texts.eventAt, texts.digest]} />
          <tbody>
            {data.events.map(({ id: event, service, type, time, digest }) => (
              <tr key={event}>
                <td>
                  {service} · {type}
                  <div className="quiet">
                    <code>{event}</code>
                  </div>
                </td>
                <td>
                  <At at={time} />
                </td>
                <td>
                  <code className="proof">{digest.slice(0, 16)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
};

/** 溯源. A fact, and the events on the bus that it is made of. */
export const FactPage = (): ReactElement => {
  const texts = useAppraisalTexts();
  const { kind, id } = useParams({ from: "/appraisal/facts/$kind/$id" });
  return (
    <AppraisalFrame>
      <section className="panel">
        <h1>{texts.factTitle}</h1>
        <p>
          {texts.sources[kind] ?? kind} · <code>{id}</code>
        </p>
        <p className="quiet">{texts.factHelp}</p>
      </section>
      <Events kind={kind} id={id} />
    </AppraisalFrame>
  );
};
