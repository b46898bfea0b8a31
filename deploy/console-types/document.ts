/** The OpenAPI document as a gateway would give it that has heard of every service: made of what the services' code says, with nothing running. */
import { announcementOf } from "@wangge/kit";
import { openApiOf, routeTable } from "@wangge/gateway";
import { definitionsAtRest } from "../security/definitions.ts";

export const documentAtRest = async () => {
  const announced = (await definitionsAtRest()).flatMap(({ manifest, actions }) =>
    Object.entries(actions).map(([name, action]) => ({
      name: `${manifest.name}.${name}`,
      announcement: announcementOf(action),
    })),
  );
  return openApiOf(routeTable(announced), { version: "at rest" });
};
