import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, Problem } from "../../common/api.ts";
import { useDraft } from "../hooks.ts";
import { More, usePages } from "../pages.tsx";
import { At, Failure, Loading } from "../parts.tsx";
import type { Instance } from "./platform.ts";
import { useOpsTexts } from "./texts.ts";

type Outcome = "putBack" | "discarded";
interface Decision {
  readonly sequence: number;
  readonly outcome: Outcome;
}

const PAGE = 50;

/** A refusal that only this page knows has its words here. */
const Refused = ({ error }: { readonly error: unknown }): ReactElement | null => {
  const texts = useOpsTexts();
  const known = error instanceof Problem ? texts.problems[error.code] : undefined;
  return known === undefined ? (
    <Failure error={error} />
  ) : (
    <p role="alert" className="late">
      {known}
    </p>
  );
};

const OfService = ({ service }: { readonly service: Instance["service"] }): ReactElement => {
  const texts = useOpsTexts();
  const queries = useQueryClient();
  const [reason, setReason] = useDraft(`letters.reason ${service}`, "");
  const pages = usePages({
    key: ["ops", "letters", service],
    by: "before",
    read: (from) =>
      api.GET("/ops/services/{service}/dead-letters", {
        params: { path: { service }, query: { limit: PAGE, ...from } },
      }),
    rowsOf: (page) => page.letters,
  });
  const { rows, error } = pages;
  const settle = useMutation({
    mutationFn: ({ sequence, outcome }: Decision) =>
      api.POST("/ops/services/{service}/dead-letters/{sequence}/settle", {
        params: { path: { service, sequence } },
        body: { outcome, reason },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["ops"] }),
  });
  const letters = rows ?? [];
  const button = (sequence: number, outcome: Outcome, label: string, name: string): ReactElement => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={name}
      disabled={reason.trim() === "" || settle.isPending}
      onClick={() => settle.mutate({ sequence, outcome })}
    >
      {label}
    </Button>
  );
  return (
    <div className="stack" role="group" aria-label={service}>
      <h3>{service}</h3>
      <TextInput
        label={texts.decision}
        description={texts.decisionHelp}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Refused error={error ?? settle.error} />
      {rows === undefined && error === null && <Loading />}
      <table className="plain">
        <tbody>
          {letters.map(({ sequence, consumer, code, reason: cause, event, givenUpAt }) => (
            <tr key={sequence} data-letter={sequence}>
              <td>
                <code>{consumer}</code>
                <div className="quiet">
                  #{sequence} · <At at={givenUpAt} />
                </div>
              </td>
              <td>
                <strong>{code}</strong> {cause}
                <div className="quiet">
                  {texts.event} <code>{event}</code>
                </div>
              </td>
              <td>
                <Group gap="xs" justify="end" wrap="nowrap">
                  {button(sequence, "putBack", texts.putBack, texts.putBackOf(sequence))}
                  {button(sequence, "discarded", texts.discard, texts.discardOf(sequence))}
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More of={pages} label={texts.more} size="compact-sm" />
    </div>
  );
};

/** 死信. What services gave up, each with its cause; put back or discarded with a reason, which stays beside the account. */
export const Letters = ({ services }: { readonly services: readonly Instance["service"][] }): ReactElement => {
  const texts = useOpsTexts();
  return (
    <section className="panel stack scrolled" aria-label={texts.letters} data-testid="letters" tabIndex={0}>
      <h2>{texts.letters}</h2>
      {services.length === 0 && <p>{texts.noLetters}</p>}
      {services.map((service) => (
        <OfService key={service} service={service} />
      ))}
    </section>
  );
};
