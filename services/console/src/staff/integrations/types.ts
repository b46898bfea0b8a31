import type { components } from "../../api/platform.js";

export type Endpoint = components["schemas"]["webhooks.endpoint.output"]["endpoint"];
export type Delivery = components["schemas"]["webhooks.deliveries.output"]["deliveries"][number];
