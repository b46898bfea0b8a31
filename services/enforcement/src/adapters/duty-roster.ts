import { dayOf } from "@wangge/calendar";
import { DutyTurns } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";

export interface Turn {
  readonly day: string;
  /** 人员编号; absent: nobody. */
  readonly person?: string | undefined;
}

/** What the register knows of duty: rotas of sections, and who is away. @throws DomainError `unavailable` where it does not answer */
export interface DutyRoster {
  readonly turnsOf: (asked: {
    readonly section: string;
    readonly from: string;
    readonly to: string;
  }) => Promise<readonly Turn[]>;
  readonly awayOf: (persons: readonly string[], at: string) => Promise<ReadonlySet<string>>;
}

export const registryRoster = (call: Call): DutyRoster => {
  const ask = async (input: object) => DutyTurns.output.parse(await call(DutyTurns.name, input));
  return {
    turnsOf: async (asked) => (await ask(asked)).turns,
    awayOf: async (persons, at) => {
      if (persons.length === 0) return new Set();
      const day = dayOf(at);
      return new Set((await ask({ from: day, to: day, persons })).away);
    },
  };
};
