import { matches } from "./topology.ts";

/** Subjects, with wildcards. What is not listed is denied. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * The account that has JetStream: streams, consumers, and those who may do everything.
 * A reply goes to any subject its asker names, unchecked; within one account it would therefore reach the streams and the API of
 * all. So every principal has an account of its own and reaches this one by imports alone: answers stay with who asked.
 */
export const BUS_ACCOUNT = "BUS";

/**
 * The server answers `$JS.API.>` in every account by itself, without JetStream with a refusal. So the API of the bus has another name
 * there, and the server calls it so itself: clients do not notice. Permissions are checked on the new name.
 */
export const API_MAPPING = { "$JS.API.>": `${BUS_ACCOUNT}.API.>` } as const;

/** What a subject of the bus is called in the account of a principal. */
export const localSubject = (subject: string): string => subject.replace(/^\$JS\.API\./, `${BUS_ACCOUNT}.API.`);

export interface ServiceExport {
  readonly subject: string;
  /** More than one message may answer. */
  readonly isStream: boolean;
  /** Who imports it, or a part of it. */
  readonly accounts: readonly string[];
}

export interface StreamImport {
  readonly account: string;
  readonly subject: string;
}

/** The account of one principal. What it lacks does not exist for its users. */
export interface AccountPlan {
  readonly name: string;
  /** In the names of this account. @see localSubject */
  readonly permissions: Permissions;
  /** Questions that it may put to the bus. */
  readonly asks: readonly string[];
  /** Packets that its nodes send: `MOL-wangge.<packet>.<to>.<instance>.<itself>.<instance>`. */
  readonly says: readonly string[];
  readonly hears: readonly StreamImport[];
}

export interface AccountsPlan {
  /** What the account of the bus answers. */
  readonly answers: readonly ServiceExport[];
  readonly accounts: readonly AccountPlan[];
}

const PACKET = "MOL-";
const isPacket = (subject: string): boolean => subject.startsWith(PACKET);
const isStream = (subject: string): boolean => /^\$JS\.API\.(CONSUMER\.MSG\.NEXT|DIRECT\.GET)\./.test(subject);

/** `dispatch.2` (a second credential, while the first is being given up) belongs to `dispatch`. */
export const principalOf = (user: string): string => user.split(".")[0] ?? user;

interface Named {
  readonly name: string;
  readonly permissions: Permissions;
}

/** Of what another says: what is for all, and what is for this one. */
const heardBy = (name: string, { name: account, permissions }: Named): readonly StreamImport[] =>
  permissions.publish.filter(isPacket).flatMap((subject) => {
    const [namespace, packet, to, ...rest] = subject.split(".");
    if (to === "all" || to === name) return [{ account, subject }];
    return to === "*" ? [{ account, subject: [namespace, packet, name, ...rest].join(".") }] : [];
  });

const isWide = (subject: string): boolean => subject.includes("*") || subject.endsWith(">");

const covers = (wide: string, narrow: string): boolean =>
  wide !== narrow && isWide(wide) && matches(wide, narrow) && (wide.endsWith(">") || !narrow.endsWith(">"));

/** What is left when all that a wider one covers is taken out: exports of one account may not overlap. */
const widest = (subjects: readonly string[]): readonly string[] => {
  const once = [...new Set(subjects)];
  const wide = once.filter(isWide);
  return once.filter((subject) => !wide.some((other) => covers(other, subject)));
};

/** Accounts with their exports and imports, from what each principal may publish and subscribe to. */
export const accountsOf = (principals: readonly Named[]): AccountsPlan => {
  const accounts = principals.map((principal): AccountPlan => {
    const { name, permissions } = principal;
    const isNode = permissions.subscribe.some(isPacket);
    const others = isNode ? principals.filter((other) => other.name !== name) : [];
    return {
      name,
      permissions: { ...permissions, publish: permissions.publish.map(localSubject) },
      asks: [...new Set(permissions.publish.filter((subject) => !isPacket(subject)))],
      says: widest(permissions.publish.filter(isPacket)),
      hears: others.flatMap((other) => heardBy(name, other)),
    };
  });
  const answers = widest(accounts.flatMap(({ asks }) => asks)).map((subject) => ({
    subject,
    isStream: isStream(subject),
    accounts: accounts
      .filter(({ asks }) => asks.some((asked) => asked === subject || covers(subject, asked)))
      .map(({ name }) => name),
  }));
  return { answers, accounts };
};
