import { Button, Checkbox, Group, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage } from "../hooks.ts";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { IntegrationsFrame, Secret, useIntegrationTexts } from "./parts.tsx";
import { useEventTypes } from "./use-event-types.ts";

const Register = (): ReactElement => {
  const texts = useIntegrationTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const { data: granted, error } = useEventTypes();
  const [url, setUrl] = useDraft("endpoint.url", "");
  const [events, setEvents] = useDraft<string[]>("endpoint.events", []);
  const [ordered, setOrdered] = useDraft("endpoint.ordered", false);
  const [atOnce, setAtOnce] = useDraft("endpoint.atOnce", 4);
  const [timeoutMs, setTimeoutMs] = useDraft("endpoint.timeoutMs", 15_000);
  const register = useMutation({
    mutationFn: async () =>
      dataOf(await api.POST("/webhooks/endpoints", { body: { url, events, ordered, atOnce, timeoutMs } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["endpoints"] }),
  });
  return (
    <>
      <TextInput label={texts.url} type="url" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
      <MultiSelect
        label={texts.kinds}
        data={granted?.map(({ type, ...title }) => ({ value: type, label: `${title[language]} (${type})` })) ?? []}
        value={events}
        onChange={setEvents}
        searchable
        hidePickedOptions
      />
      <Group align="end">
        <NumberInput
          label={texts.atOnce}
          min={1}
          max={100}
          value={atOnce}
          onChange={(value) => setAtOnce(Number(value))}
        />
        <NumberInput
          label={texts.timeout}
          min={1_000}
          max={60_000}
          step={1_000}
          value={timeoutMs}
          onChange={(value) => setTimeoutMs(Number(value))}
        />
        <Checkbox
          label={texts.ordered}
          checked={ordered}
          onChange={(event) => setOrdered(event.currentTarget.checked)}
        />
      </Group>
      <Failure error={error ?? register.error} />
      {register.data !== undefined && <Secret secret={register.data.secret} />}
      <Button
        disabled={url.trim() === "" || events.length === 0}
        loading={register.isPending}
        onClick={() => register.mutate()}
      >
        {texts.register}
      </Button>
    </>
  );
};

/** 推送地址. One's own; all of them for the office. */
export const EndpointsPage = (): ReactElement => {
  const texts = useIntegrationTexts();
  const { data, error } = useQuery({
    queryKey: ["endpoints"],
    queryFn: async () => dataOf(await api.GET("/webhooks/endpoints", { params: { query: { limit: 100 } } })).endpoints,
  });
  return (
    <IntegrationsFrame>
      <div className="columns two">
        <section className="panel stack">
          <h1>{texts.title}</h1>
          <p className="quiet">{texts.help}</p>
          <Failure error={error} />
          {data === undefined && error === null && <Loading />}
          {data?.length === 0 && <p>{texts.none}</p>}
          {data !== undefined && data.length > 0 && (
            <table className="plain" data-testid="endpoints">
              <tbody>
                {data.map(({ endpointId, url, status, integrator, registeredAt, events }) => (
                  <tr key={endpointId}>
                    <td className="breaking">
                      <Link to="/integrations/endpoints/$endpointId" params={{ endpointId }}>
                        {url}
                      </Link>
                      <div className="quiet">
                        {integrator} · <At at={registeredAt} />
                      </div>
                      <div className="quiet breaking">{events.join(" · ")}</div>
                    </td>
                    <td>{texts.status[status]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section className="panel stack" aria-label={texts.register}>
          <h2>{texts.register}</h2>
          <OnlyFor roles={["integrator"]}>
            <Register />
          </OnlyFor>
        </section>
      </div>
    </IntegrationsFrame>
  );
};
