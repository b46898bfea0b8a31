import type { ReactElement } from "react";
import { api } from "../../common/api.ts";
import { More, usePages } from "../pages.tsx";
import { At, Failure, Loading } from "../parts.tsx";
import { RegistryFrame, useRegistryTexts } from "./parts.tsx";

/** 变更记录. The journal of the register. */
export const ChangesPage = (): ReactElement => {
  const texts = useRegistryTexts();
  const pages = usePages({
    key: ["changes"],
    by: "before",
    read: (from) => api.GET("/changes", { params: { query: { limit: 50, ...from } } }),
    rowsOf: (page) => page.changes,
  });
  const { rows: changes, error } = pages;
  return (
    <RegistryFrame>
      <section className="panel stack">
        <h1>{texts.changesTitle}</h1>
        <p className="quiet">{texts.changesHelp}</p>
        <Failure error={error} />
        {changes === undefined && error === null && <Loading />}
        <ol className="timeline" data-testid="changes">
          {changes?.map(({ change, effectiveFrom, reason, records, recordedAt, by }) => (
            <li key={change}>
              <strong>{texts.changedIn(change)}</strong> · {effectiveFrom} · {reason}
              <div className="quiet">
                {texts.recordedAt} <At at={recordedAt} /> · {texts.by} {by} · {texts.records}:{" "}
                {Object.entries(records)
                  .map(([kind, count]) => `${kind} ${String(count)}`)
                  .join(" · ")}
              </div>
            </li>
          ))}
        </ol>
        <More of={pages} label={texts.next} size="compact-sm" />
      </section>
    </RegistryFrame>
  );
};
