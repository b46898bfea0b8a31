import type { Plan, Step } from "./plan.ts";

/** The same plan with as few of its steps as still fail: half of them are left out, then quarters, then single ones (delta debugging). */
export const shrunk = async (
  plan: Plan,
  fails: (candidate: Plan) => Promise<boolean>,
  mostTries = 200,
): Promise<Plan> => {
  let steps: readonly Step[] = plan.steps;
  let tries = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1;) {
    let isSmaller = false;
    for (let from = 0; from < steps.length && tries < mostTries;) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      tries += 1;
      if (await fails({ ...plan, steps: fewer })) {
        steps = fewer;
        isSmaller = true;
      } else from += size;
    }
    if (tries >= mostTries || (size === 1 && !isSmaller)) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return { ...plan, steps };
};
