/** @jsxImportSource preact */
import "../common/mobile.css";
import { render, type JSX } from "preact";
import { useState } from "preact/hooks";
import { LanguageButton, useLanguage } from "../common/mobile.tsx";
import { keepSignedIn } from "../common/renew.ts";
import { resident } from "../common/texts/resident.ts";
import { Budgets } from "./budgets.tsx";
import { Card } from "./card.tsx";
import { Report } from "./report.tsx";
import { Track } from "./track.tsx";

const TABS = ["report", "track", "card", "budgets"] as const;
type Tab = (typeof TABS)[number];

const asked = new URLSearchParams(location.search);
const numberAsked = asked.get("number") ?? "";
// Whoever comes back from the identity provider went there to propose or to vote.
const tabOtherwise = asked.has("code") ? "budgets" : numberAsked === "" ? "report" : "track";
const tabAsked = TABS.find((tab) => tab === asked.get("page")) ?? tabOtherwise;

const Page = (): JSX.Element => {
  const texts = resident[useLanguage()];
  const [tab, setTab] = useState<Tab>(tabAsked);
  const [round, setRound] = useState(0);
  const [own, setOwn] = useState({ trackingNumber: numberAsked, phone: "" });
  document.title = texts.title;
  const go = (to: Tab): void => {
    setTab(to);
    history.replaceState(null, "", `?page=${to}`);
  };
  return (
    <>
      <a class="skip" href="#main">
        {texts.skip}
      </a>
      <header class="top">
        <h1>{texts.title}</h1>
        <LanguageButton />
      </header>
      <nav class="tabs" aria-label={texts.nav}>
        {TABS.map((one) => (
          <button key={one} type="button" aria-current={one === tab ? "page" : undefined} onClick={() => go(one)}>
            {texts.tabs[one]}
          </button>
        ))}
      </nav>
      <main id="main" tabIndex={-1}>
        {tab === "report" && (
          <Report
            key={round}
            onAnother={() => setRound(round + 1)}
            onTrack={(mine) => {
              setOwn(mine);
              go("track");
            }}
          />
        )}
        {tab === "track" && <Track first={own} />}
        {tab === "card" && <Card />}
        {tab === "budgets" && <Budgets />}
      </main>
    </>
  );
};

keepSignedIn();
const root = document.getElementById("root");
if (root !== null) render(<Page />, root);
