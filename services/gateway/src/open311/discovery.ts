import type { GatewayConfig } from "../config.ts";

/** When this description of the server last changed. */
const CHANGESET = "2026-11-24T00:00:00+08:00";
/** The name of the specification, as clients look for it. */
const GEOREPORT = "http://wiki.open311.org/GeoReport_v2";

type Described = Pick<GatewayConfig, "OPEN311_CONTACT" | "OPEN311_KEY_SERVICE" | "OPEN311_ENVIRONMENT">;

/** @param base where the server is: `https://district.example/open311/v2` */
export const discoveryView = (config: Described, base: string) => ({
  changeset: CHANGESET,
  contact: config.OPEN311_CONTACT,
  key_service: config.OPEN311_KEY_SERVICE,
  endpoints: [
    {
      specification: GEOREPORT,
      url: base,
      changeset: CHANGESET,
      type: config.OPEN311_ENVIRONMENT,
      formats: ["text/xml", "application/json"],
    },
  ],
});
