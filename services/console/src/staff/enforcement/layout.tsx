import { Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { AreaNav } from "../area-nav.tsx";
import { AREAS } from "../areas.ts";
import { FormChoicesContext } from "../forms/choices.ts";
import { FormTextsContext } from "../forms/texts.ts";
import { OnlyFor } from "../parts.tsx";
import { useCommonChoices } from "./choices.ts";
import { useEnforcement } from "./texts.ts";

const PAGES = ["leads", "dossiers", "operations", "team", "competence", "party"] as const;

/** 联合执法. The pages of the area, with the words of its forms. */
export const EnforcementLayout = (): ReactElement => {
  const texts = useEnforcement();
  const choices = useCommonChoices();
  return (
    <OnlyFor roles={AREAS.enforcement}>
      <FormTextsContext value={texts}>
        <AreaNav
          label={texts.nav}
          pages={PAGES.map((page) => ({ to: `/enforcement/${page}`, name: texts.pages[page] }))}
        />
        <FormChoicesContext value={choices}>
          <div className="below-nav">
            <Outlet />
          </div>
        </FormChoicesContext>
      </FormTextsContext>
    </OnlyFor>
  );
};
