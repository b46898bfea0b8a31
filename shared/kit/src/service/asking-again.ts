/**
 * 重问. A question that got no answer is asked again, of whoever is next. The bus carries each question at most once: what is under way
 * when a server of the bus or a process leaves is lost, and nobody says so. Only for what may be asked again.
 */
export interface AskingAgain {
  /** How long an answer is waited for before somebody else is asked too. The first one may still come, and counts. */
  readonly afterMs: number;
  /** Nobody is asked any more so long after the first. */
  readonly withinMs: number;
  /** Did nobody answer? Else it is an answer, if a refusal. */
  readonly isLost: (error: unknown) => boolean;
}

/** Who is slow because there is too much is not helped by being asked twice: of ten questions one more, and some in reserve. */
const SHARE = 0.1;
const RESERVE = 20;

/**
 * Once it is known that nobody answers, the next is asked at once. Where he does not answer either, more than one process is on its way
 * out, as when a machine is emptied, and whoever comes instead needs a moment. In shares of `afterMs`.
 */
const PAUSES: readonly number[] = [0, 0.25, 0.5];

/** The first success counts; a refusal only when nothing else can come any more: it may be one of what the other has just done. */
export const askingAgain = ({ afterMs, withinMs, isLost }: AskingAgain) => {
  let left = RESERVE;

  /** @param ask is told how many milliseconds there are for an answer */
  return <Answer>(ask: (leftMs: number) => Promise<Answer>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      left = Math.min(RESERVE, left + SHARE);
      const until = Date.now() + withinMs;
      let asked = 0;
      let open = 0;
      let refusal: unknown;
      let timer: NodeJS.Timeout | undefined;
      const mayAsk = (): boolean =>
        asked <= PAUSES.length && left >= 1 && Date.now() < until && (refusal === undefined || isLost(refusal));
      const endIfNobody = (): void => {
        if (open === 0) reject(refusal);
      };
      const askNext = (ms: number): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          if (!mayAsk()) {
            endIfNobody();
            return;
          }
          left -= 1;
          tryOnce();
        }, ms);
      };
      const tryOnce = (): void => {
        asked += 1;
        open += 1;
        askNext(afterMs);
        ask(until - Date.now()).then(
          (answer) => {
            clearTimeout(timer);
            resolve(answer);
          },
          (error: unknown) => {
            open -= 1;
            if (refusal === undefined || isLost(refusal)) refusal = error;
            if (isLost(error) && mayAsk()) {
              askNext((PAUSES[asked - 1] ?? 0) * afterMs);
              return;
            }
            if (!isLost(refusal)) clearTimeout(timer);
            endIfNobody();
          },
        );
      };
      tryOnce();
    });
};
