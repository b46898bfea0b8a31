/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useLanguage } from "../common/mobile.tsx";
import { MobileSignIn } from "../common/mobile-sign-in.tsx";
import { field } from "../common/texts/field.ts";

export const SignInPage = (): JSX.Element => {
  const { signIn, signInOidc, worker, signInHelp } = field[useLanguage()];
  return (
    <MobileSignIn
      words={{ signIn, signInOidc, account: worker, accountHelp: signInHelp }}
      first="w-0001"
      accountOf={(name) => ({ role: "gridWorker", worker: name })}
    />
  );
};
