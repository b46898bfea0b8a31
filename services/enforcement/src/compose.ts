import { defineService, personalDataKeys, type Parts, type ServiceDefinition } from "@wangge/kit";
import { createAuthority } from "./app/authority/authority.ts";
import { createDossiers } from "./app/dossier/dossiers.ts";
import { createLaw } from "./app/law.ts";
import type { Config } from "./config.ts";
import { manifest } from "./manifest.ts";

type Needed = Pick<
  Parts<Pick<Config, "SWEEP_MS" | "PERSONAL_DATA_KEYS" | "PERSONAL_INDEX_KEY" | "DATA_DIR">>,
  "config" | "store" | "clock" | "log" | "call"
>;

/** 执法服务: each part brings its own actions, subscriptions and sweeps; here they become one service. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const keys = personalDataKeys(parts.config);
  const law = createLaw(parts);
  const authority = await createAuthority({ ...parts, keys });
  const dossiers = await createDossiers({ ...parts, registers: authority.registers, keys });
  return defineService({
    manifest,
    actions: { ...law.actions, ...authority.actions, ...dossiers.actions },
    subscriptions: [...dossiers.subscriptions],
    onStart: () => {
      dossiers.start();
      return Promise.resolve();
    },
    onStop: dossiers.stop,
  });
};
