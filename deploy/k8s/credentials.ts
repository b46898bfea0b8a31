/**
 * Passwords that change while everything runs. Whoever signs in somewhere has two users there with the same rights, `dispatch` and `dispatch.2`, and uses one of them;
 * the server knows both. `renewed` sends it over to the other one, whose password the server has known all the time, and `retired` gives the one that it has left a new
 * password. So neither step has to reach two places at the same moment.
 */

/** Values by `<secret>/<key>`. */
export type Values = Readonly<Record<string, string>>;

export interface Owned {
  /** Whose password it is: a user of the bus, a service at its store, `backup` and `restore` at all stores, `redis`. */
  readonly owner: string;
  readonly isSecond: boolean;
}

const PASSWORDS = [
  /^nats\/NATS_PASSWORD_(\w+?)(_2)?$/,
  /^mongo-(\w+)\/PASSWORD(_2)?$/,
  /^mongo-\w+\/(BACKUP|RESTORE)_PASSWORD(_2)?$/,
  /^(redis)\/PASSWORD(_2)?$/,
];

/** Whose password stands at `<secret>/<key>`; undefined where none stands. */
export const ownerOf = (name: string): Owned | undefined => {
  const [, owner, second] = PASSWORDS.flatMap((pattern) => pattern.exec(name) ?? []);
  return owner === undefined ? undefined : { owner: owner.toLowerCase(), isSecond: second !== undefined };
};

const isOnSecond = (values: Values, owner: string): boolean => values[`turn/${owner}`] === "2";

/** The user that is in use, and where its password stands. */
export const inUse = (values: Values, owner: string, first: { readonly user: string; readonly name: string }) =>
  isOnSecond(values, owner) ? { user: `${first.user}.2`, name: `${first.name}_2` } : first;

/** Everybody who has passwords among these names, sorted. */
export const ownersIn = (names: readonly string[]): readonly string[] =>
  [...new Set(names.flatMap((name) => ownerOf(name)?.owner ?? []))].sort();

/** The first step: these owners use their other user from now on. */
export const renewed = (values: Values, owners: readonly string[]): Values => ({
  ...values,
  ...Object.fromEntries(owners.map((owner) => [`turn/${owner}`, isOnSecond(values, owner) ? "1" : "2"])),
});

/** The second step, when nobody uses the old ones any more: without passwords, so that new ones are made. */
export const retired = (values: Values, owners: readonly string[]): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => {
      const owned = ownerOf(name);
      return owned === undefined || !owners.includes(owned.owner) || owned.isSecond === isOnSecond(values, owned.owner);
    }),
  );

/** Without the certificates that the authority of the installation has signed, so that it signs new ones. */
export const withoutCertificates = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !/^[\w-]+-tls\//.test(name)));
