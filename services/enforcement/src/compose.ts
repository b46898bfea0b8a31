import { custody } from "@wangge/contracts/custody";
import {
  auditKey,
  createAudit,
  defineService,
  notingChains,
  personalDataKeys,
  prepareEventLog,
  withEventLog,
  type Action,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { createAuthority } from "./app/authority/authority.ts";
import { createDossiers } from "./app/dossier/dossiers.ts";
import { createJoint } from "./app/joint.ts";
import { createLaw } from "./app/law.ts";
import { createLeads } from "./app/lead/leads.ts";
import { originsOf } from "./app/origins.ts";
import { createRecordsSlice } from "./app/records.ts";
import { createRefusals } from "./app/refusals.ts";
import { plantSeed } from "./app/seed/seed.ts";
import type { Config } from "./config.ts";
import { auditActions } from "./edge/audit-actions.ts";
import { manifest } from "./manifest.ts";

type OwnConfig = Pick<Config, "SWEEP_MS"> &
  Partial<
    Pick<
      Config,
      | "AUDIT_KEY"
      | "AUDIT_SEAL_MS"
      | "CLAMD_ADDRESS"
      | "CLAMD_AWAY"
      | "INNER_TLS_DIR"
      | "DATA_DIR"
      | "EVENT_LOG"
      | "EVENT_LOG_MS"
      | "EVENT_LOG_REFUSE_AFTER_MS"
      | "ENFORCEMENT_SEED"
      | "PERSONAL_DATA_KEYS"
      | "PERSONAL_INDEX_KEY"
      | "RECORDS_KEY"
    >
  >;
type Needed = Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "log" | "call" | "redis" | "bus">;

/** 执法服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (given: Needed): Promise<ServiceDefinition> => {
  const { store, chains } = notingChains(given.store);
  const parts = { ...given, store };
  const { config, clock, log } = parts;
  const keys = personalDataKeys(config);
  const law = createLaw(parts);
  const authority = await createAuthority({ ...parts, keys });
  const { registers } = authority;
  const leads = await createLeads(parts);
  const dossiers = await createDossiers({ ...parts, keys, registers, origins: originsOf(() => ({ leads, joint })) });
  const records = await createRecordsSlice({ ...parts, dossiers, registers });
  const joint = await createJoint({ ...parts, dossiers, registers });
  const withEvents = await prepareEventLog({ custody: custody.enforcement, config, store, parts });
  const key = auditKey(config);
  const audit = await createAudit({
    ...{ custody: custody.enforcement, store, chains, log, key },
    sealEveryMs: config.AUDIT_SEAL_MS,
  });
  const slices = [law, authority, leads, dossiers, records, joint];
  const refusals = createRefusals({ attempts: dossiers.desk.attempts, clock, log });
  const actions: Readonly<Record<string, Action>> = {
    ...law.actions,
    ...authority.actions,
    ...refusals.noting(leads.actions),
    ...dossiers.actions,
    ...records.actions,
    ...refusals.noting(joint.actions),
    ...refusals.actions,
    ...auditActions({ audit, kinds: [...chains.keys()], clock }),
  };
  const running = [leads, dossiers, records, joint, audit];
  const eventLog = withEvents({
    ...{ audit, key, path: "/enforcement/audit", access: ["supervisor"] },
    except: ["seal", "exportAudit"],
  });
  const definition = defineService({
    manifest,
    actions,
    subscriptions: slices.flatMap(({ subscriptions }) => subscriptions),
    onStart: async () => {
      for (const one of running) await one.start();
      if (config.ENFORCEMENT_SEED === "chenghua") await plantSeed({ actions, clock, log });
    },
    onStop: async () => {
      for (const one of running) await one.stop();
    },
  });
  return withEventLog(definition, eventLog);
};
