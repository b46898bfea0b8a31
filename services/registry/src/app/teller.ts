/** Tells others what the register says: what each change did, and who works in which grid today. */
import type { Clock, DeciderStore } from "@wangge/kit";
import {
  parametersOn,
  staffOn,
  type Day,
  type Happening,
  type HappeningTold,
  type Id,
  type Parameters,
  type PlacesOn,
  type Register,
  type StaffGrid,
  type StaffingEvent,
  type StaffingState,
  type TellChange,
  type TellingState,
} from "../domain/index.ts";
import { headId } from "./journal.ts";

/** How far the journal has been told: the number of the last change all of whose facts are saved to be published. */
export interface ToldMark {
  readonly read: () => Promise<number>;
  readonly raise: (change: number) => Promise<void>;
}

export interface TellerParts {
  readonly register: Register;
  readonly placesOn: (day: Day) => PlacesOn;
  readonly parameters: readonly Parameters[];
  readonly tellings: Pick<DeciderStore<TellingState, TellChange, HappeningTold>, "handleMany">;
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, StaffingEvent>, "handleMany">;
  readonly mark: ToldMark;
  readonly clock: Clock;
}

export interface Teller {
  /** A change was taken into the register, and this is what it did. */
  readonly note: (change: number, happenings: readonly Happening[]) => void;
  /** Tells what is noted and not told yet. Safe to repeat, and in several replicas at once. */
  readonly tell: (today: Day) => Promise<void>;
}

const PORTION = 500;

const portions = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / PORTION) }, (_, nth) => list.slice(nth * PORTION, (nth + 1) * PORTION));

interface Saved {
  readonly ok: boolean;
  readonly error?: unknown;
}

const allOk = (outcomes: readonly Saved[]): void => {
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
};

export const createTeller = (parts: TellerParts): Teller => {
  const { register, placesOn, parameters, tellings, staffing, mark, clock } = parts;
  const untold = new Map<number, readonly Happening[]>();
  /** What was last told of each grid code, so that only differences are asked of the store. */
  const told = new Map<string, string>();

  const tellChanges = async (): Promise<void> => {
    if (untold.size === 0) return;
    const upTo = await mark.read();
    for (const [change, happenings] of [...untold].sort(([one], [other]) => one - other)) {
      if (change > upTo) {
        const items = portions(happenings).map((portion, nth) => ({
          id: `${headId(change)}.${String(nth).padStart(4, "0")}`,
          command: { type: "TellChange" as const, data: { change, happenings: portion } },
        }));
        allOk(await tellings.handleMany(items, { expectNew: true }));
        await mark.raise(change);
      }
      untold.delete(change);
    }
  };

  const staffOf = (grid: Id, households: number, on: Day, day: Day): StaffGrid["data"] => {
    const { workers, responsible } = staffOn(register, grid, on);
    const { workersPerGrid, responsiblePerGrid } = parametersOn(parameters, on);
    const missing = Math.max(0, workersPerGrid.low - workers.length);
    const nobody = responsible === undefined && responsiblePerGrid > 0;
    const vacancy = missing > 0 || nobody ? { workers: missing, responsible: nobody } : undefined;
    const asOf = { change: register.version, day };
    return {
      households,
      workers,
      asOf,
      ...(responsible === undefined ? {} : { responsible }),
      ...(vacancy === undefined ? {} : { vacancy }),
    };
  };

  /**
   * Every code by which a grid was, is or will be known, with the grid that answers for it: who holds a case filed under a
   * code of before hears who works there now, and a code of tomorrow has its people before the first case comes.
   */
  const codesAround = (day: Day): ReadonlyMap<string, { readonly grid: Id; readonly on: Day }> => {
    const codes = new Map<string, { grid: Id; on: Day }>();
    const tell = (code: string): void => {
      const meant = register.resolve(code, day);
      if (meant === undefined || register.kindOf(meant) !== "grid") return;
      const [heir] = register.heirsOf(meant, day);
      const [first] = register.timelineOf(meant, "grid");
      if (heir !== undefined && register.kindOf(heir) === "grid") codes.set(code, { grid: heir, on: day });
      else if (first !== undefined && first.from > day) codes.set(code, { grid: meant, on: first.from });
    };
    for (const grid of register.idsOf("grid"))
      for (const code of register.everKnownAs(grid)) if (!codes.has(code)) tell(code);
    return codes;
  };

  const tellStaffing = async (day: Day): Promise<void> => {
    const staff = new Map<Id, StaffGrid["data"]>();
    const items: { id: string; command: StaffGrid }[] = [];
    const said = new Map<string, string>();
    for (const [code, { grid, on }] of codesAround(day)) {
      const data = staff.get(grid) ?? staffOf(grid, placesOn(on).grid(grid)?.households ?? 0, on, day);
      staff.set(grid, data);
      const { asOf: _asOf, ...what } = data;
      const text = JSON.stringify(what);
      if (told.get(code) === text) continue;
      said.set(code, text);
      items.push({ id: code, command: { type: "StaffGrid", data, at: clock.now() } });
    }
    const isFirst = told.size === 0;
    for (const portion of portions(items))
      allOk(await staffing.handleMany(portion, { expectNew: isFirst && register.version === 1 }));
    for (const [code, text] of said) told.set(code, text);
  };

  return {
    note: (change, happenings) => void untold.set(change, happenings),
    tell: async (today) => {
      await tellChanges();
      await tellStaffing(today);
    },
  };
};
