import { fileURLToPath } from "node:url";
import type { Manifest } from "@wangge/contracts";
import { principalOf, type Principal } from "@wangge/kit";
import { manifest as appraisal } from "@wangge/appraisal/manifest";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { manifest as enforcement } from "@wangge/enforcement/manifest";
import { manifest as gateway } from "@wangge/gateway/manifest";
import { manifest as intake } from "@wangge/intake/manifest";
import { manifest as registry } from "@wangge/registry/manifest";
import { manifest as social } from "@wangge/social/manifest";
import { manifest as webhooks } from "@wangge/webhooks/manifest";
import { compile, type Compiled } from "./compile.ts";
import { loadDistrict } from "./schema.ts";

/** The services whose code is here. Which of them may join the bus says the district's file. */
export const manifests: readonly Manifest[] = [
  registry,
  intake,
  dispatch,
  enforcement,
  social,
  appraisal,
  webhooks,
  gateway,
];

export const DISTRICT_FILE = fileURLToPath(new URL("district.yaml", import.meta.url));

/** @throws DistrictError */
export const compiled = (file = DISTRICT_FILE, now = new Date()): Compiled => {
  const { district, foreign } = loadDistrict(file);
  return compile(district, [...manifests, ...foreign], now.toISOString().slice(0, 10));
};

/**
 * The users of the bus with their passwords, by the name of the user: `dispatch`, and `dispatch.2` where a credential is being
 * changed. A principal without a password, or with an empty one (revoked), gets no user.
 */
export const principalsOf = (
  secrets: Readonly<Record<string, string>>,
  { principals }: Compiled = compiled(),
): readonly Principal[] =>
  principals.flatMap(({ name, permissions }) =>
    Object.entries(secrets)
      .filter(([user, password]) => principalOf(user) === name && password !== "")
      .map(([user, password]) => (permissions === undefined ? { user, password } : { user, password, permissions })),
  );
