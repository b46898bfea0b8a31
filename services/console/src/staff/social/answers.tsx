import { Alert, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { api, dataOf, Problem } from "../../common/api.ts";
import { Fields } from "../forms/fields.tsx";
import type { FilledObject } from "../forms/schema.ts";
import { FormTextsContext } from "../forms/texts.ts";
import { forgetDrafts } from "../../common/drafts.ts";
import { useDraft, useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { answerOf, changedIn, filledAnswers, schemaOf, type Answer, type FormField } from "./answer-fields.ts";
import type { Application } from "./application.ts";
import { useGridChoices } from "./choices.ts";
import { useRound } from "./round.ts";
import { useSocial, yuan } from "./texts.ts";

/** So long after the last stroke it is saved. */
const AUTOSAVE_MS = 800;

/** The form of the round, in the edition that the round keeps. */
export const useForm = (round: string | undefined): readonly FormField[] | undefined => {
  const { data: of } = useRound(round);
  const { data } = useQuery({
    queryKey: ["form", of?.form.code],
    enabled: of !== undefined,
    queryFn: async () =>
      dataOf(await api.GET("/venture/forms/{code}", { params: { path: { code: of?.form.code ?? "" } } })).editions,
  });
  return data?.find(({ version }) => version === of?.form.version)?.content.fields;
};

const allAnswers = ({ answers, identifyingAnswers }: Application): Readonly<Record<string, Answer>> => ({
  ...answers?.values,
  ...identifyingAnswers,
});

/** What stands in the form, beside what was saved last and its revision: that is seen by who goes on with it. */
interface Kept {
  readonly value: FilledObject;
  readonly saved: FilledObject;
  readonly revision: number;
}

const Editing = ({ of, fields }: { readonly of: Application; readonly fields: readonly FormField[] }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const queries = useQueryClient();
  const { applicationId } = of;
  const schema = schemaOf(fields);
  const [found] = useState<Kept>(() => {
    const saved = filledAnswers(fields, allAnswers(of));
    return { value: saved, saved, revision: of.answers?.revision ?? 0 };
  });
  const [{ value, saved, revision }, setKept] = useDraft(`answers ${applicationId}`, found);
  const save = useMutation({
    mutationFn: async (now: FilledObject) => {
      const changed = changedIn(fields, saved, now);
      const answers = Object.fromEntries(changed.map((field) => [field.key, answerOf(field, now[field.key])]));
      const { answers: kept } = dataOf(
        await api.PATCH("/venture/applications/{applicationId}/answers", {
          params: { path: { applicationId } },
          body: { seen: revision, answers: answers as never },
        }),
      );
      setKept((before) => ({ ...before, saved: now, revision: kept?.revision ?? before.revision }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["application", applicationId] }),
  });
  const { mutate, isPending } = save;
  const isChanged = changedIn(fields, saved, value).length > 0;
  const isConflict = save.error instanceof Problem && save.error.status === 409;
  // What was refused is not sent again as it is.
  const isRefused = isConflict || (save.isError && save.variables === value);
  useEffect(() => {
    // A save under way is followed by the next one: each has to have seen the revision before.
    if (!isChanged || isPending || isRefused) return;
    const timer = setTimeout(() => mutate(value), AUTOSAVE_MS);
    return () => clearTimeout(timer);
  }, [value, isChanged, isPending, isRefused, mutate]);
  const grids = useGridChoices();
  const choices = Object.fromEntries(
    fields.flatMap(({ key, kind }) => (kind === "places" && grids.length > 0 ? [[key, grids]] : [])),
  );
  const labels = Object.fromEntries(fields.map(({ key, label }) => [key, label[language]]));
  const options = Object.fromEntries(
    fields.flatMap((field) => (field.kind === "choice" ? field.options.map((one) => [one.key, one[language]]) : [])),
  );
  return (
    <section className="panel stack" aria-label={texts.parts.answers}>
      <h2>{texts.parts.answers}</h2>
      <p className="quiet" role="status" data-testid="saved">
        {isPending ? texts.saving : isChanged ? texts.unsaved : texts.saved(revision)}
      </p>
      {isConflict ? (
        <Alert color="red" role="alert">
          <p>{texts.someoneElse}</p>
          <Button
            size="compact-sm"
            onClick={() => {
              // Else what was kept would be there again, and refused again.
              forgetDrafts();
              location.reload();
            }}
          >
            {texts.reload}
          </Button>
        </Alert>
      ) : (
        <Failure error={save.error} />
      )}
      <FormTextsContext
        value={{ ...texts, fields: { ...texts.fields, ...labels }, words: { ...texts.words, ...options } }}
      >
        <Fields
          {...{ schema, value, choices, onChange: (next) => setKept((before) => ({ ...before, value: next })) }}
        />
      </FormTextsContext>
    </section>
  );
};

/** 填写. Saved by itself; who comes second is told, and overwrites nobody. */
export const AnswersEditor = ({ of }: { readonly of: Application }): ReactElement => {
  const fields = useForm(of.round);
  if (fields === undefined) return <Loading />;
  return <Editing key={of.applicationId} of={of} fields={fields} />;
};

const Shown = ({ answer }: { readonly answer: Answer }): ReactElement => {
  const { kind, value } = answer;
  switch (kind) {
    case "budget":
      return (
        <ul>
          {value.map(({ item, amount, asked, own }) => (
            <li key={item}>
              {item} · {yuan(amount)} = {yuan(asked)} + {yuan(own)}
            </li>
          ))}
        </ul>
      );
    case "stages":
      return (
        <ul>
          {value.map(({ title, amount, due }) => (
            <li key={title}>
              {title} · {yuan(amount)} · {due}
            </li>
          ))}
        </ul>
      );
    case "indicators":
      return (
        <ul>
          {value.map(({ name, baseline, target, unit }) => (
            <li key={name}>
              {name} · {baseline} → {target} {unit}
            </li>
          ))}
        </ul>
      );
    case "attachments":
      return <>{value.map(({ name }) => name).join(" · ")}</>;
    case "places":
      return <>{value.join(" · ")}</>;
    case "money":
      return <>{yuan(value)}</>;
    default:
      return <>{value}</>;
  }
};

/** What was answered, as far as one may see it. */
export const AnswersShown = ({ of }: { readonly of: Application }): ReactElement | null => {
  const texts = useSocial();
  const language = useLanguage();
  const fields = useForm(of.round);
  const answers = allAnswers(of);
  if (Object.keys(answers).length === 0) return null;
  return (
    <section className="panel" aria-label={texts.parts.answers}>
      <h2>{texts.parts.answers}</h2>
      <dl className="facts">
        {Object.entries(answers).map(([key, answer]) => (
          <div key={key} className="fact whole-row">
            <dt>{fields?.find((field) => field.key === key)?.label[language] ?? key}</dt>
            <dd>
              <Shown answer={answer} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
