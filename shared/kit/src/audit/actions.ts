import { AuditHead } from "@wangge/contracts";
import { z } from "zod";
import { withoutNumbers } from "../crypto/numbers.ts";
import { action } from "../service/define.ts";
import type { Access } from "../service/actor.ts";
import type { SignedHead } from "../store/heads.ts";
import type { Audit } from "./audit.ts";

const headView = ({ head, signature }: SignedHead): z.input<typeof AuditHead> => ({ ...head, signature });

/** 依法删除: what has to be said of a removal. */
export const redactionShape = {
  sequence: z.int().min(1).describe("which entry of the history, counted from 1"),
  path: z.string().min(1).max(100).describe("which field of it: data.reason"),
  basis: withoutNumbers(1, 200).describe("法律依据"),
  order: withoutNumbers(1, 100).describe("文号"),
} as const;

export interface SealActionsOptions {
  readonly audit: Pick<Audit, "sealer">;
  /** Where they are asked: `/audit`. */
  readonly path: `/${string}`;
  readonly access: Access;
}

/** 封存: to seal at once, and to see the heads. */
export const sealActions = ({ audit: { sealer }, path, access }: SealActionsOptions) => ({
  seal: action({
    rest: `POST ${path}/seals`,
    summary: "封存: seals at once what changed since the last head",
    access,
    idempotent: true,
    input: z.strictObject({}),
    output: z.object({ head: AuditHead.nullable() }),
    run: async () => {
      const sealed = await sealer.seal();
      return { head: sealed === undefined ? null : headView(sealed) };
    },
  }),
  heads: action({
    rest: `GET ${path}/heads`,
    summary: "封存: the signed heads, oldest first; who keeps them apart is asked with GET /audit/anchors",
    access,
    input: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe("the last epoch of the page before"),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ heads: z.array(AuditHead), next: z.int().optional() }),
    run: async ({ after, limit }) => {
      const heads = (await sealer.headsAfter(after, limit)).map(headView);
      const next = heads.length === limit ? heads.at(-1)?.epoch : undefined;
      return { heads, ...(next === undefined ? {} : { next }) };
    },
  }),
});
