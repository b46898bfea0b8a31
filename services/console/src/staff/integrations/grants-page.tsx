import { useQuery } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage, useNames } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { IntegrationsFrame, useIntegrationTexts } from "./parts.tsx";

const Listed = ({
  title,
  head,
  children,
}: {
  readonly title: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}): ReactElement => (
  <section className="panel" aria-label={title}>
    <h2>{title}</h2>
    <div className="scroll" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className="whole">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  </section>
);

/** 主体与授权. Who is on the bus, and who may have what and why; read from what is provisioned. */
export const GrantsPage = (): ReactElement => {
  const texts = useIntegrationTexts();
  const language = useLanguage();
  const names = useNames();
  // Of those that run a service some have no cases, and are in no list of departments.
  const offices: Readonly<Record<string, string>> = texts.offices;
  const { data, error } = useQuery({
    queryKey: ["grants"],
    queryFn: async () => dataOf(await api.GET("/webhooks/grants")),
  });
  const keysOf = (keys: readonly string[] | undefined): string =>
    keys === undefined ? texts.wholeDistrict : `${texts.keys} ${keys.join(" · ")}`;
  return (
    <IntegrationsFrame>
      <section className="panel">
        <h1>{texts.grantsTitle}</h1>
        <p className="quiet">{texts.grantsHelp}</p>
        <Failure error={error} />
        {data === undefined && error === null && <Loading />}
        {data !== undefined && data.bus === undefined && <p role="status">{texts.busHidden}</p>}
      </section>
      {data !== undefined && (
        <Listed title={texts.pushes} head={[texts.integrator, texts.kinds, texts.keys]}>
          {data.pushes.map(({ integrator, events, keys }) => (
            <tr key={integrator}>
              <th scope="row" className="whole">
                {integrator}
              </th>
              <td className="breaking">{events.join(" · ")}</td>
              <td>{keysOf(keys)}</td>
            </tr>
          ))}
        </Listed>
      )}
      {data?.bus !== undefined && (
        <>
          <Listed title={texts.services} head={[texts.services, texts.serviceDepartment]}>
            {data.bus.services.map(({ name, department }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{offices[department] ?? names.department(department)}</td>
              </tr>
            ))}
          </Listed>
          <Listed title={texts.readers} head={[texts.integrator, texts.kinds, texts.purpose, texts.basis, texts.until]}>
            {data.bus.readers.map(({ name, title, reads, purpose, basis, until }) => (
              <tr key={name}>
                <th scope="row">
                  {title[language]} <code>{name}</code>
                </th>
                <td className="breaking">{[...new Set(reads.map(({ event }) => event))].join(" · ")}</td>
                <td>{purpose}</td>
                <td>{basis}</td>
                <td>{until}</td>
              </tr>
            ))}
          </Listed>
          <Listed title={texts.calls} head={[texts.from, texts.to, texts.actionsOf, texts.purpose, texts.basis]}>
            {data.bus.calls.map(({ from, to, actions, purpose, basis }) => (
              <tr key={`${from} ${to} ${purpose}`}>
                <td>{from}</td>
                <td>{to}</td>
                <td>{actions === "all" ? texts.allActions : actions.join(" · ")}</td>
                <td>{purpose}</td>
                <td>{basis}</td>
              </tr>
            ))}
          </Listed>
        </>
      )}
    </IntegrationsFrame>
  );
};
