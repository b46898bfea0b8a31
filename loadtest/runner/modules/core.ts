import { groupNode, tagsOf, wait, type GroupNode, type Run } from "../run.ts";
import { checkRunning, type Vu } from "../vu.ts";

/** The node of the group that a VU is in. */
const nodeOf = (run: Run, path: string): GroupNode => {
  let node = run.root;
  for (const name of path.split("::").slice(1)) {
    let inner = node.groups.get(name);
    if (inner === undefined) node.groups.set(name, (inner = groupNode(name, `${node.path}::${name}`)));
    node = inner;
  }
  return node;
};

/** `k6`: check, group, sleep, fail. */
export const coreModule = (run: Run, vu: Vu) => ({
  check: async (
    value: unknown,
    checks: Readonly<Record<string, unknown>>,
    tags: Readonly<Record<string, string>> = {},
  ): Promise<boolean> => {
    checkRunning(vu);
    let all = true;
    const { checks: known } = nodeOf(run, vu.group);
    for (const [name, test] of Object.entries(checks)) {
      let holds = false;
      try {
        holds = Boolean(typeof test === "function" ? await (test as (value: unknown) => unknown)(value) : test);
      } finally {
        let check = known.get(name);
        if (check === undefined) known.set(name, (check = { name, passes: 0, fails: 0 }));
        if (holds) check.passes += 1;
        else check.fails += 1;
        run.metrics.add("checks", holds ? 1 : 0, { ...tagsOf(run, vu), ...tags, check: name });
      }
      all &&= holds;
    }
    return all;
  },
  group: async (name: string, work: () => unknown): Promise<unknown> => {
    checkRunning(vu);
    if (name.includes("::")) throw new Error("the name of a group has no ::");
    const outer = vu.group;
    vu.group = `${outer}::${name}`;
    nodeOf(run, vu.group);
    const from = performance.now();
    try {
      return await work();
    } finally {
      run.metrics.add("group_duration", performance.now() - from, tagsOf(run, vu));
      vu.group = outer;
    }
  },
  sleep: async (seconds: number): Promise<void> => {
    await wait(Math.max(0, seconds) * 1000, vu.interrupt.signal);
    checkRunning(vu);
  },
  fail: (message = ""): never => {
    throw new Error(message);
  },
});
