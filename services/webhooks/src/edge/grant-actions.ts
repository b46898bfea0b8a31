import { action, type Grants } from "@wangge/kit";
import { z } from "zod";
import type { PushGrants } from "../app/grants.ts";
import { accountOf, mayManage } from "../app/desk.ts";
import { MANAGERS } from "./view.ts";

const Keys = z.array(z.string()).optional().describe("only events whose key begins with one of these");

const PushView = z.object({ integrator: z.string(), events: z.array(z.string()), keys: Keys });
const ReaderView = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  purpose: z.string(),
  basis: z.string(),
  until: z.string().describe("the last day"),
  reads: z.array(z.object({ event: z.string(), keys: Keys })),
});
const CallView = z.object({
  from: z.string(),
  to: z.string(),
  actions: z.union([z.literal("all"), z.array(z.string())]),
  purpose: z.string(),
  basis: z.string(),
  until: z.string().optional(),
});

interface Deps {
  readonly pushes: PushGrants;
  readonly grants: (() => Grants) | undefined;
}

/** 主体与授权: who is on the bus and may have what, as it is provisioned. It is changed there, by review, and not here. */
export const grantActions = ({ pushes, grants }: Deps) => ({
  grants: action({
    rest: "GET /webhooks/grants",
    summary:
      "授权: which events may be sent to whom; for the office also which services and readers are on the bus, and who may ask whom what, and why",
    access: MANAGERS,
    input: z.strictObject({}),
    output: z.object({
      pushes: z.array(PushView).describe("to addresses of these accounts"),
      bus: z
        .object({
          services: z.array(z.object({ name: z.string(), department: z.string() })),
          readers: z.array(ReaderView),
          calls: z.array(CallView),
        })
        .optional()
        .describe("for the office; absent too where nothing is provisioned"),
    }),
    run: (_input, context) => {
      const isOffice = mayManage(context);
      const own = accountOf(context);
      const shown = pushes.all().filter(({ integrator }) => isOffice || integrator === own);
      const bus = isOffice ? grants?.() : undefined;
      return Promise.resolve({
        pushes: structuredClone(shown) as never,
        ...(bus === undefined
          ? {}
          : {
              bus: {
                services: Object.entries(bus.departments).map(([name, department]) => ({ name, department })),
                readers: bus.readers,
                calls: bus.calls,
              },
            }),
      });
    },
  }),
});
