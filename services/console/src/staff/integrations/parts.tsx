import type { ReactElement, ReactNode } from "react";
import { integrations, type IntegrationTexts } from "../../common/texts/integrations.ts";
import { AreaFrame } from "../area-frame.tsx";
import { useLanguage } from "../hooks.ts";

export const useIntegrationTexts = (): IntegrationTexts => integrations[useLanguage()];

/** What every page of the integrations has around it. */
export const IntegrationsFrame = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const texts = useIntegrationTexts();
  return (
    <AreaFrame
      area="integrations"
      label={texts.nav}
      pages={[
        { to: "/integrations", name: texts.pages.endpoints, isFirst: true },
        { to: "/integrations/events", name: texts.pages.events },
        { to: "/integrations/grants", name: texts.pages.grants },
      ]}
    >
      {children}
    </AreaFrame>
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
