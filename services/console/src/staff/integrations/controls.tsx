import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft } from "../hooks.ts";
import { Failure, OnlyFor } from "../parts.tsx";
import { Secret, useIntegrationTexts } from "./parts.tsx";
import type { Endpoint } from "./types.ts";

const useStep = <Input = void, Answer = unknown>(
  step: (input: Input) => Promise<Answer>,
): UseMutationResult<Answer, Error, Input> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["endpoints"] }),
  });
};

/** What its integrator does with an endpoint. */
const Own = ({ of }: { readonly of: Endpoint }): ReactElement => {
  const texts = useIntegrationTexts();
  const params = { path: { endpointId: of.endpointId } };
  const verify = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/verify", { params }));
  const pause = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/pause", { params, body: {} }));
  const resume = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/resume", { params }));
  const ping = useStep(async () => dataOf(await api.POST("/webhooks/endpoints/{endpointId}/ping", { params })).attempt);
  const isProven = of.status === "active" || of.status === "paused";
  const attempt = ping.data;
  const cameBack = attempt?.failure === undefined ? String(attempt?.status ?? "") : texts.failure[attempt.failure];
  return (
    <>
      <Failure error={verify.error ?? pause.error ?? resume.error ?? ping.error} />
      {attempt !== undefined && (
        <p role="status" data-testid="pinged">
          {texts.pinged(cameBack, attempt.latencyMs)}
        </p>
      )}
      <Group>
        {of.status === "approved" && (
          <Button loading={verify.isPending} onClick={() => verify.mutate()}>
            {texts.verify}
          </Button>
        )}
        {isProven && (
          <Button variant="default" loading={ping.isPending} onClick={() => ping.mutate()}>
            {texts.ping}
          </Button>
        )}
        {of.status === "active" && (
          <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
            {texts.pause}
          </Button>
        )}
        {(of.status === "paused" || of.status === "disabled") && (
          <Button loading={resume.isPending} onClick={() => resume.mutate()}>
            {texts.resume}
          </Button>
        )}
      </Group>
    </>
  );
};

const Rotate = ({ endpointId }: { readonly endpointId: string }): ReactElement => {
  const texts = useIntegrationTexts();
  const rotate = useStep(async () =>
    dataOf(await api.POST("/webhooks/endpoints/{endpointId}/secret", { params: { path: { endpointId } } })),
  );
  return (
    <div role="group" aria-label={texts.rotate} className="stack step">
      <OnlyFor roles={["integrator"]}>
        <Failure error={rotate.error} />
        {rotate.data !== undefined && <Secret secret={rotate.data.secret} />}
        <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {texts.rotate}
        </Button>
      </OnlyFor>
    </div>
  );
};

/** What the office decides of it: nobody of one's own. */
const Office = ({ of }: { readonly of: Endpoint }): ReactElement => {
  const texts = useIntegrationTexts();
  const [reason, setReason] = useDraft(`endpoint.reason ${of.endpointId}`, "");
  const params = { path: { endpointId: of.endpointId } };
  const body = { reason };
  const approve = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/approve", { params, body }));
  const decline = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/decline", { params, body }));
  const disable = useStep(() => api.POST("/webhooks/endpoints/{endpointId}/disable", { params, body }));
  const isSaid = reason.trim() !== "";
  return (
    <div role="group" aria-label={texts.approve} className="stack step">
      <OnlyFor roles={["integrationOfficer"]}>
        <TextInput label={texts.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Failure error={approve.error ?? decline.error ?? disable.error} />
        <Group>
          {of.status === "registered" && (
            <>
              <Button disabled={!isSaid} loading={approve.isPending} onClick={() => approve.mutate()}>
                {texts.approve}
              </Button>
              <Button variant="default" disabled={!isSaid} loading={decline.isPending} onClick={() => decline.mutate()}>
                {texts.decline}
              </Button>
            </>
          )}
          {(of.status === "active" || of.status === "paused" || of.status === "approved") && (
            <Button variant="default" disabled={!isSaid} loading={disable.isPending} onClick={() => disable.mutate()}>
              {texts.disable}
            </Button>
          )}
        </Group>
      </OnlyFor>
    </div>
  );
};

export const Controls = ({ of }: { readonly of: Endpoint }): ReactElement => {
  const texts = useIntegrationTexts();
  return (
    <section className="panel stack" aria-label={texts.actions}>
      <h2>{texts.actions}</h2>
      <Own of={of} />
      <Rotate endpointId={of.endpointId} />
      <Office of={of} />
    </section>
  );
};
