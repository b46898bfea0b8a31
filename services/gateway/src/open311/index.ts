import type { Broker, Log, Parts } from "@wangge/kit";
import type { GatewayConfig } from "../config.ts";
import { discoveryView } from "./discovery.ts";
import { refusal } from "./errors.ts";
import { intakeOf, type Intake } from "./intake.ts";
import { apiKeys, type OpenWith } from "./keys.ts";
import type { Asked, Handlers } from "./places.ts";
import { fileReport } from "./report.ts";
import { listRequests, oneRequest } from "./requests.ts";
import { definitionView, knownService, serviceList, serviceView } from "./services.ts";
import { listUpdates, postUpdate } from "./updates.ts";

export { mountOpen311, OPEN311 } from "./routes.ts";

export interface Open311Parts {
  readonly config: GatewayConfig;
  readonly broker: Pick<Broker, "call" | "announced">;
  readonly redis: Parts<GatewayConfig>["redis"];
  readonly log: Log;
}

/** By its token; with a key also by the client's own number of the report. @throws HttpError 404 */
const tokenView = async (intake: Intake, openWith: OpenWith, { id, key }: Asked) => {
  const { taken } = await intake.taken({ token: id });
  const found = taken ?? (key === undefined ? null : await byOwnNumber(intake, await openWith(key), id));
  if (found === null) throw refusal(404, "Nothing was taken in under this token: send it again");
  return [{ service_request_id: found.trackingNumber, token: id }];
};

const byOwnNumber = async (intake: Intake, client: string, number: string) =>
  (await intake.taken({ client, number })).taken;

/** What is answered at each place of the Open311 server. */
export const open311Handlers = ({ config, broker, redis, log }: Open311Parts): Handlers => {
  const intake = intakeOf(broker);
  const services = serviceList(intake);
  const openWith = apiKeys({ intake, redis, environment: config.OPEN311_ENVIRONMENT });

  return {
    discovery: ({ base }) => Promise.resolve({ root: "discovery", value: discoveryView(config, base) }),
    services: async ({ language }) => ({
      root: "services",
      value: [...(await services()).values()].map((service) => serviceView(service, language)),
    }),
    definition: async ({ id, language }) => {
      const { code } = knownService(await services(), id);
      return { root: "service_definition", value: definitionView(await intake.category({ category: code }), language) };
    },
    requests: async (asked) => ({
      root: "service_requests",
      value: await listRequests(intake, { ...asked, services: await services() }),
    }),
    request: async (asked) => ({
      root: "service_requests",
      value: await oneRequest(intake, asked.id, { ...asked, services: await services() }),
    }),
    report: async (asked) => {
      const client = await openWith(asked.key);
      const filing = { ...asked, client, services: await services() };
      return { root: "service_requests", value: await fileReport(intake, log, filing) };
    },
    token: async (asked) => ({ root: "service_requests", value: await tokenView(intake, openWith, asked) }),
    updates: async (asked) => ({ root: "service_request_updates", value: await listUpdates(intake, asked) }),
    comment: async (asked) => {
      const client = await openWith(asked.key);
      return { root: "service_request_updates", value: await postUpdate(intake, client, asked) };
    },
  };
};
