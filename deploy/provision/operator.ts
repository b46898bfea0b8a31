import { join } from "node:path";
import { Algorithms, decode, encode, encodeOperator, encodeUser, fmtCreds, type Account } from "@nats-io/jwt";
import type { NatsConnection } from "@nats-io/transport-node";
import { accountsOf, API_MAPPING, BUS_ACCOUNT, localSubject, type AccountPlan } from "@wangge/kit";
import { z } from "zod";
import { compareRights, type Authority, type Rights } from "./authority.ts";
import type { Compiled } from "./compile.ts";
import { writePrivate } from "./files.ts";
import { newUserKey, operatorKeys, type OperatorKeys } from "./operator-keys.ts";

/** The server's own account: its user `sys` tells the servers of changed accounts. */
export const SYSTEM_ACCOUNT = "SYS";
const SYSTEM_USER = "sys";
const NO_LIMITS = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

interface AccountClaims extends Partial<Account> {
  readonly mappings?: Readonly<Record<string, readonly { readonly subject: string; readonly weight: number }[]>>;
}

/** In a JWT the renamed subject refers to the wildcards of the other by number. */
const numbered = (subject: string): string => {
  let count = 0;
  return subject.replaceAll("*", () => `$${String((count += 1))}`);
};

const mappings = Object.fromEntries(
  Object.entries(API_MAPPING).map(([subject, to]) => [subject, [{ subject: to, weight: 100 }]]),
);

const accountClaims = (
  { permissions, asks, says, hears }: AccountPlan,
  publicKeyOf: (account: string) => string,
  revocations: Readonly<Record<string, number>>,
): AccountClaims => ({
  limits: NO_LIMITS,
  mappings,
  revocations,
  default_permissions: { pub: { allow: [...permissions.publish] }, sub: { allow: [...permissions.subscribe] } },
  exports: says.map((subject) => ({ name: subject, subject, type: "stream" })),
  imports: [
    ...asks.map((subject) => {
      const local = localSubject(subject);
      const renamed = local === subject ? {} : { local_subject: numbered(local) };
      return { name: subject, subject, account: publicKeyOf(BUS_ACCOUNT), type: "service" as const, ...renamed };
    }),
    ...hears.map(({ account, subject }) => ({
      ...{ name: subject, subject, account: publicKeyOf(account), type: "stream" as const },
    })),
  ],
});

/** What each account may do, by its name. */
const claimsOf = (compiled: Compiled, keys: OperatorKeys): ReadonlyMap<string, AccountClaims> => {
  const limited = compiled.principals.flatMap(({ name, permissions }) =>
    permissions === undefined ? [] : [{ name, permissions }],
  );
  const { answers, accounts } = accountsOf(limited);
  const { revoked } = keys.state();
  const bus: AccountClaims = {
    limits: { ...NO_LIMITS, ...JETSTREAM },
    revocations: revoked["admin"] ?? {},
    exports: answers.map(({ subject, isStream }) => ({
      ...{ name: subject, subject, type: "service" as const, response_type: isStream ? "Stream" : "Singleton" },
    })),
  };
  return new Map([
    [SYSTEM_ACCOUNT, { limits: NO_LIMITS, revocations: revoked[SYSTEM_USER] ?? {} }],
    [BUS_ACCOUNT, bus],
    ...accounts.map((plan): [string, AccountClaims] => [
      plan.name,
      accountClaims(plan, keys.publicKeyOf, revoked[plan.name] ?? {}),
    ]),
  ]);
};

/** The plain encoder: the library's own for accounts checks each import in 15 ms, and here are hundreds. */
const sign = (name: string, claims: AccountClaims, { publicKeyOf, operator }: OperatorKeys): Promise<string> =>
  encode(
    Algorithms.v2,
    { aud: "", jti: "", iat: 0, iss: "", name, sub: publicKeyOf(name), nats: { type: "account", ...claims } },
    operator,
  );

const accountOf = (principal: string): string =>
  principal === "admin" ? BUS_ACCOUNT : principal === SYSTEM_USER ? SYSTEM_ACCOUNT : principal;

const inSeconds = (day: string): number => Math.floor(Date.parse(`${day}T23:59:59Z`) / 1000);

/** Credentials for one principal, in its file. Its rights stand in its account, so that they change without new credentials. */
const issue = async (principal: string, until: string | undefined, keys: OperatorKeys): Promise<void> => {
  const key = newUserKey();
  const account = keys.account(accountOf(principal));
  const token = await encodeUser(principal, key, account, {}, until === undefined ? {} : { exp: inSeconds(until) });
  writePrivate(keys.credentialsFile(principal), fmtCreds(token, key));
  const { users, ...rest } = keys.state();
  keys.keep({ ...rest, users: { ...users, [principal]: [...(users[principal] ?? []), key.getPublicKey()] } });
};

const issueMissing = async ({ principals }: Compiled, keys: OperatorKeys): Promise<void> => {
  const { users } = keys.state();
  for (const { name, until } of [...principals, { name: SYSTEM_USER, until: undefined }])
    if (users[name] === undefined) await issue(name, until, keys);
};

