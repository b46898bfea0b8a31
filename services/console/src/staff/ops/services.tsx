import type { ReactElement } from "react";
import { span } from "../../common/time.ts";
import { useLanguage } from "../hooks.ts";
import { At, ColumnHeads } from "../parts.tsx";
import type { Consumer, Instance, ServiceRow } from "./platform.ts";
import { useOpsTexts } from "./texts.ts";

/** A number that should be 0 says so by its weight and colour, and stands there as a number all the same. */
const Count = ({ of }: { readonly of: number }): ReactElement => <span className={of > 0 ? "late" : ""}>{of}</span>;

const Age = ({ ms }: { readonly ms: number }): ReactElement => {
  const language = useLanguage();
  return <>{ms === 0 ? "—" : span(ms, language)}</>;
};

const OneInstance = ({ of: { node, isUp, status, problem } }: { readonly of: Instance }): ReactElement => {
  const texts = useOpsTexts();
  const why = problem === undefined ? undefined : texts.silent(problem);
  const notReady = status?.notReady === undefined ? undefined : texts.notReady(status.notReady);
  const said = why ?? notReady ?? (isUp ? texts.up : texts.away);
  return (
    <li>
      <code>{node}</code>{" "}
      <span className={isUp && why === undefined && notReady === undefined ? "" : "late"}>{said}</span>
      {status !== undefined && (
        <span className="quiet">
          {" "}
          · {texts.version} {status.version} · {texts.since} <At at={status.startedAt} />
        </span>
      )}
    </li>
  );
};

/** 服务. Every process that is or was there, and what waits in its service. */
export const Services = ({ rows }: { readonly rows: readonly ServiceRow[] }): ReactElement => {
  const texts = useOpsTexts();
  return (
    <section className="panel scrolled" aria-label={texts.services} data-testid="services" tabIndex={0}>
      <h2>{texts.services}</h2>
      <table className="plain">
        <ColumnHeads of={[texts.service, texts.instances, texts.behind, texts.oldest, texts.outbox, texts.letters]} />
        <tbody>
          {rows.map(({ service, instances, behind, oldestMs, outbox, letters }) => (
            <tr key={service} data-service={service}>
              <th scope="row">{service}</th>
              <td>
                <ul className="bare">
                  {instances.map((one) => (
                    <OneInstance key={one.node} of={one} />
                  ))}
                </ul>
              </td>
              <td>{behind}</td>
              <td>
                <Age ms={oldestMs} />
              </td>
              <td>{outbox}</td>
              <td>
                <Count of={letters} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const ConsumerTable = ({ consumers }: { readonly consumers: readonly Consumer[] }): ReactElement => {
  const texts = useOpsTexts();
  return (
    <table className="plain">
      <ColumnHeads of={[texts.consumer, texts.pending, texts.inHand, texts.oldest]} />
      <tbody>
        {consumers.map(({ consumer, pending, unacknowledged, oldestMs }) => (
          <tr key={consumer}>
            <td>
              <code>{consumer}</code>
            </td>
            <td>{pending}</td>
            <td>{unacknowledged}</td>
            <td>
              <Age ms={oldestMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** 消费积压: those that are behind, the worst first; the others on request. */
export const Consumers = ({ rows }: { readonly rows: readonly ServiceRow[] }): ReactElement => {
  const texts = useOpsTexts();
  const all = rows.flatMap(({ consumers }) => consumers);
  const depth = ({ pending, unacknowledged }: Consumer): number => pending + unacknowledged;
  const behind = all.filter((one) => depth(one) > 0).sort((one, other) => depth(other) - depth(one));
  return (
    <section className="panel scrolled" aria-label={texts.consumers} tabIndex={0}>
      <h2>{texts.consumers}</h2>
      {behind.length === 0 ? <p>{texts.nobodyBehind}</p> : <ConsumerTable consumers={behind} />}
      <details>
        <summary>{texts.allConsumers(all.length)}</summary>
        <ConsumerTable consumers={all} />
      </details>
    </section>
  );
};

/** 待发事件: what processes have saved and the bus does not have yet. */
export const Outboxes = ({ rows }: { readonly rows: readonly ServiceRow[] }): ReactElement => {
  const texts = useOpsTexts();
  const waiting = rows
    .flatMap(({ instances }) => instances)
    .flatMap(({ node, status }) => status?.outboxes.map((outbox) => ({ node, ...outbox })) ?? [])
    .filter(({ entries }) => entries > 0);
  return (
    <section className="panel" aria-label={texts.outboxes}>
      <h2>{texts.outboxes}</h2>
      {waiting.length === 0 ? (
        <p>{texts.outboxesEmpty}</p>
      ) : (
        <table className="plain">
          <tbody>
            {waiting.map(({ node, store, entries, oldestMs }) => (
              <tr key={`${node} ${store}`}>
                <td>
                  <code>{node}</code> {store}
                </td>
                <td>{entries}</td>
                <td>
                  <Age ms={oldestMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
