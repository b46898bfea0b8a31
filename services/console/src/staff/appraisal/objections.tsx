import { Button, Group, MultiSelect, Select, Textarea } from "@mantine/core";
import type { ReactElement } from "react";
import { api } from "../../common/api.ts";
import { useDraft, useLanguage, useSession } from "../hooks.ts";
import { At, Failure, OnlyFor } from "../parts.tsx";
import { indicatorOf, officerOf, useAppraisalTexts, useDictionary, useSubjectName } from "./hooks.ts";
import type { Appraisal, Card, Names, Objection } from "./types.ts";
import { useStep } from "./use-step.ts";

interface Verdict {
  readonly upheld: boolean;
  readonly answer: string;
  readonly exempted: string[];
}

/** 答复 by the officer, then 复核决定 by the district government: the same words, said by another. */
const Decide = ({ of, objection }: { readonly of: Appraisal; readonly objection: Objection }): ReactElement => {
  const texts = useAppraisalTexts();
  const [answer, setAnswer] = useDraft(`objection.answer ${objection.id} ${objection.status}`, "");
  const [exempted, setExempted] = useDraft<string[]>(`objection.exempted ${objection.id} ${objection.status}`, []);
  const isAppeal = objection.status === "appealed";
  const params = { path: { appraisalId: of.appraisalId, objectionId: objection.id } };
  const decide = useStep((body: Verdict) =>
    isAppeal
      ? api.POST("/appraisals/{appraisalId}/objections/{objectionId}/decision", { params, body })
      : api.POST("/appraisals/{appraisalId}/objections/{objectionId}/answer", { params, body }),
  );
  const isSaid = answer.trim() !== "";
  return (
    <OnlyFor roles={isAppeal ? ["districtGovernment"] : [officerOf(of.side)]}>
      <Textarea label={texts.answerText} value={answer} onChange={(event) => setAnswer(event.currentTarget.value)} />
      {objection.cases.length > 0 && (
        <MultiSelect label={texts.exempt} data={objection.cases} value={exempted} onChange={setExempted} />
      )}
      <Failure error={decide.error} />
      <Group>
        <Button
          disabled={!isSaid}
          loading={decide.isPending}
          onClick={() => decide.mutate({ upheld: true, answer, exempted })}
        >
          {isAppeal ? texts.decideUphold : texts.uphold}
        </Button>
        <Button
          variant="default"
          disabled={!isSaid}
          onClick={() => decide.mutate({ upheld: false, answer, exempted: [] })}
        >
          {isAppeal ? texts.decideReject : texts.reject}
        </Button>
      </Group>
    </OnlyFor>
  );
};

const Appeal = ({ of, objection }: { readonly of: Appraisal; readonly objection: Objection }): ReactElement | null => {
  const texts = useAppraisalTexts();
  const isOwn = useSession()?.account === objection.by;
  const appeal = useStep(() =>
    api.POST("/appraisals/{appraisalId}/objections/{objectionId}/appeal", {
      params: { path: { appraisalId: of.appraisalId, objectionId: objection.id } },
    }),
  );
  if (objection.status !== "rejected") return null;
  return (
    <>
      {objection.appealBy !== undefined && (
        <p className="quiet">
          {texts.appealBy} <At at={objection.appealBy} />
        </p>
      )}
      <Failure error={appeal.error} />
      {isOwn && (
        <Button loading={appeal.isPending} onClick={() => appeal.mutate()}>
          {texts.appeal}
        </Button>
      )}
    </>
  );
};

const MakeObjection = ({ of, card }: { readonly of: Appraisal; readonly card: Card | undefined }): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const { data: dictionary } = useDictionary(of.from);
  const [reason, setReason] = useDraft(`object.reason ${of.appraisalId}`, "");
  const [indicator, setIndicator] = useDraft<string | undefined>(`object.indicator ${of.appraisalId}`, undefined);
  const [cases, setCases] = useDraft(`object.cases ${of.appraisalId}`, "");
  const object = useStep(() =>
    api.POST("/appraisals/{appraisalId}/objections", {
      params: { path: { appraisalId: of.appraisalId } },
      body: {
        reason,
        cases: cases.split(/\s+/).filter((one) => one !== ""),
        ...(indicator === undefined ? {} : { indicator }),
      },
    }),
  );
  return (
    <div className="stack step" role="group" aria-label={texts.object}>
      <h3>{texts.object}</h3>
      <Textarea label={texts.objectReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Select
        label={texts.objectIndicator}
        data={(card?.items ?? []).map(({ indicator: code }) => ({
          value: code,
          label: indicatorOf(dictionary, code)?.name[language] ?? code,
        }))}
        value={indicator ?? null}
        onChange={(value) => setIndicator(value ?? undefined)}
        clearable
      />
      <Textarea label={texts.objectCases} value={cases} onChange={(event) => setCases(event.currentTarget.value)} />
      <Failure error={object.error} />
      <Button
        disabled={reason.trim() === ""}
        loading={object.isPending}
        onClick={() => object.mutate(undefined, { onSuccess: () => setReason("") })}
      >
        {texts.object}
      </Button>
    </div>
  );
};

/** Who runs the appraisal sees all objections and makes none; to who is appraised only their own are shown. */
export const Objections = ({
  of,
  card,
  names,
}: {
  readonly of: Appraisal;
  readonly card: Card | undefined;
  readonly names: Names | undefined;
}): ReactElement | null => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const nameOf = useSubjectName(names);
  const { data: dictionary } = useDictionary(of.from);
  if (of.objections === undefined)
    return of.status === "noticed" ? <p className="panel quiet">{texts.notAppraisedHere}</p> : null;
  const isAppraised = of.editions === undefined;
  return (
    <section className="panel stack" aria-label={texts.objections} data-testid="objections">
      <h2>{texts.objections}</h2>
      {of.objections.length === 0 && <p>{texts.objectionsNone}</p>}
      {of.objections.map((objection) => {
        const { id, subject, at, by, reason, indicator, cases, status, answer } = objection;
        return (
          <article key={id} className="stack step">
            <p>
              <strong>{nameOf(subject)}</strong> · {texts.objectionStatus[status]} · <At at={at} />{" "}
              <span className="quiet">{by}</span>
            </p>
            <p>{reason}</p>
            {indicator !== undefined && <p>{indicatorOf(dictionary, indicator)?.name[language] ?? indicator}</p>}
            {cases.length > 0 && (
              <p>
                <code>{cases.join(" ")}</code>
              </p>
            )}
            {answer !== undefined && (
              <p>
                {texts.answerText}: {answer}
              </p>
            )}
            {(status === "open" || status === "appealed") && <Decide of={of} objection={objection} />}
            <Appeal of={of} objection={objection} />
          </article>
        );
      })}
      {of.status === "noticed" && isAppraised && <MakeObjection of={of} card={card} />}
    </section>
  );
};
