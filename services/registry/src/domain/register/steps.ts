/** Work that pauses now and then; who has no time to give does it at once. */
export const atOnce = <Result>(steps: Generator<undefined, Result>): Result => {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
};
