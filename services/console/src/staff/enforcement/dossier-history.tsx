import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useLanguage } from "../hooks.ts";
import { At, Failure, Loading } from "../parts.tsx";
import { useEnforcement } from "./texts.ts";

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const textAt = (data: Readonly<Record<string, unknown>>, name: string): string =>
  typeof data[name] === "string" ? data[name] : "";

/** Who did it: an account, or what is recorded of one. */
const accountIn = (data: Readonly<Record<string, unknown>>): string => {
  const { by } = data;
  if (typeof by === "string") return by;
  return typeof by === "object" && by !== null ? textAt(by as Readonly<Record<string, unknown>>, "account") : "";
};

/** 流转. All that happened, chained; and what was tried and refused. */
export const DossierHistory = ({
  dossierId,
  version,
}: {
  readonly dossierId: string;
  readonly version: number;
}): ReactElement => {
  const texts = useEnforcement();
  const language = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["dossier", dossierId, "history", version],
    queryFn: async () => dataOf(await api.GET("/dossiers/{dossierId}/history", { params: { path: { dossierId } } })),
  });
  return (
    <section className="panel" aria-label={texts.history}>
      <h2>{texts.history}</h2>
      <Failure error={error} />
      {data === undefined && error === null && <Loading />}
      <ol className="timeline" data-testid="history">
        {data?.events.map(({ type, data: said, hash }, index) => (
          <li key={`${String(index)} ${type}`}>
            <At at={textAt(said, "at")} /> <strong>{texts.events[type] ?? texts.otherEvent}</strong>{" "}
            <span className="quiet">{accountIn(said)}</span>
            {hash !== undefined && <code className="hash"> {hash.slice(0, 12)}</code>}
          </li>
        ))}
      </ol>
      {data !== undefined && data.refusals.length > 0 && (
        <details>
          <summary>
            {texts.refusals} {data.refusals.length}
          </summary>
          <ul>
            {data.refusals.map(({ account, asked, code, at, text }) => (
              <li key={`${at} ${asked}`}>
                <At at={at} /> {account} · {texts.commands[camel(asked)] ?? asked} ·{" "}
                <span className="quiet">{text?.[language] ?? code}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};
