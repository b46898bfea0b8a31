import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import { useDraft } from "../hooks.ts";
import { More, usePages } from "../pages.tsx";
import { At, Failure, Loading } from "../parts.tsx";
import { useIntegrationTexts } from "./parts.tsx";
import type { Delivery } from "./types.ts";

const STATES = ["open", "delivered", "dead"] as const;
type State = (typeof STATES)[number];
const REFRESH_MS = 5_000;
/** Before there was any of this. */
const EVER = "2000-01-01T00:00:00.000Z";

const useDeliveries = (endpointId: string, status: State | undefined) =>
  usePages({
    key: ["endpoints", endpointId, "deliveries", status],
    by: "after",
    read: (from) =>
      api.GET("/webhooks/endpoints/{endpointId}/deliveries", {
        params: { path: { endpointId }, query: { limit: 50, ...(status === undefined ? {} : { status }), ...from } },
      }),
    rowsOf: (page) => page.deliveries,
    everyMs: REFRESH_MS,
  });

const Row = ({ of, onRedeliver }: { readonly of: Delivery; readonly onRedeliver: () => void }): ReactElement => {
  const texts = useIntegrationTexts();
  const { type, eventId, key, status, failed, queuedAt, nextAt, finishedAt, cause, last } = of;
  return (
    <tr data-event={eventId}>
      <td className="breaking">
        {type}
        <div className="quiet">
          <code>{eventId}</code> · {key}
        </div>
      </td>
      <td>
        {texts.state[status]}
        <div className="quiet">
          {cause !== undefined && `${texts.cause[cause]} · `}
          {failed > 0 && `${texts.failed(failed)} · `}
          {last?.failure !== undefined && `${texts.failure[last.failure]} · `}
          {last?.status !== undefined && `HTTP ${String(last.status)} · `}
          {nextAt !== undefined && texts.nextAt} <At at={nextAt ?? finishedAt ?? queuedAt} />
        </div>
      </td>
      <td>
        {status !== "open" && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${texts.redeliver} ${eventId}`}
            onClick={onRedeliver}
          >
            {texts.redeliver}
          </Button>
        )}
      </td>
    </tr>
  );
};

/** 投递记录. What was sent, what waits, what was given up and why; and sending it again. */
export const Deliveries = ({ endpointId }: { readonly endpointId: string }): ReactElement => {
  const texts = useIntegrationTexts();
  const queries = useQueryClient();
  const [state, setState] = useState<State>();
  const [since, setSince] = useDraft(`replay.since ${endpointId}`, today());
  const pages = useDeliveries(endpointId, state);
  const { rows, error } = pages;
  const readAgain = (): Promise<void> => queries.invalidateQueries({ queryKey: ["endpoints", endpointId] });
  const params = { path: { endpointId } };
  const redeliver = useMutation({
    mutationFn: async (body: { stream: string; sequence: number } | { deadSince: string }) =>
      dataOf(await api.POST("/webhooks/endpoints/{endpointId}/redeliveries", { params, body })).redelivered,
    onSuccess: readAgain,
  });
  const replay = useMutation({
    mutationFn: () =>
      api.POST("/webhooks/endpoints/{endpointId}/replays", {
        params,
        body: { since: new Date(`${since}T00:00:00+08:00`).toISOString() },
      }),
    onSuccess: readAgain,
  });
  const deliveries = rows ?? [];
  return (
    <section className="panel stack" aria-label={texts.deliveries}>
      <h2>{texts.deliveries}</h2>
      <Group align="end">
        <SegmentedControl
          size="xs"
          aria-label={texts.stateLabel}
          value={state ?? "all"}
          onChange={(value) => setState(STATES.find((one) => one === value))}
          data={[{ value: "all", label: texts.all }, ...STATES.map((value) => ({ value, label: texts.state[value] }))]}
        />
        <Button size="xs" variant="default" onClick={() => redeliver.mutate({ deadSince: EVER })}>
          {texts.redeliverDead}
        </Button>
        <TextInput
          type="date"
          size="xs"
          label={texts.replaySince}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
          {texts.replay}
        </Button>
      </Group>
      <Failure error={error ?? redeliver.error ?? replay.error} />
      {redeliver.data !== undefined && <p role="status">{texts.redelivered(redeliver.data)}</p>}
      {rows === undefined && error === null && <Loading />}
      {rows !== undefined && deliveries.length === 0 && <p>{texts.deliveriesNone}</p>}
      {deliveries.length > 0 && (
        <div className="scroll" tabIndex={0}>
          <table className="plain" data-testid="deliveries">
            <tbody>
              {deliveries.map((one) => (
                <Row
                  key={`${one.stream} ${String(one.sequence)}`}
                  of={one}
                  onRedeliver={() => redeliver.mutate({ stream: one.stream, sequence: one.sequence })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More of={pages} label={texts.next} size="compact-sm" />
    </section>
  );
};
