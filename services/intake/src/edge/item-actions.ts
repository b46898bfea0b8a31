import { AdmissionId, ContentHash, Day, ItemClassCode, ItemCode, ItemLevel, ItemVersionId } from "@wangge/contracts";
import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import type { ItemRegister } from "../app/item-register.ts";
import { ItemContent } from "../app/item-schema.ts";
import { ItemClass } from "../app/power-list.ts";
import { dayOf, onDay, standingOf, type ItemVersion, type Listed, type OnDay } from "../domain/index.ts";

const standing = z
  .enum(["scheduled", "inForce", "superseded", "withdrawn"])
  .describe("how the version stands on the day");

/** 事项, one version of it. */
const VersionView = z.object({
  code: ItemCode,
  version: ItemVersionId.describe("what an application records"),
  effectiveFrom: Day,
  standing,
  ...ItemContent.shape,
  admission: AdmissionId.describe("the admission that made it so"),
  hash: ContentHash,
});

const ItemView = VersionView.extend({
  isActive: z.boolean().describe("false: withdrawn; to be read, not to be applied for"),
  withdrawnFrom: Day.optional(),
});

const ItemLine = ItemView.pick({
  code: true,
  version: true,
  effectiveFrom: true,
  isActive: true,
  name: true,
  level: true,
  itemClass: true,
  department: true,
  delegation: true,
  limit: true,
  fee: true,
  standIn: true,
});

type Content = z.infer<typeof ItemContent>;

const versionView = (item: Listed, version: ItemVersion, day: string): z.infer<typeof VersionView> => ({
  ...(version.content as Content),
  code: item.code,
  version: version.id,
  effectiveFrom: version.effectiveFrom,
  standing: standingOf(item, version.id, day),
  admission: version.admission,
  hash: version.hash,
});

const itemView = (item: Listed, { version, isActive }: OnDay, day: string): z.infer<typeof ItemView> => ({
  ...versionView(item, version, day),
  isActive,
  ...(item.withdrawal === undefined ? {} : { withdrawnFrom: item.withdrawal.effectiveFrom }),
});

const unknown = (code: string): DomainError =>
  new DomainError("missing", "intake.item.unknown", "There is no such item on this day", { item: code });

const matches = ({ name, madeFrom }: Listed["versions"][number]["content"], code: string, q: string): boolean =>
  name.includes(q) || code.includes(q.toLowerCase()) || madeFrom?.code === q;

const on = Day.optional().describe("as of this day; default today");

/** 权力清单, to be read by everybody. */
export const itemActions = ({ catalogue, classes, clock }: ItemRegister) => {
  const today = (): string => dayOf(clock.now());
  const existing = async (code: string): Promise<Listed> => {
    const item = await catalogue.item(code);
    if (item === undefined) throw unknown(code);
    return item;
  };

  return {
    items: action({
      rest: "GET /items",
      summary: "权力清单: what is handed down to streets and communities, a page at a time",
      access: "public",
      input: z.strictObject({
        level: ItemLevel.optional(),
        class: ItemClassCode.optional(),
        q: z.string().trim().min(1).max(100).optional().describe("part of the name or the code"),
        on,
        include: z.enum(["active", "all"]).default("active").describe("all: withdrawn ones too"),
        after: ItemCode.optional().describe("the last code of the page before"),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.object({ items: z.array(ItemLine), total: z.int(), next: ItemCode.optional() }),
      run: async ({ level, class: itemClass, q, on: day = today(), include, after = "", limit }) => {
        const found = (await catalogue.all()).flatMap((item) => {
          const held = onDay(item, day);
          if (held === undefined || (include === "active" && !held.isActive)) return [];
          const { content } = held.version;
          const fits =
            (level === undefined || content.level === level) &&
            (itemClass === undefined || content.itemClass === itemClass) &&
            (q === undefined || matches(content, item.code, q));
          return fits ? [itemView(item, held, day)] : [];
        });
        const rest = found.filter(({ code }) => code > after);
        const items = rest.slice(0, limit);
        const next = rest.length > limit ? items.at(-1)?.code : undefined;
        return { items, total: found.length, ...(next === undefined ? {} : { next }) };
      },
    }),
    item: action({
      rest: "GET /items/:code",
      summary: "事项: one item as it is on a day; a withdrawn one is there too, inactive",
      access: "public",
      input: z.strictObject({ code: ItemCode, on }),
      output: ItemView,
      run: async ({ code, on: day = today() }) => {
        const item = await existing(code);
        const held = onDay(item, day);
        if (held === undefined) throw unknown(code);
        return itemView(item, held, day);
      },
    }),
    itemVersions: action({
      rest: "GET /items/:code/versions",
      summary: "事项版本: all that an item has said and will say",
      access: "public",
      input: z.strictObject({ code: ItemCode }),
      output: z.object({
        code: ItemCode,
        versions: z.array(VersionView),
        withdrawal: z
          .object({ effectiveFrom: Day, reason: z.string(), admission: AdmissionId, hash: ContentHash })
          .optional(),
      }),
      run: async ({ code }) => {
        const item = await existing(code);
        const versions = item.versions.map((version) => versionView(item, version, today()));
        return { code, versions, ...(item.withdrawal === undefined ? {} : { withdrawal: item.withdrawal }) };
      },
    }),
    itemVersion: action({
      rest: "GET /item-versions/:version",
      summary: "事项版本: one version by the id that an application has recorded, for ever",
      access: "public",
      input: z.strictObject({ version: ItemVersionId }),
      output: VersionView,
      run: async ({ version: id }) => {
        const item = await existing(id.slice(0, id.indexOf("@")));
        const version = item.versions.find((one) => one.id === id);
        if (version === undefined) throw unknown(id);
        return versionView(item, version, today());
      },
    }),
    itemClasses: action({
      rest: "GET /item-classes",
      summary: "事项类别: the classes of the power list, and how many items each has on a day",
      access: "public",
      input: z.strictObject({ on }),
      output: z.object({ classes: z.array(ItemClass.extend({ items: z.int() })) }),
      run: async ({ on: day = today() }) => {
        const counts = new Map<string, number>();
        for (const item of await catalogue.all()) {
          const held = onDay(item, day);
          if (held?.isActive !== true) continue;
          const { itemClass } = held.version.content;
          counts.set(itemClass, (counts.get(itemClass) ?? 0) + 1);
        }
        return { classes: classes.map((one) => ({ ...one, items: counts.get(one.code) ?? 0 })) };
      },
    }),
  };
};
