/** 被拒绝的操作: the chained record of who tried what and was refused, by the id of what it was about. */
import { isDomainError, isRefusal, messageOf, type Clock, type DeciderStore, type Log } from "@wangge/kit";
import type { AttemptNoted, AttemptsState, NoteAttempt } from "../domain/dossier/index.ts";

export type Attempts = DeciderStore<AttemptsState, NoteAttempt, AttemptNoted>;

/** Never fails: the refusal is what whoever asked has to hear; that it left no trace is ours. */
export type NoteRefusal = (about: string, asked: string, account: string, code: string) => Promise<void>;

export interface AttemptParts {
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly log: Log;
}

/** The code of a refusal that leaves a trace: not of what may pass, nor of what nobody may know to be there. */
export const codeToNote = (error: unknown): string | undefined =>
  isDomainError(error) && isRefusal(error) && error.kind !== "missing" ? error.code : undefined;

export const refusalNoter =
  ({ attempts, clock, log }: AttemptParts): NoteRefusal =>
  async (about, asked, account, code) => {
    const data = { account, asked, code, at: clock.now() };
    try {
      await attempts.handle(about, { type: "NoteAttempt", data }, { actor: account });
    } catch (error) {
      log.error({ about, asked, code, error: messageOf(error) }, "a refused attempt was not recorded");
    }
  };
