import { createStore } from "./store.ts";

/** Who is signed in in this tab. */
export interface Session {
  readonly token: string;
  readonly account: string;
  readonly roles: readonly string[];
  readonly worker?: string | undefined;
  readonly department?: string | undefined;
  readonly organization?: string | undefined;
  /** ms since 1970, by the clock of this browser */
  readonly bornAt: number;
  /** ms since 1970 */
  readonly expiresAt: number;
  /** With what another token is had before this one ends. */
  readonly renewal?: Renewal | undefined;
}

export type Renewal =
  | { readonly by: "developer"; readonly path: string; readonly account: DevAccount }
  | { readonly by: "provider"; readonly oidc: NonNullable<SignIn["oidc"]>; readonly refreshToken: string };

/** How one signs in at this gateway: `/pages.json`. */
export interface SignIn {
  readonly devTokenPath?: string;
  readonly oidc?: { readonly issuer: string; readonly clientId: string; readonly rolesClaim: string };
}

const KEY = "wangge.session";

const kept = (): Session | undefined => {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return undefined;
  const session = JSON.parse(text) as Session;
  return session.expiresAt > Date.now() ? session : undefined;
};

/** For this tab alone, and no longer than the tab. */
export const session = createStore<Session | undefined>(kept());

session.subscribe(() => {
  const now = session.get();
  if (now === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(now));
});

/** Why nobody is signed in any more: what the page for signing in says. */
export type Ended = "expired" | "withdrawn" | "untold";
export const ended = createStore<Ended | undefined>(undefined);

session.subscribe(() => {
  if (session.get() !== undefined) ended.set(undefined);
});

const part = (token: string): Readonly<Record<string, unknown>> => {
  const [, payload = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
};

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/**
 * What the token says, to show the right things. What may be done, the services decide.
 * `rolesClaim`: the claim with the roles; dots go inwards.
 */
export const sessionOf = (token: string, rolesClaim = "roles", renewal?: Renewal): Session => {
  const claims = part(token);
  const roles = rolesClaim
    .split(".")
    .reduce<unknown>(
      (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
      claims,
    );
  return {
    token,
    account: text(claims["sub"]) ?? "",
    roles: Array.isArray(roles) ? roles.map(String) : [],
    worker: text(claims["worker"]),
    department: text(claims["department"]),
    organization: text(claims["organization"]),
    bornAt: Date.now(),
    expiresAt: Number(claims["exp"]) * 1000,
    renewal,
  };
};

export interface DevAccount {
  readonly role: string;
  readonly sub?: string;
  readonly worker?: string;
  readonly department?: string;
  readonly organization?: string;
}

/** A token of the development issuer. @throws Error where it gives none */
export const devToken = async (path: string, account: DevAccount): Promise<string> => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(account),
  });
  const body = (await answer.json()) as { readonly access_token?: string; readonly detail?: string };
  if (body.access_token === undefined) throw new Error(body.detail ?? `${answer.status}`);
  return body.access_token;
};

/** Signs in with the development issuer, and stays so. */
export const devSession = async (path: string, account: DevAccount): Promise<Session> =>
  sessionOf(await devToken(path, account), "roles", { by: "developer", path, account });

export const signInOf = async (): Promise<SignIn> => (await fetch("/pages.json")).json() as Promise<SignIn>;
