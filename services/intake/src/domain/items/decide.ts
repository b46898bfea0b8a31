import { reject, type DomainError } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { canonical, type Digest } from "../canonical.ts";
import { flawOf, type Approval } from "./approval.ts";
import type { Change, ItemContent } from "./content.ts";
import { evolve, initial, latestOf, versionId, type ItemEvent, type ItemState, type Listed } from "./item.ts";

/** The only thing that can be asked of an item: to become what an approved admission says. */
export interface AdmitChange {
  readonly type: "AdmitChange";
  readonly change: Change;
  readonly approval: Approval;
  readonly at: string;
}

export interface ItemRules {
  readonly digest: Digest;
  /** True for what the admissions' store itself has given out, and for no copy of it. */
  readonly isGenuine: (approval: Approval) => boolean;
}

const refuse = (code: string, message: string, { code: item }: Change, more: object = {}): DomainError =>
  reject(`intake.item.${code}`, message, { item, ...more });

const isDone = (state: ItemState, admission: string): boolean =>
  state.status === "listed" &&
  (state.versions.some((version) => version.admission === admission) || state.withdrawal?.admission === admission);

const admits = ({ change, approval }: AdmitChange, { digest, isGenuine }: ItemRules): string => {
  if (!isGenuine(approval))
    throw refuse("not_admitted", "No admission of the register's own stands behind this", change);
  const flaw = flawOf(approval);
  if (flaw !== undefined) throw refuse("approval_flawed", "The admission is not complete", change, { flaw });
  const hash = digest(canonical(change));
  if (!approval.changes.some((approved) => approved.code === change.code && approved.hash === hash))
    throw refuse("other_content", "This is not what was approved", change, { admission: approval.admission });
  if (approval.origin !== "reform" && change.effectiveFrom <= approval.approvedOn)
    throw refuse("retroactive", "An item takes effect after the day of its approval", change);
  return hash;
};

/** The item as it stands, where the change builds on what it is and comes after it. */
const buildsOn = (state: ItemState, change: Exclude<Change, { readonly kind: "newItem" }>): Listed => {
  if (state.status === "unlisted") throw refuse("unknown", "There is no such item", change);
  if (state.code !== change.code) throw refuse("other_item", "The change is of another item", change);
  if (state.withdrawal !== undefined) throw refuse("withdrawn", "The item is withdrawn for good", change);
  const latest = latestOf(state);
  if (latest.id !== change.base)
    throw refuse("base_superseded", "The item has changed since this was proposed", change, { latest: latest.id });
  if (change.effectiveFrom <= latest.effectiveFrom)
    throw refuse("out_of_order", "A version takes effect after the one before it", change, { latest: latest.id });
  return state;
};

const levelFits = (content: ItemContent, change: Change, before: ItemContent | undefined): void => {
  if (!content.itemClass.startsWith(`${content.level}-`))
    throw refuse("class_of_other_level", "The class is of the other level", change);
  if (before === undefined) return;
  const changes = before.level !== content.level;
  if (changes !== (change.kind === "changeLevel"))
    throw refuse("level", "A change of level is proposed as one, and only that", change);
};

const admit = (command: AdmitChange, state: ItemState, rules: ItemRules): readonly ItemEvent[] => {
  const { change, approval, at } = command;
  const hash = admits(command, rules);
  if (isDone(state, approval.admission)) return [];
  const { code, effectiveFrom } = change;
  const admitted = { admission: approval.admission, hash };
  if (change.kind === "withdrawal") {
    buildsOn(state, change);
    return [{ type: "ItemWithdrawn", data: { code, effectiveFrom, reason: change.reason, ...admitted, at } }];
  }
  const { kind, content } = change;
  if (change.kind === "newItem" && state.status === "listed")
    throw refuse("exists", "The code is taken for ever", change);
  const before = change.kind === "newItem" ? undefined : buildsOn(state, change);
  levelFits(content, change, before && latestOf(before).content);
  const id = versionId(code, (before?.versions.length ?? 0) + 1);
  return [{ type: "VersionPublished", data: { code, id, kind, content, effectiveFrom, ...admitted, at } }];
};

/** 事项. Becomes, version by version, what approved admissions say, and nothing else. */
export const itemDeciderWith = (rules: ItemRules): Decider<ItemState, AdmitChange, ItemEvent> => ({
  name: "intake.item",
  initial,
  decide: (command, state) => admit(command, state, rules),
  evolve,
});
