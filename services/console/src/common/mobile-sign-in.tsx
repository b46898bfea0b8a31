/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EndedNote, Failure, Field, useAsk } from "./mobile.tsx";
import { beginSignIn, finishSignIn } from "./oidc.ts";
import { devSession, session, signInOf, type DevAccount } from "./session.ts";

interface Props {
  readonly words: {
    readonly signIn: string;
    readonly signInOidc: string;
    readonly account: string;
    readonly accountHelp: string;
  };
  /** The account that stands there first, where the development issuer signs in. */
  readonly first: string;
  readonly accountOf: (name: string) => DevAccount;
  /** Where one was before one went to the identity provider. */
  readonly onBack?: (cameFrom: string) => void;
}

const comeBack = (cameFrom: string): void => history.replaceState(null, "", cameFrom);

/** 登录. With the identity provider, and by the development issuer where the gateway has one. */
export const MobileSignIn = ({ words, first, accountOf, onBack = comeBack }: Props): JSX.Element => {
  const [account, setAccount] = useState(first);
  const ways = useAsk(signInOf);
  const { devTokenPath: path, oidc } = ways.answer ?? {};
  const begin = useAsk(async () => {
    if (oidc !== undefined) await beginSignIn(oidc);
  });
  const finish = useAsk(async () => {
    if (oidc === undefined) return;
    const cameFrom = await finishSignIn(oidc);
    if (cameFrom !== undefined) onBack(cameFrom);
  });
  const enter = useAsk(async () => {
    session.set(await devSession(path ?? "", accountOf(account.trim())));
  });
  useEffect(() => void ways.ask(), []);
  useEffect(() => void finish.ask(), [oidc]);
  return (
    <form
      class="panel"
      aria-label={words.signIn}
      onSubmit={(event) => {
        event.preventDefault();
        void enter.ask();
      }}
    >
      <EndedNote />
      <h2>{words.signIn}</h2>
      {oidc !== undefined && (
        <button class={path === undefined ? "main" : ""} type="button" onClick={() => void begin.ask()}>
          {words.signInOidc}
        </button>
      )}
      {path !== undefined && (
        <>
          <Field label={words.account} help={words.accountHelp}>
            <input value={account} onInput={(event) => setAccount(event.currentTarget.value)} />
          </Field>
          <button class="main" type="submit" disabled={account.trim() === "" || enter.isAsking}>
            {words.signIn}
          </button>
        </>
      )}
      <Failure error={ways.error ?? begin.error ?? finish.error ?? enter.error} />
    </form>
  );
};
