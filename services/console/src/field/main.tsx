/** @jsxImportSource preact */
import "../common/mobile.css";
import { render, type JSX } from "preact";
import { LanguageButton, useLanguage, useStore } from "../common/mobile.tsx";
import { keepSignedIn } from "../common/renew.ts";
import { session } from "../common/session.ts";
import { signOut } from "../common/sign-out.ts";
import { field } from "../common/texts/field.ts";
import { forgetSeen } from "./kept.ts";
import { SignInPage } from "./sign-in.tsx";
import { Work } from "./work.tsx";

/** What he was told goes with the worker; what he did and nobody has yet stays until he is back. */
const leave = async (account: string): Promise<void> => {
  await signOut();
  await forgetSeen(account);
};

const Page = (): JSX.Element => {
  const texts = field[useLanguage()];
  const who = useStore(session);
  document.title = texts.title;
  return (
    <>
      <a class="skip" href="#main">
        {texts.skip}
      </a>
      <header class="top">
        <h1>{texts.title}</h1>
        {who !== undefined && (
          <>
            <span>{who.account}</span>
            <button type="button" title={texts.signOutEverywhere} onClick={() => void leave(who.account)}>
              {texts.signOut}
            </button>
          </>
        )}
        <LanguageButton />
      </header>
      <main id="main" tabIndex={-1}>
        {who === undefined ? <SignInPage /> : <Work key={who.account} who={who} />}
      </main>
    </>
  );
};

keepSignedIn();
const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/sw.js");
