import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { Controls } from "./controls.tsx";
import { Deliveries } from "./deliveries.tsx";
import { IntegrationsFrame, useIntegrationTexts } from "./parts.tsx";
import type { Endpoint } from "./types.ts";

/** It may be disabled by what is sent just now. */
const REFRESH_MS = 5_000;

const Head = ({ of }: { readonly of: Endpoint }): ReactElement => {
  const texts = useIntegrationTexts();
  return (
    <section className="panel">
      <h1 className="breaking">{of.url}</h1>
      <p data-testid="status">
        <strong>{texts.status[of.status]}</strong>
        {of.because !== undefined && ` · ${texts.because[of.because]}`}
        {of.reason !== undefined && ` · ${of.reason}`}
      </p>
      <Facts>
        <Fact name={texts.integrator}>{of.integrator}</Fact>
        <Fact name={texts.registeredAt}>
          <At at={of.registeredAt} />
        </Fact>
        <Fact name={texts.waiting}>{of.waiting ?? 0}</Fact>
        <Fact name={texts.kinds}>{of.events.join(" · ")}</Fact>
        {of.oldSecretUntil !== undefined && (
          <Fact name={texts.oldSecret}>
            <At at={of.oldSecretUntil} />
          </Fact>
        )}
      </Facts>
    </section>
  );
};

/** 一个推送地址. How it stands, what may be done with it, and what was sent there. */
export const EndpointPage = (): ReactElement => {
  const texts = useIntegrationTexts();
  const { endpointId } = useParams({ from: "/integrations/endpoints/$endpointId" });
  const { data, error } = useQuery({
    queryKey: ["endpoints", endpointId, "view"],
    queryFn: async () =>
      dataOf(await api.GET("/webhooks/endpoints/{endpointId}", { params: { path: { endpointId } } })).endpoint,
    refetchInterval: REFRESH_MS,
  });
  return (
    <IntegrationsFrame>
      <Link to="/integrations">{`← ${texts.back}`}</Link>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <>
          <Head of={data} />
          <Controls of={data} />
          <Deliveries endpointId={endpointId} />
        </>
      )}
    </IntegrationsFrame>
  );
};
