import { Ulid } from "@wangge/contracts";
import { action, idFrom, newId, withoutNumbers, type CallContext, type Limit, type Role } from "@wangge/kit";
import { z } from "zod";
import { accountOf, challenge, endpointFor, mayManage, placesNow, type Desk } from "../app/desk.ts";
import { attemptOf } from "../app/courier.ts";
import { eventTypes } from "../app/event-types.ts";
import { isKnown } from "../app/stores.ts";
import { covers, refuse, type EndpointCommand } from "../domain/index.ts";
import { AttemptView, attemptView, EndpointId, EndpointView, endpointView, EventType, MANAGERS } from "./view.ts";

const OFFICE: readonly Role[] = ["integrationOfficer"];

const HOUR_MS = 3_600_000;
const WithSecret = z.object({
  endpoint: EndpointView,
  secret: z.string().describe("签名密钥 whsec_…: shown this once; Standard Webhooks libraries take it as it is"),
});
const Reason = withoutNumbers(1, 500);

/** 推送地址: registered by an integrator, let in by the office, proven by its answer. */
export const endpointActions = (desk: Desk, sendsOwn: Limit) => {
  const { endpoints, secrets, clock, rulesAt, wake } = desk;

  /** What was asked for has to be known, granted, and within what the rules allow. */
  const mustBeAllowed = async (
    integrator: string,
    { url, events, atOnce, timeoutMs }: { url: string; events: readonly string[]; atOnce: number; timeoutMs: number },
  ) => {
    desk.checkAddress(url);
    const grant = desk.grantOf(integrator);
    const refused = events.filter((type) => grant === undefined || !eventTypes.has(type) || !covers(grant, type));
    if (grant === undefined || refused.length > 0)
      throw refuse("not_granted", "These events are not granted to you", { events: refused });
    const { mostAtOnce, mostTimeoutMs, mostEndpoints } = rulesAt(clock.now());
    if (atOnce > mostAtOnce || timeoutMs > mostTimeoutMs)
      throw refuse("too_much", "More than an endpoint may have", { mostAtOnce, mostTimeoutMs });
    const own = await endpoints.find({ where: { "state.integrator": integrator }, limit: 10 * mostEndpoints });
    if (own.filter(({ state }) => state.status !== "deleted").length >= mostEndpoints)
      throw refuse("too_many", "No more endpoints for one integrator", { mostEndpoints });
    return grant;
  };

  const ask = async (id: string, command: EndpointCommand, context: CallContext) => {
    await endpointFor(desk, id, context);
    await endpoints.handle(id, command, context.meta);
    wake(id);
    return { endpoint: endpointView(await endpointFor(desk, id, context)) };
  };

  const simple = <Verb extends "pause" | "approve" | "decline" | "disable">(
    verb: Verb,
    summary: string,
    access: readonly Role[],
    command: (reason: string, context: CallContext) => EndpointCommand,
  ) =>
    action({
      rest: `POST /webhooks/endpoints/:endpointId/${verb}`,
      summary,
      access,
      idempotent: true,
      input:
        verb === "pause" ? EndpointId.extend({ reason: Reason.optional() }) : EndpointId.extend({ reason: Reason }),
      output: z.object({ endpoint: EndpointView }),
      run: ({ endpointId, reason = "" }, context) => ask(endpointId, command(reason, context), context),
    });

  return {
    register: action({
      rest: "POST /webhooks/endpoints",
      summary: "推送地址: registers an https address for kinds of events that were granted; the office lets it in",
      access: ["integrator"],
      status: 201,
      input: z.strictObject({
        url: z.string().max(500),
        events: z.array(EventType).min(1).max(100),
        ordered: z.boolean().default(false).describe("events of one key, such as a grid, one after the other"),
        atOnce: z.int().min(1).max(100).default(4).describe("requests at a time"),
        timeoutMs: z.int().min(1_000).max(60_000).default(15_000),
      }),
      output: WithSecret,
      run: async ({ events: wanted, ...asked }, context) => {
        const integrator = accountOf(context);
        const events = [...new Set(wanted)];
        const key = context.idempotencyKey;
        const id = key === undefined ? newId() : idFrom("webhooks.endpoint", integrator, key);
        const before = await endpoints.load(id);
        if (isKnown(before)) return { endpoint: endpointView(before), secret: secrets.current(before) };
        const { keys } = await mustBeAllowed(integrator, { ...asked, events });
        const { secret, sealed } = secrets.make(id);
        const data = { ...asked, events, integrator, ...(keys === undefined ? {} : { keys }) };
        await endpoints.handle(id, { type: "RegisterEndpoint", data, at: clock.now() }, context.meta, sealed);
        return { endpoint: endpointView(await endpointFor(desk, id, context)), secret };
      },
    }),
    endpoints: action({
      rest: "GET /webhooks/endpoints",
      summary: "推送地址: your own; all of them for the office",
      access: MANAGERS,
      input: z.strictObject({
        after: Ulid.optional().describe("the last one of the page before"),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ endpoints: z.array(EndpointView), next: Ulid.optional() }),
      run: async ({ after, limit }, context) => {
        const own = mayManage(context) ? {} : { "state.integrator": accountOf(context) };
        const where = {
          ...own,
          "state.status": { in: ["registered", "declined", "approved", "active", "paused", "disabled"] },
        };
        const found = await endpoints.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const shown = found.filter(isKnown).map((one) => endpointView(one));
        return { endpoints: shown, ...(next === undefined ? {} : { next }) };
      },
    }),
    endpoint: action({
      rest: "GET /webhooks/endpoints/:endpointId",
      summary: "推送地址: one, with what waits for it",
      access: MANAGERS,
      input: EndpointId,
      output: z.object({ endpoint: EndpointView }),
      run: async ({ endpointId }, context) => {
        const known = await endpointFor(desk, endpointId, context);
        const where = { "state.endpoint": endpointId, "state.status": "open" };
        const waiting = (await desk.deliveries.countBy("state.endpoint", where)).get(endpointId) ?? 0;
        return { endpoint: endpointView(known, waiting) };
      },
    }),
    approve: simple("approve", "核准: lets an endpoint in; never one's own", OFFICE, (reason, context) => ({
      type: "ApproveEndpoint",
      by: accountOf(context),
      reason,
    })),
    decline: simple("decline", "不予核准", OFFICE, (reason, context) => ({
      type: "DeclineEndpoint",
      by: accountOf(context),
      reason,
    })),
    disable: simple("disable", "停用: the office sends nothing more there", OFFICE, () => ({
      type: "DisableEndpoint",
      because: "byOffice",
      at: clock.now(),
    })),
    pause: simple("pause", "暂停: events wait", MANAGERS, () => ({ type: "PauseEndpoint" })),
    resume: action({
      rest: "POST /webhooks/endpoints/:endpointId/resume",
      summary: "恢复: what waits is sent; one that was disabled has events from now on, and earlier ones by a replay",
      access: MANAGERS,
      idempotent: true,
      input: EndpointId,
      output: z.object({ endpoint: EndpointView }),
      run: async ({ endpointId }, context) => {
        const { state } = await endpointFor(desk, endpointId, context);
        const places = await placesNow(desk, state.events);
        const byOffice = mayManage(context);
        return ask(endpointId, { type: "ResumeEndpoint", places, byOffice, at: clock.now() }, context);
      },
    }),
    verify: action({
      rest: "POST /webhooks/endpoints/:endpointId/verify",
      summary:
        '归属验证: sends {"data":{"challenge":"…"}}, signed; the address answers {"challenge":"…"}, and events begin',
      access: MANAGERS,
      idempotent: true,
      input: EndpointId,
      output: z.object({ endpoint: EndpointView }),
      run: async ({ endpointId }, context) => {
        const known = await endpointFor(desk, endpointId, context);
        if (known.state.status !== "active") {
          if (known.state.status !== "approved")
            throw refuse("wrong_status", "The office has not let it in", { status: known.state.status });
          await sendsOwn(endpointId);
          await challenge(desk, known);
        }
        const places = await placesNow(desk, known.state.events);
        return ask(endpointId, { type: "ProveOwnership", places, at: clock.now() }, context);
      },
    }),
    ping: action({
      rest: "POST /webhooks/endpoints/:endpointId/ping",
      summary: "测试: sends a signed webhooks.endpoint.ping and says what came of it",
      access: MANAGERS,
      input: EndpointId,
      output: z.object({ attempt: AttemptView }),
      run: async ({ endpointId }, context) => {
        const known = await endpointFor(desk, endpointId, context);
        if (known.state.status !== "active" && known.state.status !== "paused")
          throw refuse("wrong_status", "Only an endpoint that is proven", { status: known.state.status });
        await sendsOwn(endpointId);
        const receipt = await desk.courier.sendOwn(known, newId(), "webhooks.endpoint.ping", { endpointId });
        return { attempt: attemptView(attemptOf(receipt, clock.now())) };
      },
    }),
    rotateSecret: action({
      rest: "POST /webhooks/endpoints/:endpointId/secret",
      summary: "换密钥: a new secret; the one before signs too for a day",
      access: ["integrator"],
      input: EndpointId,
      output: WithSecret,
      run: async ({ endpointId }, context) => {
        const known = await endpointFor(desk, endpointId, context);
        const { secret, sealed } = secrets.rotate(known);
        const { overlapHours } = rulesAt(clock.now());
        const oldUntil = new Date(clock.ms() + overlapHours * HOUR_MS).toISOString();
        await endpoints.handle(endpointId, { type: "RotateSecret", oldUntil }, context.meta, sealed);
        return { endpoint: endpointView(await endpointFor(desk, endpointId, context)), secret };
      },
    }),
    deleteEndpoint: action({
      rest: "DELETE /webhooks/endpoints/:endpointId",
      summary: "删除: nothing more is sent, not even what waits",
      access: MANAGERS,
      idempotent: true,
      input: EndpointId,
      output: z.object({}),
      run: async ({ endpointId }, context) => {
        await endpointFor(desk, endpointId, context);
        // Its secrets go with it.
        await endpoints.handle(endpointId, { type: "DeleteEndpoint" }, context.meta, null);
        return {};
      },
    }),
  };
};
