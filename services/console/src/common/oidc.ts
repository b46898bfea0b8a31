import { Problem } from "./problem.ts";
import { session, sessionOf, type Renewal, type Session, type SignIn } from "./session.ts";

type Oidc = NonNullable<SignIn["oidc"]>;

/** What is remembered while somebody is away at the identity provider. */
interface Begun {
  readonly state: string;
  readonly verifier: string;
  readonly cameFrom: string;
}

const KEY = "wangge.signing-in";

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** The page that the provider sends people back to: the first one below `/console` or `/field`, or that of residents. */
const redirectUri = (): string => {
  const [, first = ""] = location.pathname.split("/");
  return first === "" ? `${location.origin}/` : `${location.origin}/${first}/`;
};

const endpointsOf = async ({ issuer }: Oidc): Promise<{ readonly authorize: string; readonly token: string }> => {
  const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const found = (await answer.json()) as Readonly<Record<string, unknown>>;
  const [authorize, token] = [found["authorization_endpoint"], found["token_endpoint"]];
  if (!answer.ok || found["issuer"] !== issuer || typeof authorize !== "string" || typeof token !== "string")
    throw new Error(`${issuer} does not say how to sign in`);
  return { authorize, token };
};

/** Sends the browser to the identity provider: authorization code with PKCE (RFC 7636), for a client without a secret. */
export const beginSignIn = async (oidc: Oidc): Promise<void> => {
  const { authorize } = await endpointsOf(oidc);
  const begun: Begun = { state: random(), verifier: random(), cameFrom: `${location.pathname}${location.search}` };
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(begun.verifier));
  const url = new URL(authorize);
  const asked = {
    response_type: "code",
    client_id: oidc.clientId,
    redirect_uri: redirectUri(),
    scope: "openid",
    state: begun.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  location.assign(url);
};

/** Asks the provider for a token, and keeps with it what another one can be had with. @throws Problem where it gives none */
const tokenOf = async (oidc: Oidc, asked: Readonly<Record<string, string>>): Promise<Session> => {
  const { token } = await endpointsOf(oidc);
  const form = new URLSearchParams({ ...asked, client_id: oidc.clientId });
  const answer = await fetch(token, { method: "POST", body: form });
  const { access_token, refresh_token, error } = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (!answer.ok || typeof access_token !== "string")
    throw new Problem(answer.status, { detail: `no token: ${String(error)}` });
  // A provider that gives no new one wants the old one again (RFC 6749, section 6).
  const refreshToken = typeof refresh_token === "string" ? refresh_token : asked["refresh_token"];
  return sessionOf(
    access_token,
    oidc.rolesClaim,
    refreshToken === undefined ? undefined : { by: "provider", oidc, refreshToken },
  );
};

export const refresh = ({ oidc, refreshToken }: Renewal & { readonly by: "provider" }): Promise<Session> =>
  tokenOf(oidc, { grant_type: "refresh_token", refresh_token: refreshToken });

/**
 * Takes the code that somebody came back with for a token, once.
 * @returns where he was before; undefined where nobody is coming back @throws Error where the answer is not for what was asked here
 */
export const finishSignIn = async (oidc: Oidc): Promise<string | undefined> => {
  const back = new URLSearchParams(location.search);
  const code = back.get("code");
  const kept = sessionStorage.getItem(KEY);
  if (code === null || kept === null) return undefined;
  sessionStorage.removeItem(KEY);
  const { state, verifier, cameFrom } = JSON.parse(kept) as Begun;
  if (back.get("state") !== state) throw new Error("the answer of the identity provider is not for this page");
  session.set(
    await tokenOf(oidc, {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri(),
      code_verifier: verifier,
    }),
  );
  return cameFrom;
};
