import { Button, Select, Textarea, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { api } from "../../common/api.ts";
import { useDraft } from "../hooks.ts";
import { Failure } from "../parts.tsx";
import { useCaseTexts } from "./texts.ts";
import type { Case } from "./types.ts";
import { useStep } from "./use-step.ts";

const KINDS = ["extension", "suspension"] as const;
const CAUSES = ["weather", "season", "otherWorks", "ownerAway", "material", "approval", "other"] as const;

/** The end of a day of the district, which the picker gives without a zone. */
const endOfDay = (day: string): string => new Date(`${day}T23:59:59+08:00`).toISOString();

/** 延期与挂账: whoever has the order asks; department and dispatcher decide. */
export const Ask = ({ of: { caseId } }: { readonly of: Case }): ReactElement => {
  const texts = useCaseTexts();
  const [kind, setKind] = useDraft<(typeof KINDS)[number]>(`ask.kind ${caseId}`, "extension");
  const [cause, setCause] = useDraft<(typeof CAUSES)[number]>(`ask.cause ${caseId}`, "weather");
  const [day, setDay] = useDraft(`ask.day ${caseId}`, "");
  const [reason, setReason] = useDraft(`ask.reason ${caseId}`, "");
  const ask = useStep(caseId, () =>
    api.POST("/cases/{caseId}/requests", {
      params: { path: { caseId } },
      body: kind === "extension" ? { caseId, kind, reason } : { caseId, kind, reason, cause, until: endOfDay(day) },
    }),
  );
  const isComplete = reason.trim() !== "" && (kind === "extension" || day !== "");
  return (
    <>
      <Select
        label={texts.askKind}
        data={KINDS.map((value) => ({ value, label: texts[value] }))}
        value={kind}
        onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
        allowDeselect={false}
      />
      {kind === "suspension" && (
        <>
          <Select
            label={texts.cause}
            data={CAUSES.map((value) => ({ value, label: texts.causes[value] }))}
            value={cause}
            onChange={(value) => setCause(CAUSES.find((one) => one === value) ?? cause)}
            allowDeselect={false}
          />
          <TextInput
            label={texts.until}
            type="date"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        </>
      )}
      <Textarea label={texts.askReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={ask.error} />
      <Button variant="default" disabled={!isComplete} loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
        {texts.askNow}
      </Button>
    </>
  );
};

export const Withdraw = ({ of: { caseId } }: { readonly of: Case }): ReactElement => {
  const texts = useCaseTexts();
  const withdraw = useStep(caseId, () =>
    api.POST("/cases/{caseId}/requests/withdraw", { params: { path: { caseId } } }),
  );
  return (
    <>
      <Failure error={withdraw.error} />
      <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
        {texts.withdraw}
      </Button>
    </>
  );
};

/** 督办回复: to one order from above. */
export const Reply = ({ of: { caseId }, order }: { readonly of: Case; readonly order: string }): ReactElement => {
  const texts = useCaseTexts();
  const [text, setText] = useDraft(`supervision.reply ${caseId} ${order}`, "");
  const reply = useStep(caseId, () =>
    api.POST("/cases/{caseId}/supervisions/{order}/reply", {
      params: { path: { caseId, order } },
      body: { text },
    }),
  );
  return (
    <>
      <Textarea label={texts.replyText} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Failure error={reply.error} />
      <Button disabled={text.trim() === ""} loading={reply.isPending} onClick={() => reply.mutate(undefined)}>
        {texts.replyNow}
      </Button>
    </>
  );
};
