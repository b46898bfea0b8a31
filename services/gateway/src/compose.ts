import { defineService, type Parts, type ServiceDefinition } from "@wangge/kit";
import { directory } from "./api/directory.ts";
import { devIssuer, DEV_ISSUER_PATH } from "./auth/dev-issuer.ts";
import { remoteIssuer } from "./auth/issuer.ts";
import { tokenVerifier, type Issuer } from "./auth/tokens.ts";
import type { GatewayConfig } from "./config.ts";
import { rateLimit } from "./limits.ts";
import { feedOf } from "./live/feed.ts";
import { manifest } from "./manifest.ts";
import { createServer } from "./server.ts";

const VERSION = "0.1.0";

export const compose = async ({
  config,
  broker,
  bus,
  redis,
  log,
}: Pick<Parts<GatewayConfig>, "config" | "broker" | "bus" | "redis" | "log">): Promise<ServiceDefinition> => {
  const { HOST, PORT, OIDC_ISSUER, OIDC_JWKS_URL, OIDC_AUDIENCE: audience } = config;
  const development = config.DEV_ISSUER
    ? await devIssuer({ issuer: `http://${HOST}:${PORT}${DEV_ISSUER_PATH}`, audience, dataDir: config.DATA_DIR })
    : undefined;
  if (development !== undefined)
    log.warn({ issuer: development.issuer }, "development issuer: signs a token with any role for whoever asks");
  const issuers: readonly Issuer[] = [
    ...(development === undefined ? [] : [development]),
    ...(OIDC_ISSUER === undefined ? [] : [remoteIssuer(OIDC_ISSUER, OIDC_JWKS_URL)]),
  ];
  const routes = directory(broker, manifest.calls, log);
  const feed = feedOf({ bus, stream: "EVT_DISPATCH", log });
  const unheard = (): string | undefined => {
    const [missing] = routes.unheard();
    return missing === undefined ? undefined : `${missing} has not been heard of`;
  };
  const server = createServer({
    config,
    broker,
    directory: routes,
    verify: tokenVerifier({ issuers, audience, rolesClaim: config.OIDC_ROLES_CLAIM }),
    limit: rateLimit(config.RATE_PER_SECOND, redis),
    feed,
    devIssuer: development,
    notReady: () => (bus.isConnected() ? unheard() : "bus"),
    log,
    version: VERSION,
  });

  return defineService({
    manifest,
    actions: {},
    subscriptions: [],
    notReady: unheard,
    onStart: async () => {
      routes.start();
      await server.app.listen({ host: HOST, port: PORT });
      log.info({ host: HOST, port: PORT }, "listening");
    },
    onStop: async () => {
      await server.close();
      feed.stop();
      routes.stop();
    },
  });
};
