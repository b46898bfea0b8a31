import { Button, Group, JsonInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage } from "../hooks.ts";
import { Failure } from "../parts.tsx";
import { useAppraisalTexts } from "./hooks.ts";
import type { RuleKind } from "./types.ts";

const contentIn = (text: string): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
};

/** 拟稿. A new edition, beginning with what an earlier one says; checked before it is kept. */
export const Drafting = ({
  kind,
  copyOf,
  begin,
  onDone,
}: {
  readonly kind: RuleKind;
  readonly copyOf: string;
  readonly begin: object;
  readonly onDone: (version: string) => void;
}): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const [text, setText] = useDraft(`rules.content ${kind} ${copyOf}`, JSON.stringify(begin, undefined, 2));
  const [version, setVersion] = useDraft(`rules.version ${kind} ${copyOf}`, "");
  const [why, setWhy] = useDraft(`rules.why ${kind} ${copyOf}`, "");
  const content = contentIn(text);
  const params = { path: { kind } };
  const check = useMutation({
    mutationFn: async (checked: Record<string, unknown>) =>
      dataOf(await api.POST("/appraisal/rules/{kind}/check", { params, body: { content: checked } })),
  });
  const draft = useMutation({
    mutationFn: async (drafted: Record<string, unknown>) =>
      dataOf(await api.POST("/appraisal/rules/{kind}/editions", { params, body: { version, why, content: drafted } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["rules", kind] });
      onDone(version);
    },
  });
  return (
    <div className="stack step" role="group" aria-label={texts.newDraft}>
      <JsonInput
        label={texts.content}
        value={text}
        onChange={setText}
        error={content === undefined && texts.notJson}
        autosize
        minRows={6}
        maxRows={24}
      />
      <Group grow align="end">
        <TextInput
          label={texts.newVersion}
          value={version}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
        <TextInput label={texts.why} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      </Group>
      {check.data !== undefined && (
        <div role="status">
          {check.data.publishable ? texts.sound : texts.problemsFound(check.data.problems.length)}
          <ul>
            {check.data.problems.map((problem) => (
              <li key={`${problem.code} ${problem.at} ${problem[language]}`}>
                <code>{problem.at}</code>
                {problem[language]}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Failure error={check.error ?? draft.error} />
      <Group>
        <Button
          variant="default"
          disabled={content === undefined}
          loading={check.isPending}
          onClick={() => content !== undefined && check.mutate(content)}
        >
          {texts.check}
        </Button>
        <Button
          disabled={content === undefined || version.trim() === "" || why.trim() === ""}
          loading={draft.isPending}
          onClick={() => content !== undefined && draft.mutate(content)}
        >
          {texts.draft}
        </Button>
      </Group>
    </div>
  );
};
