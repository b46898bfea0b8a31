import { Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { AreaNav } from "../area-nav.tsx";
import { AREAS } from "../areas.ts";
import { FormChoicesContext } from "../forms/choices.ts";
import { FormTextsContext } from "../forms/texts.ts";
import { OnlyFor } from "../parts.tsx";
import { useCommonChoices } from "./choices.ts";
import { useSocial } from "./texts.ts";

const PAGES = [
  ...(["organizations", "councils", "budgets", "calls", "reviews"] as const),
  ...(["funds", "grants", "volunteers", "purchases"] as const),
];

/** 社会治理. The pages of the area, with the words of its forms. */
export const SocialLayout = (): ReactElement => {
  const texts = useSocial();
  const choices = useCommonChoices();
  return (
    <OnlyFor roles={AREAS.social}>
      <FormTextsContext value={texts}>
        <AreaNav label={texts.nav} pages={PAGES.map((page) => ({ to: `/social/${page}`, name: texts.pages[page] }))} />
        <FormChoicesContext value={choices}>
          <div className="below-nav">
            <Outlet />
          </div>
        </FormChoicesContext>
      </FormTextsContext>
    </OnlyFor>
  );
};
