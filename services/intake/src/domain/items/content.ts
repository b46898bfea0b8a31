import type { Limit } from "@wangge/calendar";

export type Level = "street" | "community";

/** 办理环节. One step and the body that does it. */
export interface Step {
  readonly name: string;
  readonly by: string;
}

/** 申请材料 */
export interface Material {
  readonly name: string;
  readonly form: "original" | "copy";
  readonly count: number;
  /** 容缺/免提交: when it need not be brought. */
  readonly waivedWhen?: string | undefined;
}

/** 设定依据. Known with its citations, or not known; never guessed. */
export type Basis =
  | { readonly known: false }
  | {
      readonly known: true;
      readonly citations: readonly { readonly title: string; readonly article?: string | undefined }[];
    };

/** 事项. What one version of an item says. */
export interface ItemContent {
  readonly name: string;
  readonly level: Level;
  /** 类: `street-civil-affairs`; begins with the level. */
  readonly itemClass: string;
  /** 责任主体: the department whose item it is. */
  readonly department: string;
  /** 授权 or 委托: how it came down to the street or community. */
  readonly delegation: "authorized" | "entrusted";
  readonly basis: Basis;
  readonly steps: readonly Step[];
  readonly materials: readonly Material[];
  readonly limit: Limit;
  /** 受理与审批分离: another account decides an application than the one that accepted it. Absent: they may be the same. */
  readonly separateDecision?: boolean | undefined;
  readonly fee: { readonly fen: number; readonly note?: string | undefined };
  readonly result: string;
  /** Not the district's own item: made from another's, which `madeFrom` names. */
  readonly standIn: boolean;
  readonly madeFrom?: { readonly code: string; readonly name: string; readonly catalogue: string } | undefined;
  /** Fields that are supposed and not known. */
  readonly assumed: readonly string[];
}

interface Dated {
  readonly code: string;
  /** First day on which it holds. */
  readonly effectiveFrom: string;
}

/** What an admission may propose of one item. `base` is the version it builds on. */
export type Change =
  | (Dated & { readonly kind: "newItem"; readonly content: ItemContent })
  | (Dated & { readonly kind: "newVersion" | "changeLevel"; readonly base: string; readonly content: ItemContent })
  | (Dated & { readonly kind: "withdrawal"; readonly base: string; readonly reason: string });
