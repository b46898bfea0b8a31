import { dayOf } from "@wangge/calendar";
import { Day, Instant } from "@wangge/contracts";
import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { allOf, type AuthorityDesk } from "../../app/authority/desk.ts";
import {
  versionOn,
  type PowerItem,
  type PowerItemContent,
  type PowerItemState,
  type PowerItemVersion,
} from "../../domain/authority/index.ts";
import { Account, Content, Hash, PowerItemCode } from "./input.ts";
import { asked, REGISTRARS } from "./registrar.ts";

type ContentOut = z.input<typeof Content>;

const VersionView = z.object({
  code: PowerItemCode,
  version: z.string().describe("what a dossier records: power-NNNN@N"),
  effectiveFrom: Day,
  hash: Hash,
  publishedAt: Instant,
  content: Content,
});
const ItemView = z.object({
  code: PowerItemCode,
  status: z.enum(["draft", "published", "withdrawn"]),
  versions: z.array(VersionView),
  draft: z.object({ content: Content, hash: Hash, by: Account }).optional(),
  withdrawnFrom: Day.optional(),
});

const contentView = (content: PowerItemContent): ContentOut => content as ContentOut;

const versionView = (code: string, version: PowerItemVersion): z.input<typeof VersionView> => ({
  code,
  version: version.id,
  effectiveFrom: version.effectiveFrom,
  hash: version.hash,
  publishedAt: version.publishedAt,
  content: contentView(version.content),
});

const unknown = (code: string): DomainError =>
  new DomainError("missing", "enforcement.power_item.unknown", "There is no such item", { item: code });

type Listed = Exclude<PowerItemState, { readonly status: "none" }>;

const itemView = ({ code, status, versions, draft, withdrawnFrom }: Listed): z.input<typeof ItemView> => ({
  code,
  status,
  versions: versions.map((version) => versionView(code, version)),
  ...(draft === undefined ? {} : { draft: { ...draft, content: contentView(draft.content) } }),
  ...(withdrawnFrom === undefined ? {} : { withdrawnFrom }),
});

const on = Day.optional().describe("as of this day; default today");

/** 权责清单: what which body may decide by which law; published for everybody to read. */
export const powerItemActions = ({ items, clock, contentHash }: AuthorityDesk) => {
  const today = (): string => dayOf(clock.now());
  const existing = async (code: string): Promise<Listed> => {
    const state = (await items.load(code))?.state;
    if (state === undefined || state.status === "none") throw unknown(code);
    return state;
  };
  const heldOn = (item: PowerItem, day: string): z.input<typeof VersionView>[] => {
    const version = versionOn(item, day);
    return version === undefined ? [] : [versionView(item.code, version)];
  };
  const view = (state: PowerItemState, code: string) => {
    if (state.status === "none") throw unknown(code);
    return itemView(state);
  };

  return {
    powerItems: action({
      rest: "GET /power-items",
      summary: "权责清单: the items in force on a day, a page at a time",
      access: "public",
      input: z.strictObject({
        on,
        body: z.string().optional().describe("of this body by law"),
        after: PowerItemCode.optional().describe("the last code of the page before"),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.object({ items: z.array(VersionView), total: z.int(), next: PowerItemCode.optional() }),
      run: async ({ on: day = today(), body, after = "", limit }) => {
        const found = (await allOf(items)).flatMap(({ state }) => (state.status === "none" ? [] : heldOn(state, day)));
        const fitting = found.filter(({ content }) => body === undefined || content.body === body);
        const rest = fitting.filter(({ code }) => code > after);
        const page = rest.slice(0, limit);
        const next = rest.length > limit ? page.at(-1)?.code : undefined;
        return { items: page, total: fitting.length, ...(next === undefined ? {} : { next }) };
      },
    }),
    powerItem: action({
      rest: "GET /power-items/:code",
      summary: "权责事项: one item as it is in force on a day",
      access: "public",
      input: z.strictObject({ code: PowerItemCode, on }),
      output: VersionView,
      run: async ({ code, on: day = today() }) => {
        const [held] = heldOn(await existing(code), day);
        if (held === undefined) throw unknown(code);
        return held;
      },
    }),
    powerItemVersions: action({
      rest: "GET /power-items/:code/versions",
      summary: "事项版本: all that an item has said, with the draft that waits to be published",
      access: REGISTRARS,
      input: z.strictObject({ code: PowerItemCode }),
      output: ItemView,
      run: async ({ code }) => itemView(await existing(code)),
    }),
    draftPowerItem: action({
      rest: "POST /power-items/:code/draft",
      summary: "起草: what the item shall say, in place of the draft before; by a leader of its body",
      access: REGISTRARS,
      input: z.strictObject({ code: PowerItemCode, content: Content }),
      output: ItemView,
      run: async ({ code, content }, context) => {
        const command = { type: "DraftPowerItem" as const, code, content, hash: contentHash(content) };
        const { state } = await items.handle(code, { ...command, ...asked(context, clock) }, context.meta);
        return view(state, code);
      },
    }),
    publishPowerItem: action({
      rest: "POST /power-items/:code/publish",
      summary: "发布: the draft as it was read becomes a version from a day on; by another person than who drafted it",
      access: REGISTRARS,
      input: z.strictObject({ code: PowerItemCode, hash: Hash, effectiveFrom: Day }),
      output: ItemView,
      run: async ({ code, hash, effectiveFrom }, context) => {
        const command = { type: "PublishPowerItem" as const, code, hash, effectiveFrom };
        const { state } = await items.handle(code, { ...command, ...asked(context, clock) }, context.meta);
        return view(state, code);
      },
    }),
    withdrawPowerItem: action({
      rest: "POST /power-items/:code/withdraw",
      summary: "取消: the item is not in force from this day on, for good",
      access: REGISTRARS,
      input: z.strictObject({ code: PowerItemCode, from: Day, reason: z.string().trim().min(2).max(500) }),
      output: ItemView,
      run: async ({ code, from, reason }, context) => {
        const command = { type: "WithdrawPowerItem" as const, code, from, reason };
        const { state } = await items.handle(code, { ...command, ...asked(context, clock) }, context.meta);
        return view(state, code);
      },
    }),
  };
};
