/** 配备. Who is to work in a grid, as changes of its posts. */
import type { Day, Operation, Register } from "../domain/index.ts";

/**
 * Holders who stay keep their posts; the others' posts go to the new ones; a post too few is set up, one too many given up.
 * Nothing when all is so already.
 */
export const staffOperations = (
  register: Register,
  grid: string,
  { workers, responsible }: { readonly workers: readonly string[]; readonly responsible: string },
  day: Day,
): readonly Operation[] => {
  const posts = register.childrenOf(grid, "post", day);
  const operations: Operation[] = [];
  const ofKind = (kind: "gridWorker" | "gridResponsible", wanted: readonly string[]): void => {
    const held = posts.filter(({ version }) => version.value.kind === kind);
    const staying = new Set(
      held.flatMap(({ version: { value } }) => value.holder ?? []).filter((id) => wanted.includes(id)),
    );
    const coming = wanted.filter((id) => !staying.has(id));
    const kept = new Set<string>();
    for (const { id, version } of held) {
      const { holder } = version.value;
      if (holder !== undefined && staying.has(holder) && !kept.has(holder)) {
        kept.add(holder);
        continue;
      }
      const next = coming.shift();
      if (next === undefined) operations.push({ op: "end", record: id });
      else operations.push({ op: "amend", record: id, set: { holder: next } });
    }
    for (const holder of coming)
      operations.push({ op: "register", kind: "post", value: { parent: grid, kind, holder } });
  };
  ofKind("gridWorker", workers);
  ofKind("gridResponsible", [responsible]);
  return operations;
};
