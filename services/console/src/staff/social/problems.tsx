import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure } from "../parts.tsx";
import { useLanguage } from "../hooks.ts";
import { useForm } from "./answers.tsx";
import type { Application } from "./application.ts";
import { useSocial, wordIn } from "./texts.ts";

/** 预检. Everything that stands in the way, each with its field; asked again with every revision. */
export const Problems = ({ of }: { readonly of: Application }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const { applicationId, answers } = of;
  const fields = useForm(of.round);
  const { data, error } = useQuery({
    queryKey: ["application", applicationId, "problems", answers?.revision],
    queryFn: async () =>
      dataOf(await api.GET("/venture/applications/{applicationId}/problems", { params: { path: { applicationId } } })),
  });
  const isFine = data !== undefined && data.problems.length + data.ineligible.length === 0;
  return (
    <section className="panel" aria-label={texts.problems}>
      <h2>{texts.problems}</h2>
      <Failure error={error} />
      {isFine && <p data-testid="no-problems">{texts.noProblems}</p>}
      <ul>
        {data?.problems.map(({ field, problem }) => (
          <li key={`${field} ${problem}`}>
            {fields?.find(({ key }) => key === field)?.label[language] ?? field} · {wordIn(texts.problemWords, problem)}
          </li>
        ))}
        {data?.ineligible.map(({ organization, reason, detail }) => (
          <li key={`${organization} ${reason}`} className="late">
            {texts.ineligible} · {wordIn(texts.ineligibleWords, reason)} {detail}
          </li>
        ))}
      </ul>
    </section>
  );
};
