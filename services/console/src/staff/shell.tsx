import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { chooseLanguage, listed } from "../common/language.ts";
import { signOut } from "../common/sign-out.ts";
import { AREA_NAMES, AREAS, type Area } from "./areas.ts";
import { useIsOneOf, useLanguage, useSession, useTexts } from "./hooks.ts";
import { SignInPage } from "./sign-in.tsx";

const AreaLink = ({ area }: { readonly area: Area }): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const roles = AREAS[area];
  if (useIsOneOf(roles))
    return (
      <Link to={`/${area}`} activeProps={{ "aria-current": "page" }}>
        {texts.areas[area]}
      </Link>
    );
  const why = texts.onlyFor(
    listed(
      roles.map((role) => texts.roles[role] ?? role),
      language,
    ),
  );
  return (
    <Tooltip label={why}>
      <span role="link" aria-disabled="true" tabIndex={0} aria-label={`${texts.areas[area]} (${why})`}>
        {texts.areas[area]}
      </span>
    </Tooltip>
  );
};

const ThemeButton = (): ReactElement => {
  const { theme } = useTexts();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme("light");
  return (
    <ActionIcon
      variant="default"
      aria-label={theme}
      title={theme}
      onClick={() => setColorScheme(now === "dark" ? "light" : "dark")}
    >
      {now === "dark" ? "☀" : "☾"}
    </ActionIcon>
  );
};

/** What is around every page: where one may go, who one is, language and light. */
export const Shell = (): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const who = useSession();
  document.title = texts.title;
  return (
    <>
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <header className="bar">
        <strong>{texts.title}</strong>
        <nav aria-label={texts.nav}>
          {who !== undefined && AREA_NAMES.map((area) => <AreaLink key={area} area={area} />)}
        </nav>
        {who !== undefined && (
          <>
            <span data-testid="who">
              {listed(
                who.roles.map((role) => texts.roles[role] ?? role),
                language,
              )}{" "}
              · {who.account}
            </span>
            <Button size="compact-sm" variant="default" title={texts.signOutEverywhere} onClick={() => void signOut()}>
              {texts.signOut}
            </Button>
          </>
        )}
        <Button
          size="compact-sm"
          variant="default"
          aria-label={texts.languageLabel}
          onClick={() => chooseLanguage(language === "zh" ? "en" : "zh")}
        >
          {texts.language}
        </Button>
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        {who === undefined ? <SignInPage /> : <Outlet />}
      </main>
    </>
  );
};
