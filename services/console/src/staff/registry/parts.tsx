import type { ReactElement, ReactNode } from "react";
import type { components } from "../../api/platform.js";
import { registry, type RegistryTexts } from "../../common/texts/registry.ts";
import { AreaFrame } from "../area-frame.tsx";
import { useLanguage } from "../hooks.ts";

export const useRegistryTexts = (): RegistryTexts => registry[useLanguage()];

/** Who changes the register. */
export const LEADERS = ["supervisor", "admin"];

/** What every page of the register has around it. */
export const RegistryFrame = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const texts = useRegistryTexts();
  return (
    <AreaFrame
      area="registry"
      label={texts.nav}
      pages={[
        { to: "/registry", name: texts.pages.places, isFirst: true },
        { to: "/registry/vacancies", name: texts.pages.vacancies },
        { to: "/registry/gridding", name: texts.pages.gridding },
        { to: "/registry/imports", name: texts.pages.imports },
        { to: "/registry/changes", name: texts.pages.changes },
      ]}
    >
      {children}
    </AreaFrame>
  );
};

type Recorded = Pick<components["schemas"]["registry.change.output"], "change" | "happenings" | "problems">;

/** What a change did, or would do, and why it would be refused. */
export const Outcome = ({ of }: { readonly of: Recorded }): ReactElement => {
  const texts = useRegistryTexts();
  return (
    <div role="status" data-testid="outcome" className="stack">
      {of.change !== undefined && <p>{texts.recorded(of.change)}</p>}
      {of.problems.length > 0 && (
        <>
          <strong className="late">{texts.refusedBecause}</strong>
          <ul>
            {of.problems.map(({ code, record, on, message }) => (
              <li key={`${code} ${record}`}>
                <code>{record}</code> · {on} · {message} <code>{code}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {of.problems.length === 0 && of.change === undefined && of.happenings.length === 0 && (
        <p>{texts.nothingToChange}</p>
      )}
      {of.happenings.length > 0 && (
        <>
          <strong>{texts.happens}</strong>
          <ul>
            {of.happenings.slice(0, 50).map(({ type, id, effectiveFrom, ...more }) => (
              <li key={`${type} ${id}`}>
                {texts.happenings[type] ?? type} · <code>{id}</code> · {effectiveFrom}
                {typeof more["before"] === "string" && typeof more["name"] === "string" && (
                  <>{` · ${more["before"]} → ${more["name"]}`}</>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
};
