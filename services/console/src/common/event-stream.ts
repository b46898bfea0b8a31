export interface Block {
  readonly id?: string;
  readonly type?: string;
  readonly data?: string;
}

/** Blocks of `text/event-stream` that are whole, and the rest that is not yet. */
export const blocksOf = (text: string): { readonly blocks: readonly Block[]; readonly rest: string } => {
  const parts = text.split("\n\n");
  const rest = parts.pop() ?? "";
  const blocks = parts.map((part) => {
    const fields = new Map(
      part.split("\n").flatMap((line) => {
        const colon = line.indexOf(":");
        return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trimStart()] as const] : [];
      }),
    );
    const [id, type, data] = [fields.get("id"), fields.get("event"), fields.get("data")];
    return {
      ...(id === undefined ? {} : { id }),
      ...(type === undefined ? {} : { type }),
      ...(data === undefined ? {} : { data }),
    };
  });
  return { blocks, rest };
};
