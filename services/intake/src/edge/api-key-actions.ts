import { DepartmentCode, Instant, Ulid } from "@wangge/contracts";
import { action, hasPersonalNumber, idFrom, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import { newKey, openedBy, type ApiKeys } from "../app/api-keys.ts";
import { unknownApiKey, type ApiKeyState } from "../domain/index.ts";

const MOST_LISTED = 1000;

const Environment = z.enum(["test", "production"]).describe("a key opens only servers of its own kind");
const PerHour = z.int().min(1).max(1_000_000);

const KeyView = z.object({
  keyId: Ulid,
  label: z.string(),
  department: DepartmentCode,
  requestsPerHour: PerHour,
  environment: Environment,
  status: z.enum(["active", "revoked"]),
  issuedAt: Instant,
  replacedAt: Instant.optional(),
  revokedAt: Instant.optional(),
});

const Shown = KeyView.extend({ key: z.string().describe("shown now and never again: only its hash is kept") });
const ById = z.strictObject({ keyId: Ulid });

const viewOf = ({ id: keyId, state }: Stored<ApiKeyState>): z.input<typeof KeyView> => {
  if (state.status === "none") throw unknownApiKey();
  const { hash: _hash, ...rest } = state;
  return { keyId, ...rest };
};

export interface ApiKeyDeps {
  readonly apiKeys: ApiKeys;
  readonly requestsPerHour: number;
  readonly clock: Clock;
}

/** API keys of the programs of others that report through Open311. */
export const apiKeyActions = ({ apiKeys, requestsPerHour: usual, clock }: ApiKeyDeps) => ({
  issueApiKey: action({
    rest: "POST /api-keys",
    summary: "接口密钥: makes a key for an Open311 client and shows it, once",
    access: ["admin"],
    status: 201,
    input: z.strictObject({
      label: z
        .string()
        .trim()
        .min(1)
        .max(80)
        .refine((label) => !hasPersonalNumber(label), "of a program, not of a person")
        .describe("the program that uses it"),
      department: DepartmentCode.describe("whom to ask about it"),
      requestsPerHour: PerHour.default(usual),
      environment: Environment.default("production"),
    }),
    output: Shown,
    run: async (data, { idempotencyKey, meta }) => {
      const { id, key, hash } = newKey(idempotencyKey === undefined ? undefined : idFrom("api-key", idempotencyKey));
      const command = { type: "IssueKey", data: { ...data, hash }, at: clock.now() } as const;
      return { ...viewOf(await apiKeys.handle(id, command, { ...meta, messageId: undefined })), key };
    },
  }),
  apiKeys: action({
    rest: "GET /api-keys",
    summary: "The keys that were made, newest first; none of their secrets",
    access: ["admin"],
    input: z.strictObject({}),
    output: z.object({ keys: z.array(KeyView) }),
    run: async () => ({ keys: (await apiKeys.find({ where: {}, limit: MOST_LISTED })).map(viewOf) }),
  }),
  replaceApiKey: action({
    rest: "POST /api-keys/:keyId/replace",
    summary: "A new secret for the same client, shown once; the old one opens nothing from now on",
    access: ["admin"],
    input: ById,
    output: Shown,
    run: async ({ keyId }, { meta }) => {
      const { key, hash } = newKey(keyId);
      const command = { type: "ReplaceKey", data: { hash }, at: clock.now() } as const;
      return { ...viewOf(await apiKeys.handle(keyId, command, { ...meta, messageId: undefined })), key };
    },
  }),
  revokeApiKey: action({
    rest: "POST /api-keys/:keyId/revoke",
    summary: "Ends a key for good; gateways that know it forget it within two seconds",
    access: ["admin"],
    idempotent: true,
    input: ById,
    output: KeyView,
    run: async ({ keyId }, { meta }) =>
      viewOf(await apiKeys.handle(keyId, { type: "RevokeKey", at: clock.now() }, { ...meta, messageId: undefined })),
  }),
  checkApiKey: action({
    summary: "Whose key this is, for the Open311 server",
    access: "service",
    idempotent: true,
    input: z.strictObject({ key: z.string().max(200) }),
    output: z.object({ keyId: Ulid, requestsPerHour: PerHour, environment: Environment }),
    run: async ({ key }) => {
      const { id: keyId, state } = await openedBy(apiKeys, key);
      const { requestsPerHour, environment } = state;
      return { keyId, requestsPerHour, environment };
    },
  }),
});
