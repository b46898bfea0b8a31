import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import type { Day } from "../law/index.ts";
import { familyOf } from "./forces.ts";
import { mustBeOf, type Registrar } from "./registrar.ts";
import type { PowerItem, PowerItemContent, PowerItemState, PowerItemVersion } from "./terms.ts";

interface Asked {
  readonly code: string;
  readonly by: Registrar;
  /** The day on which it is asked. */
  readonly on: Day;
  readonly at: string;
}

export type PowerItemCommand = Asked &
  (
    | {
        readonly type: "DraftPowerItem";
        readonly content: PowerItemContent;
        /** SHA-256 of the canonical content, hex. */
        readonly hash: string;
      }
    /** `hash`: of the draft that was read. */
    | { readonly type: "PublishPowerItem"; readonly hash: string; readonly effectiveFrom: Day }
    | { readonly type: "WithdrawPowerItem"; readonly from: Day; readonly reason: string }
  );
type Command<Type extends PowerItemCommand["type"]> = Extract<PowerItemCommand, { readonly type: Type }>;

export type PowerItemEvent =
  | {
      readonly type: "PowerItemDrafted";
      readonly data: {
        readonly code: string;
        readonly content: PowerItemContent;
        readonly hash: string;
        readonly by: string;
        readonly at: string;
      };
    }
  | { readonly type: "PowerItemPublished"; readonly data: { readonly version: PowerItemVersion } }
  | {
      readonly type: "PowerItemWithdrawn";
      readonly data: { readonly from: Day; readonly reason: string; readonly by: string; readonly at: string };
    };

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`enforcement.power_item.${code}`, message, details);

/** What a shape cannot say of an item: no force holds the powers of another family, and freedom is for the police. */
const checkContent = ({ family, forces, norms, delegation, body }: PowerItemContent): void => {
  const strange = forces.filter((force) => familyOf(force) !== family);
  if (strange.length > 0)
    throw refuse("forces_of_other_family", "These forces do not have powers of this kind", { family, forces: strange });
  if (family !== "police" && norms.some(({ penalties }) => penalties.includes("detention")))
    throw refuse("police_penalty", "What restricts personal freedom is for the police alone");
  for (const { code, fine } of norms)
    if (fine !== undefined && fine.most < fine.least)
      throw refuse("fine_out_of_order", "A fine has its least before its most", { norm: code });
  if (delegation === undefined) return;
  if (delegation.to === body) throw refuse("delegated_to_itself", "A body delegates to another one");
  if (delegation.until !== undefined && delegation.until < delegation.from)
    throw refuse("delegation_ends_before", "A delegation ends after it begins");
};

const draft = (command: Command<"DraftPowerItem">, state: PowerItemState): readonly PowerItemEvent[] => {
  const { code, content, hash, by, at } = command;
  if (state.status === "withdrawn") throw refuse("withdrawn", "The item is withdrawn for good");
  const before = state.status === "none" ? [] : state.versions.slice(-1);
  mustBeOf(by, "power_item", content.body, ...before.map((version) => version.content.body));
  checkContent(content);
  if (before.some((version) => version.hash === hash)) throw refuse("unchanged", "This is what holds already");
  if (state.status !== "none" && state.draft?.hash === hash && state.draft.by === by.account) return [];
  return [{ type: "PowerItemDrafted", data: { code, content, hash, by: by.account, at } }];
};

const publish = (command: Command<"PublishPowerItem">, state: PowerItemState): readonly PowerItemEvent[] => {
  const { hash, effectiveFrom, by, on, at } = command;
  if (state.status === "none") throw refuse("unknown", "There is no such item");
  const { code, versions, draft: drafted } = state;
  if (drafted === undefined) throw refuse("no_draft", "There is nothing to publish");
  mustBeOf(by, "power_item", drafted.content.body);
  if (drafted.hash !== hash) throw refuse("draft_changed", "The draft has changed since it was read");
  if (drafted.by === by.account)
    throw new DomainError("forbidden", "enforcement.power_item.same_person", "Another person publishes a draft");
  if (effectiveFrom < on) throw refuse("back_dated", "A version begins on the day it is published, or later", { on });
  const last = versions.at(-1);
  if (last !== undefined && effectiveFrom <= last.effectiveFrom)
    throw refuse("out_of_order", "A version begins after the one before it", { last: last.effectiveFrom });
  const version: PowerItemVersion = {
    id: `${code}@${String(versions.length + 1)}`,
    content: drafted.content,
    hash,
    effectiveFrom,
    draftedBy: drafted.by,
    publishedBy: by.account,
    publishedAt: at,
  };
  return [{ type: "PowerItemPublished", data: { version } }];
};

const withdraw = (command: Command<"WithdrawPowerItem">, state: PowerItemState): readonly PowerItemEvent[] => {
  const { from, reason, by, on, at } = command;
  const last = state.status === "none" ? undefined : state.versions.at(-1);
  if (last === undefined) throw refuse("unknown", "There is no such item");
  mustBeOf(by, "power_item", last.content.body);
  if (state.status === "withdrawn") throw refuse("withdrawn", "The item is withdrawn for good");
  if (from < on) throw refuse("back_dated", "An item is withdrawn from the day it is said, or later", { on });
  return [{ type: "PowerItemWithdrawn", data: { from, reason, by: by.account, at } }];
};

const decide = (command: PowerItemCommand, state: PowerItemState): readonly PowerItemEvent[] => {
  switch (command.type) {
    case "DraftPowerItem":
      return draft(command, state);
    case "PublishPowerItem":
      return publish(command, state);
    case "WithdrawPowerItem":
      return withdraw(command, state);
  }
};

const withoutDraft = ({ draft: _draft, ...item }: PowerItem): PowerItem => item;

const evolve = (state: PowerItemState, { type, data }: PowerItemEvent): PowerItemState => {
  if (type === "PowerItemDrafted") {
    const { code, content, hash, by } = data;
    const item = state.status === "none" ? { status: "draft" as const, code, versions: [] } : state;
    return { ...item, draft: { content, hash, by } };
  }
  if (state.status === "none") return state;
  switch (type) {
    case "PowerItemPublished":
      return { ...withoutDraft(state), status: "published", versions: [...state.versions, data.version] };
    case "PowerItemWithdrawn":
      return { ...withoutDraft(state), status: "withdrawn", withdrawnFrom: data.from };
  }
};

/** 权责事项. Drafted by one person, published by another, superseded by the next version. */
export const powerItemDecider: Decider<PowerItemState, PowerItemCommand, PowerItemEvent> = {
  name: "enforcement.powerItem",
  initial: { status: "none" },
  decide,
  evolve,
};
