import { Day } from "@wangge/contracts";
import { action, DomainError, pageOf, uuidV5 } from "@wangge/kit";
import { z } from "zod";
import type { ItemRegister } from "../app/item-register.ts";
import { dayOf, onDay, type ItemContent, type Listed, type OnDay } from "../domain/index.ts";

const Uuid = z.uuid();
const Organization = z.object({ id: Uuid, name: z.string(), description: z.string() });
const ServiceLine = z.object({
  id: Uuid,
  name: z.string(),
  description: z.string(),
  status: z.enum(["active", "inactive"]),
  application_process: z.string(),
  fees_description: z.string(),
  wait_time: z.string(),
  last_modified: z.string(),
  organization: Organization,
});
const Service = ServiceLine.extend({
  required_documents: z.array(z.object({ id: Uuid, document: z.string() })),
  cost_options: z.array(z.object({ id: Uuid, currency: z.string(), amount: z.number() })),
  service_at_locations: z.array(z.never()),
});
const Page = z.object({
  total_items: z.int(),
  total_pages: z.int(),
  page_number: z.int(),
  size: z.int(),
  first_page: z.boolean(),
  last_page: z.boolean(),
  empty: z.boolean(),
  contents: z.array(ServiceLine),
});

const LEVELS = { street: "街道事项", community: "社区事项" } as const;
const UNITS = { urgentHour: "紧急工作时", workingHour: "工作时", workingDay: "工作日", naturalDay: "自然日" } as const;

const serviceId = (code: string): string => uuidV5(`item:${code}`);

const stepsOf = ({ steps }: ItemContent): string => steps.map(({ name, by }) => `${name}（${by}）`).join("→");
const feeOf = ({ fee }: ItemContent): string =>
  fee.note ?? (fee.fen === 0 ? "不收费" : `${(fee.fen / 100).toFixed(2)}元`);

interface Held extends OnDay {
  readonly item: Listed;
}

const lineOf = ({ item, version, isActive }: Held): z.infer<typeof ServiceLine> => {
  const { content, effectiveFrom } = version;
  const changed = isActive ? effectiveFrom : (item.withdrawal?.effectiveFrom ?? effectiveFrom);
  return {
    id: serviceId(item.code),
    name: content.name,
    description: `${LEVELS[content.level]} ${item.code}${content.standIn ? "（示例，非本区公布事项）" : ""}，办理结果：${content.result}`,
    status: isActive ? "active" : "inactive",
    application_process: stepsOf(content),
    fees_description: feeOf(content),
    wait_time: `${String(content.limit.amount)}${UNITS[content.limit.kind]}`,
    last_modified: new Date(`${changed}T00:00:00+08:00`).toISOString(),
    organization: {
      id: uuidV5(`organization:${content.department}`),
      name: content.department,
      description: "责任部门 (responsible department)",
    },
  };
};

const serviceOf = (held: Held): z.infer<typeof Service> => {
  const { code } = held.item;
  const { materials, fee } = held.version.content;
  return {
    ...lineOf(held),
    required_documents: materials.map(({ name, count, waivedWhen }, index) => ({
      id: uuidV5(`required_document:${code}:${String(index)}`),
      document: `${name}×${String(count)}${waivedWhen === undefined ? "" : `（${waivedWhen}）`}`,
    })),
    cost_options: [{ id: uuidV5(`cost_option:${code}`), currency: "CNY", amount: fee.fen / 100 }],
    service_at_locations: [],
  };
};

const on = Day.optional().describe("as of this day; default today");

/** The power list as a directory of services in HSDS 3. Withdrawn items stay, inactive: readers keep what they have shown. */
export const directoryActions = ({ catalogue, clock }: Pick<ItemRegister, "catalogue" | "clock">) => {
  const heldOn = async (day = dayOf(clock.now())): Promise<readonly Held[]> =>
    (await catalogue.all()).flatMap((item) => {
      const held = onDay(item, day);
      return held === undefined ? [] : [{ ...held, item }];
    });

  return {
    directory: action({
      rest: "GET /directory",
      summary: "HSDS 3: which version this directory of all items follows",
      access: "public",
      input: z.strictObject({}),
      output: z.object({ version: z.string(), profile: z.string(), openapi_url: z.string() }),
      run: () =>
        Promise.resolve({
          version: "3.0",
          profile: "https://docs.openreferral.org/en/v3.0.1/hsds/overview.html",
          openapi_url: "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json",
        }),
    }),
    directoryServices: action({
      rest: "GET /directory/services",
      summary: "HSDS 3: all items as services, withdrawn ones inactive, a page at a time",
      access: "public",
      input: z.strictObject({
        on,
        search: z.string().trim().min(1).max(100).optional(),
        status: z.enum(["active", "inactive"]).optional(),
        page: z.int().min(1).max(100_000).default(1),
        per_page: z.int().min(1).max(500).default(50),
      }),
      output: Page,
      run: async ({ on: day, search, status, page, per_page: perPage }) => {
        const held = (await heldOn(day)).filter(
          ({ version, isActive }) =>
            (search === undefined || version.content.name.includes(search)) &&
            (status === undefined || isActive === (status === "active")),
        );
        const { contents, ...envelope } = pageOf(held, { page, perPage }, lineOf);
        return { ...envelope, contents: [...contents] };
      },
    }),
    directoryService: action({
      rest: "GET /directory/services/:id",
      summary: "HSDS 3: one item with its materials and fee",
      access: "public",
      input: z.strictObject({ id: Uuid, on }),
      output: Service,
      run: async ({ id, on: day }) => {
        const found = (await heldOn(day)).find(({ item }) => serviceId(item.code) === id);
        if (found === undefined)
          throw new DomainError("missing", "intake.item.unknown", "There is no such item on this day");
        return serviceOf(found);
      },
    }),
  };
};
