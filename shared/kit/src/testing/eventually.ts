/**
 * Asks again until `check` neither throws nor answers `false`, and gives its answer. In place of sleeping.
 * @throws what the last try threw.
 */
export const eventually = async <T>(
  check: () => T | Promise<T>,
  { timeoutMs = 5_000, everyMs = 20 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> => {
  const until = Date.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await check();
      if (answer !== false) return answer;
      failure = new Error(`not so within ${timeoutMs} ms: ${check.toString()}`);
    } catch (error) {
      failure = error;
    }
    if (Date.now() > until) throw failure;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
