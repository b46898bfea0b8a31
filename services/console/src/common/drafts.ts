import { createDraftBox, DRAFTS_KEPT_MS } from "./draft-box.ts";
import { session } from "./session.ts";

const box = createDraftBox(sessionStorage);

let before = session.get();
const prune = (): void => {
  box.prune();
  setTimeout(box.prune, DRAFTS_KEPT_MS + 1_000);
};
prune();
// Before any page looks: those that close their fields then find the draft put down.
session.subscribe(() => {
  const now = session.get();
  if (now !== undefined) box.admit(now.account);
  else if (before !== undefined) {
    box.put(before.account);
    prune();
  }
  before = now;
});

export const forgetDrafts = box.forget;

/** What stood in this field when the sign-in of this account ended, where it is of the same kind. */
export const draftOf = <Value>(name: string, initial: Value): Value => {
  const account = session.get()?.account;
  const found = account === undefined ? undefined : box.read(name, account);
  return found !== undefined && (initial === undefined || typeof found === typeof initial) ? (found as Value) : initial;
};

export const hasDraft = (name: string): boolean => draftOf<unknown>(name, undefined) !== undefined;

/** Tells what stands in a field. @returns how to close it */
export const draft = (name: string, value: unknown): (() => void) => {
  box.write(name, value);
  return () => {
    box.close(name);
    // React may take a field away and set it up again at once; and with nobody signed in the draft is for later.
    setTimeout(() => {
      if (session.get() !== undefined) box.settle(name);
    });
  };
};
