import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure, Loading } from "../parts.tsx";
import { useRegistryTexts } from "./parts.tsx";

type Value = Readonly<Record<string, unknown>>;

/** What a version says otherwise than the one before. A boundary is named, not spelt out. */
const differences = (value: Value, before: Value | undefined): readonly (readonly [string, string])[] =>
  before === undefined
    ? []
    : [...new Set([...Object.keys(value), ...Object.keys(before)])]
        .filter((field) => JSON.stringify(value[field]) !== JSON.stringify(before[field]))
        .map((field) => {
          const said = (one: unknown): string => (typeof one === "string" ? one : one === undefined ? "—" : "…");
          return [field, `${said(before[field])} → ${said(value[field])}`] as const;
        });

/** 沿革. Every version of a place since it was first registered. */
export const History = ({ code }: { readonly code: string }): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["history", code],
    queryFn: async () => dataOf(await api.GET("/places/{code}/history", { params: { path: { code } } })),
  });
  return (
    <section className="panel" aria-label={texts.history} data-testid="history">
      <h2>{texts.history}</h2>
      <Failure error={error} />
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <ol className="timeline">
          {data.versions.map(({ from, to, change, value }, index) => (
            <li key={`${from} ${String(change)}`}>
              <strong>{texts.version(from, to ?? texts.untilNow)}</strong>{" "}
              <span className="quiet">{texts.changedIn(change)}</span>
              <div>
                {index === 0
                  ? `${texts.first}: ${typeof value["name"] === "string" ? value["name"] : ""}`
                  : differences(value, data.versions[index - 1]?.value)
                      .map(([field, said]) => `${texts.fields[field] ?? field}: ${said}`)
                      .join(" · ")}
              </div>
            </li>
          ))}
          {data.endings.map(({ on, successors }) => (
            <li key={on}>
              {texts.ended(on)} · {texts.successors}: <code>{successors.join(" ")}</code>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
};
