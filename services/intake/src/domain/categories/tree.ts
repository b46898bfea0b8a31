/** A text in the languages of the district. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** 类别树 above the codes: a class of functions, a 大类, or anything between. */
export interface TreeNode {
  readonly id: string;
  readonly parent?: string | undefined;
  readonly name: Text;
}

export interface Leaf {
  readonly code: string;
  readonly parent: string;
}

export interface Tree {
  /** From the root down to what the leaf belongs to. */
  readonly pathOf: (leaf: Leaf) => readonly TreeNode[];
  /** The id of every node on the way from the root to here, and the code itself. */
  readonly lineOf: (leaf: Leaf) => readonly string[];
}

/** A tree of any depth. @throws Error for a parent that is not there, an id given twice, or a circle */
export const treeOf = (nodes: readonly TreeNode[], leaves: readonly Leaf[]): Tree => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  if (byId.size !== nodes.length) throw new Error("an id stands twice among the nodes of the categories");
  const up = (id: string | undefined, seen: readonly string[]): TreeNode[] => {
    if (id === undefined) return [];
    const node = byId.get(id);
    if (node === undefined) throw new Error(`no node ${id} among the categories`);
    if (seen.includes(id)) throw new Error(`the categories go round in a circle at ${id}`);
    return [...up(node.parent, [...seen, id]), node];
  };
  const paths = new Map([...byId.keys(), ...leaves.map(({ parent }) => parent)].map((id) => [id, up(id, [])]));
  const pathOf = ({ parent }: Leaf): readonly TreeNode[] => paths.get(parent) ?? [];
  return { pathOf, lineOf: (leaf) => [...pathOf(leaf).map(({ id }) => id), leaf.code] };
};
