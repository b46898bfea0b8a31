import { Instant } from "@wangge/contracts";
import { action, pagesOf } from "@wangge/kit";
import { z } from "zod";
import { endpointFor, placesFrom, redeliver, type Desk } from "../app/desk.ts";
import { DeliveryView, deliveryView, EndpointId, EndpointView, endpointView, MANAGERS, Stream } from "./view.ts";

/** 投递记录: what was sent, what waits, what was given up and why; and sending it again. */
export const deliveryActions = (desk: Desk) => ({
  deliveries: action({
    rest: "GET /webhooks/endpoints/:endpointId/deliveries",
    summary: "投递记录: by stream, the newest first",
    access: MANAGERS,
    input: EndpointId.extend({
      status: z.enum(["open", "delivered", "dead"]).optional(),
      stream: Stream.optional(),
      after: z.string().max(100).optional().describe("`next` of the page before"),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ deliveries: z.array(DeliveryView), next: z.string().optional() }),
    run: async ({ endpointId, status, stream, after, limit }, context) => {
      await endpointFor(desk, endpointId, context);
      const where = {
        "state.endpoint": endpointId,
        ...(status === undefined ? {} : { "state.status": status }),
        ...(stream === undefined ? {} : { "state.stream": stream }),
      };
      const found = await desk.deliveries.find({ where, limit, after });
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const shown = found.flatMap(({ state }) => deliveryView(state));
      return { deliveries: shown, ...(next === undefined ? {} : { next }) };
    },
  }),
  redeliver: action({
    rest: "POST /webhooks/endpoints/:endpointId/redeliveries",
    summary: "重投: one delivery again, or all dead letters since a time",
    access: MANAGERS,
    input: EndpointId.extend({
      stream: Stream.optional(),
      sequence: z.int().min(1).optional(),
      deadSince: Instant.optional().describe("all that were given up since"),
    }).refine(
      ({ stream, sequence, deadSince }) =>
        deadSince === undefined
          ? stream !== undefined && sequence !== undefined
          : stream === undefined && sequence === undefined,
      { path: ["deadSince"], message: "give a stream with a sequence, or deadSince" },
    ),
    output: z.object({ redelivered: z.int() }),
    run: async ({ endpointId, stream, sequence, deadSince }, context) => {
      const endpoint = await endpointFor(desk, endpointId, context);
      if (stream !== undefined && sequence !== undefined) {
        await redeliver(desk, endpoint, stream, sequence);
        return { redelivered: 1 };
      }
      const since = new Date(deadSince ?? 0).toISOString();
      const where = {
        "state.endpoint": endpointId,
        "state.status": "dead",
        "state.finishedAt": { gte: since },
      };
      let redelivered = 0;
      for await (const page of pagesOf(desk.deliveries, where))
        for (const { state } of page) {
          if (state.status === "none") continue;
          await redeliver(desk, endpoint, state.stream, state.sequence);
          redelivered += 1;
        }
      return { redelivered };
    },
  }),
  replay: action({
    rest: "POST /webhooks/endpoints/:endpointId/replays",
    summary: "重放: sends all events again since a time, or since a place of one stream, from the stream itself",
    access: MANAGERS,
    input: EndpointId.extend({
      since: Instant.optional(),
      stream: Stream.optional(),
      sequence: z.int().min(1).optional(),
    }).refine(
      ({ since, stream, sequence }) =>
        since === undefined ? stream !== undefined && sequence !== undefined : sequence === undefined,
      { path: ["since"], message: "give since, or a stream with a sequence" },
    ),
    output: z.object({ endpoint: EndpointView }),
    run: async ({ endpointId, ...asked }, context) => {
      const { state } = await endpointFor(desk, endpointId, context);
      const { from, until } = await placesFrom(desk, state.events, asked);
      await desk.endpoints.handle(endpointId, { type: "Replay", from, until, at: desk.clock.now() }, context.meta);
      return { endpoint: endpointView(await endpointFor(desk, endpointId, context)) };
    },
  }),
});
