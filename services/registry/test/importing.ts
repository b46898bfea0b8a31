/** A registry that begins an import as soon as it is open; to be killed in the middle of it. */
import { load, startService, type ServiceDefinition } from "@wangge/kit";
import { compose } from "../src/compose.ts";
import { config } from "../src/config.ts";
import { manifest } from "../src/manifest.ts";

/** Long enough that a kill comes in time. */
export const importedPeople = 12_000;
export const importKey = "import of the test";
export const importRequest = {
  effectiveFrom: "2018-01-01",
  reason: "新增人员",
  dryRun: false,
  missing: "keep",
  files: [
    {
      name: "people.csv",
      text: `key,label,origin\n${Array.from({ length: importedPeople }, (_, nth) => `n${String(nth)},新增 ${String(nth)},社工\n`).join("")}`,
    },
  ],
} as const;

export const begin = (definition: ServiceDefinition | undefined): Promise<unknown> => {
  const action = definition?.actions["importBundle"];
  if (action === undefined) throw new Error("the registry imports nothing");
  return action.run(importRequest as never, { actor: undefined, meta: { messageId: importKey }, idempotencyKey: undefined }); // prettier-ignore
};

if (import.meta.main) {
  let definition: ServiceDefinition | undefined;
  await startService({
    config: load(config),
    manifest,
    compose: async (parts) => (definition = await compose(parts)),
  });
  await begin(definition);
}
