import { join } from "node:path";
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from "@nats-io/nkeys";
import { z } from "zod";
import { textOf, writePrivate } from "./files.ts";

const State = z.object({
  /** Public keys of the users of each principal that may connect, the newest last. */
  users: z.record(z.string(), z.array(z.string())),
  /** Public keys of each principal that were taken back, and when, in seconds since 1970. */
  revoked: z.record(z.string(), z.record(z.string(), z.number())),
});
export type State = z.output<typeof State>;

/** The keys of an operator in one folder: seeds readable by their owner alone, and the list of what they have signed. */
export interface OperatorKeys {
  readonly operator: KeyPair;
  /** The key of an account, made when it is first asked for. */
  readonly account: (name: string) => KeyPair;
  readonly publicKeyOf: (account: string) => string;
  readonly state: () => State;
  readonly keep: (state: State) => void;
  readonly credentialsFile: (principal: string) => string;
}

const keyIn = (file: string, create: () => KeyPair): KeyPair => {
  const seed = textOf(file);
  if (seed !== undefined) return fromSeed(new TextEncoder().encode(seed.trim()));
  const made = create();
  writePrivate(file, `${new TextDecoder().decode(made.getSeed())}\n`);
  return made;
};

export const operatorKeys = (dir: string): OperatorKeys => {
  const stateFile = join(dir, "issued.json");
  const accounts = new Map<string, { readonly key: KeyPair; readonly publicKey: string }>();
  const accountNamed = (name: string) => {
    const known = accounts.get(name);
    if (known !== undefined) return known;
    const key = keyIn(join(dir, "accounts", `${name}.nk`), createAccount);
    const made = { key, publicKey: key.getPublicKey() };
    accounts.set(name, made);
    return made;
  };
  return {
    operator: keyIn(join(dir, "operator.nk"), createOperator),
    account: (name) => accountNamed(name).key,
    publicKeyOf: (account) => accountNamed(account).publicKey,
    state: () => State.parse(JSON.parse(textOf(stateFile) ?? '{"users":{},"revoked":{}}')),
    keep: (state) => {
      writePrivate(stateFile, `${JSON.stringify(state, undefined, 1)}\n`);
    },
    credentialsFile: (principal) => join(dir, "creds", `${principal}.creds`),
  };
};

export const newUserKey = createUser;
