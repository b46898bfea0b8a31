/** Where drafts lie while nobody is signed in: of the tab, and gone with it. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Kept {
  readonly account: string;
  readonly until: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What was begun may hold what a resident has said of himself: long enough to sign in again, and not for the afternoon. */
export const DRAFTS_KEPT_MS = 15 * 60_000;
const KEY = "wangge.drafts";

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === "" ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/**
 * 草稿. While somebody is signed in, what he types is nowhere but in the page. Only when a sign-in ends by itself it is put down, under
 * his account; whoever signs out, signs in as somebody else or comes too late finds nothing.
 */
export const createDraftBox = (storage: DraftStorage, now: () => number = Date.now) => {
  const open = new Map<string, unknown>();

  const kept = (): Kept | undefined => {
    const text = storage.getItem(KEY);
    if (text === null) return undefined;
    const found = JSON.parse(text) as Kept;
    if (found.until > now()) return found;
    storage.removeItem(KEY);
    return undefined;
  };
  const keep = (next: Kept): void => {
    if (Object.keys(next.values).length === 0) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(next));
  };

  const drop = (name: string): void => {
    const found = kept();
    if (found === undefined || !(name in found.values)) return;
    const { [name]: _gone, ...values } = found.values;
    keep({ ...found, values });
  };

  return {
    /** What stands in a field now. Another word than was kept takes that one's place. */
    write: (name: string, value: unknown): void => {
      open.set(name, value);
      if (JSON.stringify(kept()?.values[name]) !== JSON.stringify(value)) drop(name);
    },
    /** The field is not there, for now. */
    close: (name: string): void => {
      open.delete(name);
    },
    /** Unless it has come back, the field is gone: what was kept of it is not needed any more. */
    settle: (name: string): void => {
      if (!open.has(name)) drop(name);
    },
    /** What `account` had typed there when its sign-in ended. It stays until the field is gone: the page may be loaded once more. */
    read: (name: string, account: string): unknown => {
      const found = kept();
      return found?.account === account ? found.values[name] : undefined;
    },
    /** A sign-in ended by itself; what was kept of one before, and has not been opened again yet, stays. */
    put: (account: string): void => {
      const found = kept();
      const before = found?.account === account ? found.values : {};
      const values = { ...before, ...Object.fromEntries([...open].filter(([, value]) => !isEmpty(value))) };
      open.clear();
      if (Object.keys(values).length > 0) keep({ account, until: now() + DRAFTS_KEPT_MS, values });
    },
    /** Somebody has signed in: nothing of another one's is left. */
    admit: (account: string): void => {
      if (kept()?.account !== account) storage.removeItem(KEY);
    },
    /** Whoever signs out leaves nothing. */
    forget: (): void => {
      open.clear();
      storage.removeItem(KEY);
    },
    /** Takes away what is too old. */
    prune: (): void => void kept(),
  };
};
