import { Button, Group, Textarea } from "@mantine/core";
import type { ReactElement } from "react";
import { api } from "../../common/api.ts";
import { useDraft } from "../hooks.ts";
import { Failure, OnlyFor } from "../parts.tsx";
import { officerOf, useAppraisalTexts } from "./hooks.ts";
import type { Appraisal } from "./types.ts";
import { useStep } from "./use-step.ts";

const STEPS = ["open", "frozen", "drafted", "noticed", "final", "published"] as const;

const useCalls = (appraisalId: string) => {
  const params = { path: { appraisalId } };
  return {
    freeze: useStep(() => api.POST("/appraisals/{appraisalId}/freeze", { params })),
    edition: useStep((because: string) =>
      api.POST("/appraisals/{appraisalId}/editions", { params, body: because === "" ? {} : { because } }),
    ),
    notice: useStep(() => api.POST("/appraisals/{appraisalId}/notice", { params })),
    finalise: useStep(() => api.POST("/appraisals/{appraisalId}/final", { params })),
    publish: useStep(() => api.POST("/appraisals/{appraisalId}/publish", { params })),
    correct: useStep((reason: string) => api.POST("/appraisals/{appraisalId}/correct", { params, body: { reason } })),
  };
};

/** 办理程序. What comes next, and whose it is. */
export const Procedure = ({ of }: { readonly of: Appraisal }): ReactElement => {
  const texts = useAppraisalTexts();
  const [because, setBecause] = useDraft(`appraisal.because ${of.appraisalId}`, "");
  const calls = useCalls(of.appraisalId);
  const officer = [officerOf(of.side)];
  const { status } = of;
  const isAgain = (of.editions?.length ?? 0) > 0;
  const mayWorkOut = status === "frozen" || status === "drafted" || status === "noticed";
  const failed = Object.values(calls).find(({ error }) => error !== null)?.error;
  return (
    <section className="panel stack no-print" aria-label={texts.steps}>
      <h2>{texts.steps}</h2>
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step} aria-current={step === status ? "step" : undefined}>
            {texts.status[step]}
          </li>
        ))}
      </ol>
      <Failure error={failed} />
      {status === "published" ? (
        <OnlyFor roles={["districtGovernment"]}>
          <Textarea
            label={texts.correctReason}
            value={because}
            onChange={(event) => setBecause(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={because.trim() === ""}
            loading={calls.correct.isPending}
            onClick={() => calls.correct.mutate(because)}
          >
            {texts.correct}
          </Button>
        </OnlyFor>
      ) : (
        <OnlyFor roles={officer}>
          {mayWorkOut && isAgain && (
            <Textarea
              label={texts.because}
              value={because}
              onChange={(event) => setBecause(event.currentTarget.value)}
            />
          )}
          <Group>
            {status === "open" && (
              <Button loading={calls.freeze.isPending} onClick={() => calls.freeze.mutate()}>
                {texts.freeze}
              </Button>
            )}
            {mayWorkOut && (
              <Button
                variant={isAgain ? "default" : "filled"}
                disabled={isAgain && because.trim() === ""}
                loading={calls.edition.isPending}
                onClick={() => calls.edition.mutate(because, { onSuccess: () => setBecause("") })}
              >
                {isAgain ? texts.makeAgain : texts.makeEdition}
              </Button>
            )}
            {status === "drafted" && (
              <Button loading={calls.notice.isPending} onClick={() => calls.notice.mutate()}>
                {texts.notice}
              </Button>
            )}
            {status === "final" && (
              <Button loading={calls.publish.isPending} onClick={() => calls.publish.mutate()}>
                {texts.publish}
              </Button>
            )}
          </Group>
        </OnlyFor>
      )}
      {status === "noticed" && (
        <div role="group" aria-label={texts.finalise}>
          <OnlyFor roles={["districtGovernment"]}>
            <Button loading={calls.finalise.isPending} onClick={() => calls.finalise.mutate()}>
              {texts.finalise}
            </Button>
          </OnlyFor>
        </div>
      )}
    </section>
  );
};
