import type { ReactElement, ReactNode } from "react";
import { integrations, type IntegrationTexts } from "../../common/texts/integrations.ts";
import { AreaNav } from "../area-nav.tsx";
import { AREAS } from "../areas.ts";
import { useLanguage } from "../hooks.ts";
import { OnlyFor } from "../parts.tsx";

export const useIntegrationTexts = (): IntegrationTexts => integrations[useLanguage()];

/** What every page of the integrations has around it. */
export const IntegrationsFrame = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const texts = useIntegrationTexts();
  return (
    <OnlyFor roles={AREAS.integrations}>
      <div className="stack">
        <AreaNav
          label={texts.nav}
          pages={[
            { to: "/integrations", name: texts.pages.endpoints, isFirst: true },
            { to: "/integrations/events", name: texts.pages.events },
            { to: "/integrations/grants", name: texts.pages.grants },
          ]}
        />
        {children}
      </div>
    </OnlyFor>
  );
};

/** 密钥. Shown once. */
export const Secret = ({ secret }: { readonly secret: string }): ReactElement => {
  const texts = useIntegrationTexts();
  return (
    <div className="panel" role="status">
      <strong>{texts.secret}</strong> <code data-testid="secret">{secret}</code>
      <p className="soon">{texts.secretOnce}</p>
    </div>
  );
};
