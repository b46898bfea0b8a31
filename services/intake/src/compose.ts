import { custody } from "@wangge/contracts/custody";
import {
  personalDataKeys,
  withOwnEventLog,
  type EventLogConfig,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { webhookMessenger } from "./adapters/messenger.ts";
import { courtyardsAt, gridsOf, handlesOf, progressOf, progressOfMany, registryLease } from "./adapters/neighbours.ts";
import { loadAbuseRules } from "./app/abuse-rules.ts";
import { loadAfterEnd } from "./app/after-end.ts";
import { loadCategories, readCategories } from "./app/categories.ts";
import { createGatekeeper } from "./app/gatekeeper.ts";
import { itemRegister } from "./app/item-register.ts";
import { createLimit } from "./app/limits.ts";
import { createSender, type SendDeps } from "./app/messages/send.ts";
import { loadTemplates } from "./app/messages/templates.ts";
import { matterDesk } from "./app/matter-desk.ts";
import { wordsOfMessages } from "./app/matter-rules.ts";
import { trackingNumbers } from "./app/numbers.ts";
import { photoRegister } from "./app/photo-register.ts";
import { photoLimit } from "./app/photos/limit.ts";
import { publishBan } from "./app/publish-bans-as.ts";
import { publishUpdates } from "./app/publish-updates-as.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import { textHelp } from "./app/text-help.ts";
import { createVault } from "./app/vault.ts";
import type { Config } from "./config.ts";
import {
  accessDecider,
  banDecider,
  apiKeyDecider,
  followerDecider,
  keyDecider,
  messageDecider,
  reportDecider,
  reporterDecider,
  updateDecider,
} from "./domain/index.ts";
import { handlesAny } from "./edge/subjects.ts";
import { intakeService } from "./intake.service.ts";

const HOUR_MS = 3_600_000;

type Needed = Pick<
  Config,
  | "OPEN311_REQUESTS_PER_HOUR"
  | "PERSONAL_DATA_KEYS"
  | "PERSONAL_INDEX_KEY"
  | "DATA_DIR"
  | "UNMASK_PER_HOUR"
  | "PROOF_PER_QUARTER"
  | "CODES_PER_HOUR"
  | "MESSAGE_WEBHOOK_URL"
  | "MESSAGE_WEBHOOK_SECRET"
  | "PHOTOS_PER_HOUR"
  | "ANONYMOUS_PHOTOS_PER_HOUR"
  | "PHOTO_FETCH_PRIVATE"
> &
  Partial<Pick<Config, "AUDIT_KEY">> &
  EventLogConfig;

/** Nobody sends anything where no sender of messages is named. */
const senderOf = (
  { MESSAGE_WEBHOOK_URL: url, MESSAGE_WEBHOOK_SECRET: secret }: Needed,
  deps: Omit<SendDeps, "messenger">,
) =>
  url === undefined || secret === undefined
    ? undefined
    : createSender({ ...deps, messenger: webhookMessenger(url, secret) });

export const compose = async (
  parts: Pick<Parts<Needed>, "bus" | "config" | "store" | "clock" | "log" | "call" | "redis">,
  published = readCategories(),
): Promise<ServiceDefinition> => {
  const { config, store, clock, log, call } = parts;
  const lease = registryLease(call);
  const [reading, proof, codes] = [
    { name: "unmask", most: config.UNMASK_PER_HOUR, windowMs: HOUR_MS },
    { name: "proof", most: config.PROOF_PER_QUARTER, windowMs: HOUR_MS / 4 },
    { name: "codes", most: config.CODES_PER_HOUR, windowMs: HOUR_MS },
  ];
  const reporters = await store.decider("reporters", reporterDecider, {
    publishAs: publishReporter,
    indexes: [["sealed.index.phone"]],
  });
  const followers = await store.decider("followers", followerDecider, {
    publishAs: () => [],
    indexes: [["state.subject"], ["sealed.index.phone"]],
  });
  const messages = await store.decider("messages", messageDecider, {
    publishAs: () => [],
    indexes: [["state.to"], ["state.status", "state.nextAt"]],
  });
  const vault = createVault(personalDataKeys(config));
  const bans = await store.decider("bans", banDecider, { publishAs: publishBan, indexes: [["state.status"]] });
  const categories = loadCategories(published);
  const abuseRulesOn = loadAbuseRules();
  const desk = await matterDesk({ store, clock, vault });
  const templates = loadTemplates(wordsOfMessages(desk.words));
  const sender = senderOf(config, { messages, templates, reporters, followers, vault, clock, log });
  const reports = await store.decider("reports", reportDecider, {
    publishAs,
    indexes: [["state.trackingNumber"], ["state.cell"], ["state.mergedInto"]],
  });
  const accesses = await store.decider("accesses", accessDecider, {
    publishAs: publishAccess,
    indexes: [["state.reports"], ["state.kind", "state.at"]],
  });
  const definition = intakeService({
    desk,
    matters: desk.matters,
    photos: await photoRegister({ ...parts, reports, accesses, vault }),
    limitPhotos: photoLimit(config, parts),
    reports,
    keys: await store.decider("keys", keyDecider, { publishAs: () => [] }),
    reporters,
    accesses,
    updates: await store.decider("updates", updateDecider, {
      publishAs: publishUpdates,
      indexes: [["state.origin", "state.at"], ["state.update.report"]],
    }),
    apiKeys: await store.decider("apiKeys", apiKeyDecider, { publishAs: () => [] }),
    requestsPerHour: config.OPEN311_REQUESTS_PER_HOUR,
    followers,
    messages,
    templates,
    sender,
    isSending: sender !== undefined,
    afterEnd: loadAfterEnd(),
    vault,
    limitReading: createLimit(reading, parts),
    limitProof: createLimit(proof, parts),
    limitCodes: createLimit(codes, parts),
    categories,
    bans,
    abuseRulesOn,
    gatekeeper: createGatekeeper({ ...parts, bans, vault, categories, rulesOn: abuseRulesOn }),
    gridsOf: gridsOf(call, lease),
    ...textHelp(call, lease),
    courtyardsAt: courtyardsAt(call),
    progressOf: progressOf(call),
    progressOfMany: progressOfMany(call),
    handles: handlesAny(desk.matters, handlesOf(call)),
    numberFor: trackingNumbers(store.counter("numbers")),
    register: await itemRegister({ store, clock, log }),
    clock,
    log,
  });
  return withOwnEventLog({ custody: custody.intake, path: "/intake/audit", parts }, definition);
};
