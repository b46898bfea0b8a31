import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "../api/platform.js";
import { Problem } from "./problem.ts";
import { ended, session, type Ended } from "./session.ts";

export { Problem } from "./problem.ts";

const ENDS: Readonly<Record<string, Ended>> = { "auth.token_invalid": "expired", "auth.withdrawn": "withdrawn" };

const bearer = (): string | undefined => {
  const token = session.get()?.token;
  return token === undefined ? undefined : `Bearer ${token}`;
};

/** What a refusal says. A token that does not count any more ends the session that it is of, and not one that has begun since. */
const problemOf = async (response: Response, asked: string | null): Promise<Problem> => {
  const body: unknown = await response.json().catch(() => ({}));
  const problem = new Problem(response.status, typeof body === "object" && body !== null ? { ...body } : {});
  const end = ENDS[problem.code];
  if (end !== undefined && asked !== null && asked === bearer()) {
    session.set(undefined);
    ended.set(end);
  }
  return problem;
};

const signed: Middleware = {
  onRequest: ({ request }) => {
    const asked = bearer();
    if (asked !== undefined) request.headers.set("authorization", asked);
    return request;
  },
};
const thrown: Middleware = {
  onResponse: async ({ request, response }) => {
    if (response.ok) return;
    throw await problemOf(response, request.headers.get("authorization"));
  },
};

/** The platform's API, typed by its own document. Every answer but a good one is thrown as a `Problem`. */
export const api = createClient<paths>({ baseUrl: "/api/v1" });
api.use(signed, thrown);

/** The same without saying who asks: what needs no account is not tied to one, whoever is signed in in this tab. */
export const openApi = createClient<paths>({ baseUrl: "/api/v1" });
openApi.use(thrown);

/** What an error says, whatever was thrown. */
export const saidBy = (error: unknown): string => (error instanceof Error ? error.message : "");

/** What came of a call that throws its problems: the body is there. */
export const dataOf = <Data>({ data }: { readonly data?: Data }): Data => {
  if (data === undefined) throw new Error("an answer without a body");
  return data;
};

/** What has no place in the typed client: pictures and GeoJSON. `isOpen`: without saying who asks. @throws Problem */
export const raw = async (path: string, init: RequestInit = {}, isOpen = false): Promise<Response> => {
  const asked = isOpen ? undefined : bearer();
  const headers = new Headers(init.headers);
  if (asked !== undefined) headers.set("authorization", asked);
  const response = await fetch(`/api/v1${path}`, { ...init, headers });
  if (!response.ok) throw await problemOf(response, headers.get("authorization"));
  return response;
};
