import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { authorizationOf, BUS_ACCOUNT, principalOf } from "@wangge/kit";
import { z } from "zod";
import { compareRights, type Authority, type Rights } from "./authority.ts";
import type { Compiled } from "./compile.ts";
import { textOf, writePrivate } from "./files.ts";
import { principalsOf } from "./principals.ts";

export interface ConfigPlaces {
  /** One password per user; empty where it was taken back. */
  readonly secretsFile: string;
  /** The part of the server's configuration that is ours. */
  readonly confFile: string;
  /** Gets one file for each principal, `NATS_CREDS` of its program; and the grants. */
  readonly credentialsDir: string;
  /** Makes the server read its configuration again. @see reloadBySignal */
  readonly reload: () => Promise<void>;
}

/** How long a reload takes at most; for a moment of it nothing answers on the API of the bus. */
const SETTLE_MS = 1_000;

/**
 * SIGHUP, twice: what an account imports that is new with a reload is found only by the next one (seen on 2.15.1). Who is out
 * is out with the first.
 */
export const reloadBySignal = async (pid: number): Promise<void> => {
  process.kill(pid, "SIGHUP");
  await sleep(SETTLE_MS);
  process.kill(pid, "SIGHUP");
  await sleep(SETTLE_MS);
};

type Secrets = Readonly<Record<string, string>>;

const readSecrets = (file: string): Secrets => z.record(z.string(), z.string()).parse(JSON.parse(textOf(file) ?? "{}"));

const Subjects = z.object({ allow: z.array(z.string()) });
const Users = z.array(z.object({ user: z.string(), password: z.string() }));
const Accounts = z.record(
  z.string(),
  z.object({ users: Users, default_permissions: z.object({ publish: Subjects, subscribe: Subjects }).optional() }),
);

const HEAD = "accounts: ";

/** What the configuration says of each principal. */
const rightsIn = (conf: string | undefined): ReadonlyMap<string, Rights> => {
  const at = conf?.indexOf(HEAD) ?? -1;
  if (conf === undefined || at < 0) return new Map();
  const accounts = Accounts.parse(JSON.parse(conf.slice(at + HEAD.length)));
  return new Map(
    Object.entries(accounts).flatMap(([account, { users, default_permissions: rights }]) => {
      const credentials = users.map(({ user, password }) => ({ user, password }));
      const names =
        account === BUS_ACCOUNT ? users.map(({ user }) => principalOf(user)) : users.length > 0 ? [account] : [];
      return [...new Set(names)].map((name): [string, Rights] => [
        name,
        {
          publish: rights?.publish.allow ?? [">"],
          subscribe: rights?.subscribe.allow ?? [">"],
          credentials: credentials.filter(({ user }) => principalOf(user) === name).map(({ user }) => user),
        },
      ]);
    }),
  );
};

const generationOf = (user: string): number => Number(user.split(".")[1] ?? 1);

const usersOf = (secrets: Secrets, principal: string): readonly string[] =>
  Object.keys(secrets)
    .filter((user) => principalOf(user) === principal)
    .sort((one, other) => generationOf(one) - generationOf(other));

/** They keep their names: a name without a password would get a new one at the next start. */
const takenBack = (users: readonly string[]): Secrets => Object.fromEntries(users.map((user) => [user, ""]));

const newPassword = (): string => randomBytes(24).toString("base64url");

/** The server's own file: passwords stand in it and in `secretsFile`, so both belong to the server's machine alone. */
export const configAuthority = ({ secretsFile, confFile, credentialsDir, reload }: ConfigPlaces): Authority => {
  const withMissing = (secrets: Secrets, { principals }: Compiled): Secrets => ({
    ...secrets,
    ...Object.fromEntries(
      principals.filter(({ name }) => usersOf(secrets, name).length === 0).map(({ name }) => [name, newPassword()]),
    ),
  });

  const confOf = (secrets: Secrets, compiled: Compiled): string => authorizationOf(principalsOf(secrets, compiled));

  const save = async (secrets: Secrets, compiled: Compiled): Promise<void> => {
    writePrivate(secretsFile, `${JSON.stringify(secrets, undefined, 2)}\n`);
    for (const { name } of compiled.principals) {
      const user = usersOf(secrets, name).findLast((one) => secrets[one] !== "");
      const file = join(credentialsDir, `${name}.json`);
      if (user === undefined) rmSync(file, { force: true });
      else writePrivate(file, `${JSON.stringify({ user, password: secrets[user] })}\n`);
    }
    writePrivate(join(credentialsDir, "grants.json"), `${JSON.stringify(compiled.grants, undefined, 1)}\n`);
    const conf = confOf(secrets, compiled);
    if (textOf(confFile)?.trimEnd().endsWith(`\n${conf.trimEnd()}`) === true) return;
    writePrivate(confFile, `# Written by provisioning.\n${conf}`);
    await reload();
  };

  return {
    plan: (compiled) => {
      const conf = confOf(withMissing(readSecrets(secretsFile), compiled), compiled);
      return Promise.resolve(compareRights(rightsIn(textOf(confFile)), rightsIn(conf)));
    },
    apply: (compiled) => save(withMissing(readSecrets(secretsFile), compiled), compiled),
    renew: async (principal, compiled) => {
      const secrets = withMissing(readSecrets(secretsFile), compiled);
      const old = usersOf(secrets, principal);
      const next = `${principal}.${String(generationOf(old.at(-1) ?? principal) + 1)}`;
      await save({ ...secrets, [next]: newPassword() }, compiled);
      return old;
    },
    retire: (_principal, old, compiled) => save({ ...readSecrets(secretsFile), ...takenBack(old) }, compiled),
    revoke: (principal, compiled) => {
      const secrets = readSecrets(secretsFile);
      return save({ ...secrets, ...takenBack([principal, ...usersOf(secrets, principal)]) }, compiled);
    },
  };
};
