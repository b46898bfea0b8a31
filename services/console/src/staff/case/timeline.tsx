import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { clockTime } from "../../common/time.ts";
import { useLanguage, useNames, useTexts } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import type { Entry } from "./types.ts";

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const One = ({ entry }: { readonly entry: Entry }): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  const language = useLanguage();
  const { data } = entry;
  // Reasons of supervision are codes; others are words of whoever gave them.
  const reasonWords: Readonly<Record<string, string>> = texts.superviseReason;
  const [department, worker, rule, dueAt, reason, said] = [
    text(data["department"]),
    text(data["worker"]),
    text(data["rule"]),
    text(data["dueAt"]),
    text(data["reason"]),
    text(data["text"]),
  ];
  return (
    <li>
      <strong>{texts.events[entry.event] ?? entry.event}</strong>{" "}
      <span className="quiet">
        <At at={entry.at} />
        {entry.by !== undefined && ` · ${texts.by} ${entry.by}`}
      </span>
      <Facts>
        {department !== undefined && <Fact name={texts.department}>{names.department(department)}</Fact>}
        {worker !== undefined && <Fact name={texts.worker}>{worker}</Fact>}
        {dueAt !== undefined && <Fact name={texts.due}>{clockTime(dueAt, language)}</Fact>}
        {rule !== undefined && (
          <Fact name={texts.rule}>
            <code>{rule}</code>
          </Fact>
        )}
      </Facts>
      {reason !== undefined && <p>{reasonWords[reason] ?? reason}</p>}
      {said !== undefined && <p>{said}</p>}
      <details>
        <summary>
          {texts.details}
          {entry.proof !== undefined && ` · ${texts.proof} ${entry.proof.slice(0, 12)}…`}
        </summary>
        {entry.proof !== undefined && (
          <p className="proof" title={texts.proofHelp}>
            {texts.proof}: <code>{entry.proof}</code>
          </p>
        )}
        <pre className="proof">{JSON.stringify(data, null, 1)}</pre>
      </details>
    </li>
  );
};

/** 流转记录. Each entry with who did it, by which rule of which edition, and its proof in the hash chain. */
export const Timeline = ({ caseId, version }: { readonly caseId: string; readonly version: number }): ReactElement => {
  const texts = useTexts();
  const { data, error } = useQuery({
    queryKey: ["case", caseId, "history", version],
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}/history", { params: { path: { caseId } } })).entries,
  });
  return (
    <section className="panel" aria-label={texts.timeline}>
      <h2>{texts.timeline}</h2>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <ol className="timeline" data-testid="timeline">
          {data.toReversed().map((entry, index) => (
            <One key={data.length - index} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
};
