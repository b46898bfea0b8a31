/**
 * 重问. A question that got no answer is asked a second time, of whoever is next. The bus carries each question at most once: what is under way
 * when a server of the bus or a process leaves is lost, and nobody says so. Only for what may be asked again.
 */
export interface AskingAgain {
  /** How long an answer is waited for before somebody else is asked too. The first one may still come, and counts. */
  readonly afterMs: number;
  /** Did nobody answer? Else it is an answer, if a refusal. */
  readonly isLost: (error: unknown) => boolean;
}

/** Who is slow because there is too much is not helped by being asked twice: of ten questions one more, and some in reserve. */
const SHARE = 0.1;
const RESERVE = 20;

/** The first success counts; a refusal only when nothing else can come any more: it may be one of what the other has just done. */
export const askingAgain = ({ afterMs, isLost }: AskingAgain) => {
  let left = RESERVE;

  return <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      left = Math.min(RESERVE, left + SHARE);
      let asked = 0;
      let open = 0;
      let refusal: unknown;
      const tryOnce = (): void => {
        asked += 1;
        open += 1;
        ask().then(
          (answer) => {
            clearTimeout(timer);
            resolve(answer);
          },
          (error: unknown) => {
            open -= 1;
            if (refusal === undefined || isLost(refusal)) refusal = error;
            if (isLost(error)) tryAgain();
            if (open > 0) return;
            clearTimeout(timer);
            reject(refusal);
          },
        );
      };
      const tryAgain = (): void => {
        if (asked > 1 || left < 1) return;
        left -= 1;
        tryOnce();
      };
      const timer = setTimeout(tryAgain, afterMs);
      tryOnce();
    });
};
