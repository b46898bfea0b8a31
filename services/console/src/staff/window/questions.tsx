import { Alert, MultiSelect, Select, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { useLanguage, useTexts } from "../hooks.ts";
import { enterTakesFirst } from "./enter.ts";

export type Question = components["schemas"]["intake.category.output"]["questions"][number];
export type Answers = Readonly<Record<string, string | string[]>>;

interface Props {
  readonly questions: readonly Question[];
  readonly answers: Answers;
  readonly onAnswer: (code: string, answer: string | string[]) => void;
}

/** 附加问题. An answer that is an emergency says whom to call. */
export const Questions = ({ questions, answers, onAnswer }: Props): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  return (
    <>
      {questions.map(({ code, datatype, required, variable, text, hint, values = [] }) => {
        const options = values.map(({ key, name }) => ({ value: key, label: name[language] }));
        const answer = answers[code];
        const stop = values.find(({ key, stop }) => stop !== undefined && [answer].flat().includes(key))?.stop;
        const common = { label: text[language], description: hint?.[language], withAsterisk: required };
        if (!variable) return <p key={code}>{text[language]}</p>;
        return (
          <div key={code}>
            {datatype === "singlevaluelist" ? (
              <Select
                {...common}
                data={options}
                value={typeof answer === "string" ? answer : null}
                onChange={(value) => onAnswer(code, value ?? "")}
                {...enterTakesFirst}
              />
            ) : datatype === "multivaluelist" ? (
              <MultiSelect
                {...common}
                data={options}
                value={Array.isArray(answer) ? answer : []}
                onChange={(value) => onAnswer(code, value)}
              />
            ) : (
              <TextInput
                {...common}
                type={datatype === "number" ? "number" : datatype === "datetime" ? "datetime-local" : "text"}
                value={typeof answer === "string" ? answer : ""}
                onChange={(event) => onAnswer(code, event.currentTarget.value)}
              />
            )}
            {stop !== undefined && (
              <Alert color="red" title={texts.call(stop.redirect)} mt={4}>
                {stop.notice[language]}
              </Alert>
            )}
          </div>
        );
      })}
    </>
  );
};
