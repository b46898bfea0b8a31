/** What a row stands for while a bundle is being planned, and what other rows may call it. */
import type { Day, Id, Kind, Register } from "../register/index.ts";
import { importCode, shortened, type Place, type RowError } from "./errors.ts";
import type { Draft } from "./read.ts";
import { TABLES, type TableName } from "./tables.ts";

/** Mutable: a plan fills it in. */
export interface Item {
  readonly draft: Draft;
  /** How the change names it where it is new. */
  readonly ref: string;
  /** The record it is, where the register has it. */
  id: Id | undefined;
  /** What the register shall say of it; links are ids or `@ref`. */
  readonly values: Record<string, unknown>;
  /** The item it hangs under, where that is in the bundle. */
  parent: Item | undefined;
  /** Cannot take part: the reason is among the errors. */
  isOut: boolean;
  /** Something that counts for it could not be read: sums are not to be held against it. */
  isShaky: boolean;
}

export const tokenOf = ({ id, ref }: Item): string => id ?? `@${ref}`;

export type Group = Kind | TableName;
const groupOf = ({ kind, table }: Draft): Group => kind ?? table;

export interface Target {
  readonly token: string;
  readonly item?: Item;
}

/** Collects what is wrong, by row. */
export class Errors {
  readonly list: RowError[] = [];

  at(item: Item, reason: string, message: string, more: Partial<RowError> & { readonly shown?: unknown } = {}): void {
    const { shown, ...rest } = more;
    const isPersonal = TABLES[item.draft.table].personal === true;
    const value = shown === undefined || isPersonal ? {} : { value: shortened(shown) };
    this.list.push({ code: importCode(reason), ...item.draft.place, ...value, message, ...rest });
  }
}

/** Names of rows by what they are, each at the first row that has it. */
export class Names {
  readonly #byGroup = new Map<Group, Map<string, Item>>();
  readonly #register: Register;
  readonly #day: Day;
  readonly #errors: Errors;

  constructor(register: Register, day: Day, errors: Errors) {
    this.#register = register;
    this.#day = day;
    this.#errors = errors;
  }

  #take(item: Item, name: string, twice: (first: Place) => void): void {
    const group = groupOf(item.draft);
    const names = this.#byGroup.get(group) ?? new Map<string, Item>();
    this.#byGroup.set(group, names);
    const first = names.get(name);
    if (first === undefined) names.set(name, item);
    else if (first !== item) twice(first.draft.place);
  }

  add(item: Item): void {
    const { codes, written, key, id } = item.draft;
    const twice = (reason: string, what: string, shown: string) => (first: Place) => {
      item.isOut = true;
      const message = `${what} ${first.file} ${String(first.row ?? "")} has it too`;
      this.#errors.at(item, reason, message, { shown, others: [first] });
    };
    for (const { code } of codes) this.#take(item, code, twice("code_twice", "a code is given once:", code));
    if (written !== undefined && !codes.some(({ code }) => code === written))
      this.#take(item, written, () => undefined);
    if (key !== undefined) this.#take(item, key, twice("key_twice", "a key is given once:", key));
    if (id !== undefined) this.#take(item, id, twice("record_twice", "a record has one row:", id));
  }

  /** Within the bundle. */
  item(group: Group, name: string): Item | undefined {
    return this.#byGroup.get(group)?.get(name);
  }

  /** What a row calls so: another row, or a record of the register on the day. Says what is wrong where there is none. */
  target(item: Item, field: string, name: string, groups: readonly Group[]): Target | undefined {
    const items = new Set(groups.flatMap((group) => this.item(group, name) ?? []));
    const [only] = items;
    const wrong = (reason: string, message: string): void => {
      this.#errors.at(item, reason, message, { column: field, shown: name });
    };
    if (items.size > 1) {
      wrong("reference_ambiguous", "several rows are called so");
      return undefined;
    }
    if (only !== undefined) return { token: tokenOf(only), item: only };
    const id = this.#register.resolve(name, this.#day);
    const isThere = id !== undefined && this.#register.find(this.#register.kindOf(id), id, this.#day) !== undefined;
    if (!isThere) wrong("reference_unknown", `no ${groups.join(", ")} is called so, in the bundle or the register`);
    else if (groups.includes(this.#register.kindOf(id))) return { token: id };
    else wrong("reference_kind", `this is another kind of record than ${groups.join(", ")}`);
    return undefined;
  }
}
