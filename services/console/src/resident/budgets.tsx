/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, dataOf, openApi, Problem } from "../common/api.ts";
import { Failure, useAsk, useLanguage, useStore } from "../common/mobile.tsx";
import { MobileSignIn } from "../common/mobile-sign-in.tsx";
import { session } from "../common/session.ts";
import { signOut } from "../common/sign-out.ts";
import { resident } from "../common/texts/resident.ts";
import { BudgetView } from "./budget.tsx";
import { PlaceChoice, responsibilityAt, type Place } from "./place.tsx";
import type { Budget } from "./types.ts";

const MOST = 20;

const communityAt = async (place: Place): Promise<string> => (await responsibilityAt(place)).place.community.code;

/** Signed in as whoever asks: his own projects are marked. */
const budgetsOf = async (community: string): Promise<readonly Budget[]> => {
  try {
    const asked = { params: { path: { community }, query: { limit: MOST } } };
    return dataOf(await api.GET("/councils/{community}/budgets", asked)).budgets;
  } catch (error) {
    // Where there is no council there is no budget either.
    if (error instanceof Problem && error.code === "social.council.unknown") return [];
    throw error;
  }
};

const nameOf = async (code: string): Promise<string> =>
  dataOf(await openApi.GET("/communities/{code}", { params: { path: { code } } })).name;

const addressOf = (community: string): string => `?page=budgets&community=${community}`;

/** Who proposes and votes has an account; who only looks needs none. */
const Who = (): JSX.Element => {
  const texts = resident[useLanguage()];
  const who = useStore(session);
  if (who !== undefined)
    return (
      <p class="row">
        <span data-testid="who">{texts.signedInAs(who.account)}</span>
        <button type="button" title={texts.signOutEverywhere} onClick={() => void signOut()}>
          {texts.signOut}
        </button>
      </p>
    );
  return (
    <details class="panel" open={new URLSearchParams(location.search).has("code")}>
      <summary>{texts.signInFor}</summary>
      <MobileSignIn
        words={{
          signIn: texts.signIn,
          signInOidc: texts.signInOidc,
          account: texts.account,
          accountHelp: texts.accountHelp,
        }}
        first=""
        accountOf={(sub) => ({ role: "citizen", sub })}
        onBack={(cameFrom) => location.replace(cameFrom)}
      />
    </details>
  );
};

/** 院落微预算. What the money of one's courtyard is to be spent on: proposed, priced, voted, and what became of it. */
export const Budgets = (): JSX.Element => {
  const texts = resident[useLanguage()];
  const who = useStore(session);
  const [community, setCommunity] = useState(new URLSearchParams(location.search).get("community") ?? undefined);
  const [place, setPlace] = useState<Place>();
  const where = useAsk(async () => {
    if (place === undefined) return;
    const code = await communityAt(place);
    history.replaceState(null, "", addressOf(code));
    setCommunity(code);
  });
  const name = useAsk(() => nameOf(community ?? ""));
  const budgets = useAsk(() => budgetsOf(community ?? ""));
  useEffect(() => {
    if (place !== undefined) void where.ask();
  }, [place]);
  useEffect(() => {
    if (community === undefined) return;
    void name.ask();
    void budgets.ask();
  }, [community, who?.account]);
  return (
    <>
      <section class="panel">
        <h2>{texts.tabs.budgets}</h2>
        <p class="quiet">{texts.budgetsHelp}</p>
        <PlaceChoice onPlace={setPlace} />
      </section>
      <Failure error={where.error ?? name.error ?? budgets.error} />
      <Who />
      {budgets.answer !== undefined && (
        <section class="stack" aria-label={texts.budgetsOf(name.answer ?? "")} data-testid="budgets">
          <h2>{texts.budgetsOf(name.answer ?? "")}</h2>
          {budgets.answer.length === 0 && <p>{texts.budgetsNone}</p>}
          {budgets.answer.map((one) => (
            <BudgetView key={one.id} of={one} isSignedIn={who !== undefined} onChange={() => void budgets.ask()} />
          ))}
        </section>
      )}
    </>
  );
};
