import { baseConfig } from "@wangge/kit";
import { z } from "zod";
import { Strengths } from "./auth/strength.ts";

/** A text that holds JSON of a shape. */
const jsonOf = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(shape);

const MIB = 1024 * 1024;
const bytes = z.coerce.number().int().min(1024);
const count = z.coerce.number().int().min(1);

export const config = baseConfig
  .extend({
    HOST: z.string().default("127.0.0.1"),
    PORT: z.coerce.number().int().min(0).max(65535).default(8080),
    TLS_DIR: z
      .string()
      .optional()
      .describe("folder with tls.crt and tls.key, as a mounted Secret is; followed when renewed. Absent: plain HTTP"),
    TRUST_PROXY: z
      .string()
      .optional()
      .describe("proxies whose X-Forwarded-For is believed: addresses or networks, comma"),

    OIDC_ISSUER: z.url().optional().describe("who signs access tokens"),
    OIDC_AUDIENCE: z.string().default("wangge"),
    OIDC_JWKS_URL: z.url().optional().describe("the issuer's keys; absent: asked of its discovery document"),
    OIDC_ROLES_CLAIM: z.string().default("roles").describe("claim with the roles; dots go inwards"),

    OIDC_STRENGTH: jsonOf(Strengths)
      .default({})
      .describe('登录强度 by role, JSON: {"admin":{"amr":["mfa"],"maxAgeMinutes":480}}; also acr, one of a list'),
    OIDC_RSA_BITS_LEAST: z.coerce
      .number()
      .int()
      .min(2048)
      .optional()
      .describe("for a provider with weaker RSA keys than data/key-strengths.json asks for"),

    DEV_ISSUER: z.stringbool().default(false).describe("sign tokens here for whoever asks; never in production"),
    DATA_DIR: z.string().default(".wangge/gateway").describe("where the development issuer keeps its key"),
    NODE_ENV: z.string().optional(),

    BODY_LIMIT_BYTES: bytes.default(MIB),
    LARGE_BODY_LIMIT_BYTES: bytes
      .default(6 * MIB)
      .describe("for actions that announce that they take more, such as an import; NATS must let it through"),
    NDJSON_LIMIT_BYTES: bytes.default(64 * MIB),
    RATE_PER_SECOND: count.default(1000).describe("requests of one account, or of one address that is not signed in"),
    MAX_IN_FLIGHT: count.default(1000).describe("open requests, those included whose body is still on its way"),
    ADMISSION_TARGET_MS: count
      .default(250)
      .describe("under full load half of the requests to a service take this long; what would make it more is refused"),
    ADMISSION_LEAST: count
      .default(16)
      .describe("so many may be in hand in any case, by service, reads and writes apart"),
    PUBLIC_URL: z.url().optional().describe("where the world reaches this gateway; absent: as each request says"),
    OPEN311_JURISDICTION: z.string().default("chengdu-chenghua").describe("jurisdiction_id, where a client gives one"),
    OPEN311_ENVIRONMENT: z.enum(["test", "production"]).default("production"),
    OPEN311_CONTACT: z.string().default("成都市成华区 12345").describe("whom users of the interface may ask"),
    OPEN311_KEY_SERVICE: z.string().default("POST /api/v1/api-keys").describe("how one gets an API key"),

    CONSOLE_DIR: z.string().optional().describe("the built pages; absent: `/` leads to the page to try the API"),
    CONSOLE_CLIENT_ID: z.string().default("wangge-console").describe("the pages' name at OIDC_ISSUER, a public client"),

    TRACES_URL: z.url().optional().describe("a Jaeger query API, for the operators' page; absent: it says so"),
    MAX_STREAMS: count.default(2000).describe("open live updates"),
  })
  .superRefine(({ DEV_ISSUER, NODE_ENV, OIDC_ISSUER }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (DEV_ISSUER && NODE_ENV === "production")
      refuse("DEV_ISSUER", "signs tokens for whoever asks: not with NODE_ENV=production");
    if (!DEV_ISSUER && OIDC_ISSUER === undefined)
      refuse("OIDC_ISSUER", "name the issuer of access tokens, or set DEV_ISSUER=true for development");
  });
export type GatewayConfig = z.infer<typeof config>;
