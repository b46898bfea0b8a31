import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { startGateway, type Actions, type TestGateway, type Wanted } from "../builders.ts";

export const KEY = "wg_01JD6Z0Q8V4Y7R2K3M5N6P8T9W_abc";
export const TEST_KEY = "wg_01JD6Z0Q8V4Y7R2K3M5N6P8T9X_abc";
const CLIENT = "01JD6Z0Q8V4Y7R2K3M5N6P8T9W";
export const NUMBER = "20171227-0000017-4";
export const OLDER = "20171226-0000003-1";
export const TOKEN = "token-1";

const text = (zh: string, en: string) => ({ zh, en });

const categories = {
  nodes: [
    { id: "urbanManagement", name: text("城市管理", "Urban management") },
    { id: "roads", parent: "urbanManagement", name: text("市政", "Roads, bridges") },
  ],
  categories: [
    { code: "event-0113", parent: "roads", name: text("道路破损", "Damaged road"), hasQuestions: true },
    { code: "event-0201", parent: "roads", name: text("小广告", "Fly-posting"), hasQuestions: false },
  ],
};

const questions = [
  {
    code: "kind",
    datatype: "singlevaluelist",
    required: true,
    variable: true,
    text: text("是哪种破损？", "What kind of damage?"),
    values: [
      { key: "pothole", name: text("坑洞", "pothole") },
      { key: "crack", name: text("裂缝 < 1 m & 浅", "crack < 1 m & flat") },
    ],
  },
  {
    code: "area",
    datatype: "number",
    required: false,
    variable: true,
    text: text("面积（平方米）", "Area in square metres"),
    hint: text("0.5以上", "from half a square metre"),
  },
];

export const report = {
  reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  trackingNumber: NUMBER,
  category: "event-0113",
  description: "路口有坑 <1 m> & 积水",
  grid: "510108002001001",
  point: { lng: 104.0921, lat: 30.6634 },
  address: "建设路 3 号",
  acceptedAt: "2017-12-27T01:20:00.000Z",
  status: "open",
  step: "assigned",
  department: "road-maintenance",
  dueAt: "2017-12-28T01:20:00.200Z",
  updatedAt: "2017-12-27T01:20:00.200Z",
};

export const merged = {
  reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9Y",
  trackingNumber: "20171227-0000018-2",
  category: "event-0201",
  description: "小广告",
  grid: "510108002001001",
  acceptedAt: "2017-12-27T02:00:00.000Z",
  status: "closed",
  step: "merged",
  updatedAt: "2017-12-27T02:30:00.000Z",
  mergedInto: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
};

export interface Seen {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string | undefined;
}

/** Intake as its contracts with the gateway have it; what it was asked is in `seen`. */
export const intakeActions = (
  seen: Seen[],
  more: Readonly<Record<string, (input: never) => unknown>> = {},
): Actions => {
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    categories: () => categories,
    category: ({ category }: { category: string }) => ({
      code: category,
      questions: category === "event-0113" ? questions : [],
    }),
    publicReports: ({ number, category }: { number?: string[]; category?: string[] }) => ({
      reports: [report, merged].filter(
        (one) =>
          (number === undefined || number.includes(one.trackingNumber)) &&
          (category === undefined || category.includes(one.category)),
      ),
    }),
    goesOnAs: ({ reportIds }: { reportIds: string[] }) => ({
      numbers: Object.fromEntries(reportIds.map((id) => [id, OLDER])),
    }),
    acceptOpen311: () => ({ reportId: report.reportId, trackingNumber: NUMBER, token: TOKEN, notKept: [] }),
    takenOpen311: ({ token, number }: { token?: string; number?: string }) => ({
      taken: token === TOKEN || number === "4711" ? { reportId: report.reportId, trackingNumber: NUMBER } : null,
    }),
    checkApiKey: ({ key }: { key: string }) => {
      if (key !== KEY && key !== TEST_KEY) throw new DomainError("forbidden", "intake.api_key.refused", "no");
      return { keyId: CLIENT, requestsPerHour: 1000, environment: key === KEY ? "production" : "test" };
    },
    steps: () => ({
      steps: [
        { updateId: "U1", trackingNumber: NUMBER, step: "assigned", at: "2017-12-27T01:20:00.200Z" },
        { updateId: "U2", trackingNumber: NUMBER, step: "rejected", reason: "notOurs", at: "2017-12-27T07:00:00.000Z" },
      ],
    }),
    comment: ({ saysOpen }: { saysOpen: boolean }) => ({ updateId: "U9", asksToReopen: saysOpen }),
    ...more,
  };
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      `intake.${name}`,
      action({
        summary: "for a test",
        access: "service",
        input: z.record(z.string(), z.unknown()),
        output: z.unknown(),
        run: (input, { idempotencyKey }) => {
          seen.push({ action: name, input, idempotencyKey });
          return Promise.resolve().then(() => answer(input as never));
        },
      }),
    ]),
  );
};

export interface Open311 extends TestGateway {
  readonly seen: readonly Seen[];
  /** The last question of this kind. */
  readonly asked: (action: string) => Seen["input"] | undefined;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
}

export const startOpen311 = async (
  more: Readonly<Record<string, (input: never) => unknown>> = {},
  wanted: Wanted = {},
): Promise<Open311> => {
  const seen: Seen[] = [];
  const gateway = await startGateway({ actions: intakeActions(seen, more), ...wanted });
  const base = `${gateway.url}/open311`;
  return {
    ...gateway,
    seen,
    asked: (name) => seen.findLast(({ action: one }) => one === name)?.input,
    get: (path, headers = {}) => fetch(`${base}${path}`, { headers }),
    post: (path, fields, headers = {}) => {
      const pairs = Array.isArray(fields) ? (fields as [string, string][]) : Object.entries(fields);
      return fetch(`${base}${path}`, { method: "POST", headers, body: new URLSearchParams(pairs) });
    },
  };
};
