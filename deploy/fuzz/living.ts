/** What is alive in a district, so that a made-up request finds something to be about. */
import type { Account, Client } from "../demo/client.ts";
import { accounts } from "./accounts.ts";
import { isObject, openLists, pathNames, type Json, type OpenApi } from "./document.ts";

const accountOf = (name: string): Account => {
  const account = accounts.get(name);
  if (account === undefined) throw new Error(`no account ${name}`);
  return account;
};
const [clerk, admin, officer] = [accountOf("clerk"), accountOf("admin"), accountOf("officer")];

/** By whose right lists are read: the first one who may. */
const READERS: readonly Account[] = [admin, accountOf("supervisor"), officer, accountOf("enforcementLead")];
const MOST_OF_ONE = 8;

const reporter = { name: "张三", phone: "13800000000" };
const party = {
  kind: "citizen",
  name: "李四",
  idNumber: "510108199001011234",
  phone: "13900000000",
  address: "某路1号",
};
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** `grid`: any that there is; `day`: of the platform's clock. */
const deedsOf = (grid: string, day: string): readonly { by: Account; path: string; body: Json }[] => [
  ...["event-0201", "event-0110", "event-0112"].map((category) => ({
    by: clerk,
    path: "reports",
    body: { category, grid, channel: "window", description: "测试上报", reporter },
  })),
  { by: clerk, path: "applications", body: { item: "item-0001", channel: "window", reporter } },
  { by: clerk, path: "consultations", body: { text: "如何办理居住证", channel: "window", reporter } },
  { by: clerk, path: "complaints", body: { text: "态度恶劣", against: "housing", channel: "window", reporter } },
  { by: clerk, path: "opinions", body: { text: "建议增设路灯", channel: "opinionBox", reporter } },
  { by: admin, path: "api-keys", body: { label: "Fuzz", department: "urban-management" } },
  { by: clerk, path: "photos", body: { content: PIXEL } },
  {
    by: officer,
    path: "dossiers",
    body: {
      item: "power-0001",
      source: { kind: "inspection" },
      area: "510108002",
      party,
      facts: "占道经营",
      act: { committedOn: day, foundOn: day },
    },
  },
];

/** Every text that stands under one of these names, at most so many of each. */
export const namedIn = (
  names: ReadonlySet<string>,
  answers: readonly unknown[],
): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, Set<string>>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner === "string" && names.has(name)) {
          const texts = found.get(name) ?? new Set();
          found.set(name, texts.size < MOST_OF_ONE ? texts.add(inner) : texts);
        } else look(inner);
      }
  };
  answers.forEach(look);
  return new Map([...found].map(([name, texts]) => [name, [...texts]]));
};

const API = "/api/v1";

/** Begins one of each thing, and finds out by what name it can be asked for. */
export const living = async (
  url: string,
  client: Client,
  document: OpenApi,
  day: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { body } = await client.get(`${API}/grids?limit=1`, await client.token(clerk));
  const [grid] = body["grids"] as readonly { readonly code: string }[];
  const answers: unknown[] = [body];
  for (const { by, path, body: said } of deedsOf(grid?.code ?? "", day)) {
    const { status, body: answer } = await client.post(`${API}/${path}`, said, { token: await client.token(by) });
    if (status !== 200 && status !== 201) throw new Error(`POST ${path}: ${String(status)} ${JSON.stringify(answer)}`);
    answers.push(answer);
  }
  for (const path of openLists(document))
    for (const reader of READERS) {
      const headers = { authorization: `Bearer ${await client.token(reader)}` };
      const answer = await fetch(`${url}${API}${path}`, { headers });
      const isRead = answer.ok && answer.headers.get("content-type")?.startsWith("application/json") === true;
      const text = await answer.text();
      if (!isRead) continue;
      answers.push(JSON.parse(text));
      break;
    }
  return namedIn(pathNames(document), answers);
};