/** What a server needs to know at its first start; later changes are pushed to it. */
export const serverConfig = async (compiled: Compiled, dir: string, resolverDir: string): Promise<string> => {
  const keys = operatorKeys(dir);
  await issueMissing(compiled, keys);
  const system = keys.publicKeyOf(SYSTEM_ACCOUNT);
  const operator = await encodeOperator("wangge", keys.operator, { system_account: system });
  const signed = await Promise.all(
    [...claimsOf(compiled, keys)].map(async ([name, claims]) => [
      keys.publicKeyOf(name),
      await sign(name, claims, keys),
    ]),
  );
  return [
    `operator: ${operator}`,
    `system_account: ${system}`,
    `resolver: { type: full, dir: ${JSON.stringify(resolverDir)}, allow_delete: false, interval: "2m" }`,
    `resolver_preload: ${JSON.stringify(Object.fromEntries(signed), undefined, 1)}`,
    "",
  ].join("\n");
};

const rightsOf = ({ default_permissions: rights }: AccountClaims, credentials: readonly string[]): Rights => ({
  publish: rights?.pub?.allow ?? [">"],
  subscribe: rights?.sub?.allow ?? [">"],
  credentials,
});

/** An account that the file does not name any more: servers keep it, and none of its users may connect. */
const shut = (): AccountClaims => ({
  limits: NO_LIMITS,
  revocations: { [ALL_USERS]: Math.floor(Date.now() / 1000) },
  default_permissions: { pub: { deny: [">"] }, sub: { deny: [">"] } },
});
const ALL_USERS = "*";
const isShut = ({ revocations }: AccountClaims): boolean => revocations?.[ALL_USERS] !== undefined;

const Pushed = z.object({ error: z.object({ description: z.string() }).optional() });

/**
 * An operator that signs: servers hold no secret and are told of changes over the bus, by the user `sys`.
 * @param dir folder of the keys
 * @param system a connection of that user
 */
export const operatorAuthority = (dir: string, system: NatsConnection): Authority => {
  const keys = operatorKeys(dir);

  const tell = async (name: string, claims: AccountClaims): Promise<void> => {
    const answer = await system.request("$SYS.REQ.CLAIMS.UPDATE", await sign(name, claims, keys), { timeout: 5_000 });
    const { error } = Pushed.parse(answer.json());
    if (error !== undefined) throw new Error(`account ${name}: ${error.description}`);
  };

  const push = async (compiled: Compiled): Promise<void> => {
    for (const [name, claims] of claimsOf(compiled, keys)) await tell(name, claims);
    writePrivate(join(dir, "creds", "grants.json"), `${JSON.stringify(compiled.grants, undefined, 1)}\n`);
  };

  /** What the servers have of an account; undefined where they do not know it. */
  const claimsThere = async (name: string): Promise<AccountClaims | undefined> => {
    const subject = `$SYS.REQ.ACCOUNT.${keys.publicKeyOf(name)}.CLAIMS.LOOKUP`;
    const token = (await system.request(subject, "", { timeout: 5_000 })).string();
    return token === "" ? undefined : decode<Account>(token).nats;
  };

  const takeBack = async (principal: string, publicKeys: readonly string[], compiled: Compiled): Promise<void> => {
    const { users, revoked } = keys.state();
    const now = Math.floor(Date.now() / 1000);
    const gone = Object.fromEntries(publicKeys.map((key) => [key, now]));
    keys.keep({
      users: { ...users, [principal]: (users[principal] ?? []).filter((key) => !publicKeys.includes(key)) },
      revoked: { ...revoked, [principal]: { ...revoked[principal], ...gone } },
    });
    const account = accountOf(principal);
    const claims = claimsOf(compiled, keys).get(account);
    if (claims !== undefined) await tell(account, claims);
  };

  return {
    plan: async (compiled) => {
      const { users } = keys.state();
      const wanted = claimsOf(compiled, keys);
      const known = [...new Set([...wanted.keys(), ...Object.keys(users).map(accountOf)])];
      const there = await Promise.all(known.map(async (name) => [name, await claimsThere(name)] as const));
      const before = new Map(
        there.flatMap(([name, claims]) =>
          claims === undefined || isShut(claims) ? [] : [[name, rightsOf(claims, [])] as const],
        ),
      );
      return compareRights(before, new Map([...wanted].map(([name, claims]) => [name, rightsOf(claims, [])])));
    },
    apply: async (compiled) => {
      await issueMissing(compiled, keys);
      const { users } = keys.state();
      const named = new Set([...compiled.principals.map(({ name }) => name), SYSTEM_USER]);
      await push(compiled);
      for (const name of Object.keys(users)) if (!named.has(name)) await tell(accountOf(name), shut());
    },
    renew: async (principal, compiled) => {
      const old = keys.state().users[principal] ?? [];
      await issue(principal, compiled.principals.find(({ name }) => name === principal)?.until, keys);
      return old;
    },
    retire: takeBack,
    revoke: (principal, compiled) => takeBack(principal, keys.state().users[principal] ?? [], compiled),
  };
};
