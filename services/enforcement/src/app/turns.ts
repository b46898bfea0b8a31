import { instantOf } from "@wangge/calendar";
import { newId, type Stored } from "@wangge/kit";
import type { Turn } from "../adapters/duty-roster.ts";
import type { Member, Shift } from "../domain/team/index.ts";

interface Terms {
  readonly street: string;
  /** 20:00, Asia/Shanghai. */
  readonly begins: string;
  readonly hours: number;
}

/** 按轮值排班: each turn is a shift of the member who is that person; a turn of nobody, or of nobody in this team, stays vacant. */
export const shiftsOfTurns = (
  turns: readonly Turn[],
  members: readonly Stored<Member>[],
  { street, begins, hours }: Terms,
) => {
  const officerOf = new Map(
    members.flatMap(({ id, state }) => (state.person === undefined ? [] : [[state.person, id]])),
  );
  const shifts: { readonly officer: string; readonly day: string; readonly shift: Shift }[] = [];
  const vacant: Turn[] = [];
  for (const turn of turns) {
    const officer = turn.person === undefined ? undefined : officerOf.get(turn.person);
    if (officer === undefined) {
      vacant.push(turn);
      continue;
    }
    const from = instantOf(turn.day, begins);
    const to = new Date(Date.parse(from) + hours * 3_600_000).toISOString();
    shifts.push({ officer, day: turn.day, shift: { id: newId(), place: street, from, to } });
  }
  return { shifts, vacant };
};
