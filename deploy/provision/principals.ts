import type { Manifest } from "@wangge/contracts";
import { permissionsOf, type Permissions, type Principal } from "@wangge/kit";
import { manifest as appraisal } from "@wangge/appraisal/manifest";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import { manifest as enforcement } from "@wangge/enforcement/manifest";
import { manifest as gateway } from "@wangge/gateway/manifest";
import { manifest as intake } from "@wangge/intake/manifest";
import { manifest as registry } from "@wangge/registry/manifest";
import { manifest as social } from "@wangge/social/manifest";

/** Every service that may join the bus. Who is not listed here has no user, no stream and no durable. */
export const manifests: readonly Manifest[] = [registry, intake, dispatch, enforcement, social, appraisal, gateway];

/** Looks at everything and changes nothing. */
const doctor: Permissions = {
  publish: [
    "$JS.API.INFO",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.CONSUMER.LIST.*",
    "$JS.API.CONSUMER.NAMES.*",
    "$JS.API.CONSUMER.INFO.*.*",
    "$JS.API.DIRECT.GET.*",
  ],
  subscribe: ["_INBOX.doctor.>"],
};

/** Reads dead letters, puts them back, makes consumers that begin at a place of their own. */
const replay: Permissions = {
  publish: [...doctor.publish, "$JS.API.CONSUMER.CREATE.>", "$JS.API.CONSUMER.DURABLE.CREATE.>", "redrive.>"],
  subscribe: ["_INBOX.replay.>"],
};

/**
 * The users of the bus with their passwords. A principal without a password gets no user.
 * `admin` provisions; it is the only one that may do everything.
 */
export const principalsOf = (secrets: Readonly<Record<string, string>>): readonly Principal[] => {
  const rights: readonly (readonly [string, Permissions | undefined])[] = [
    ["admin", undefined],
    ["doctor", doctor],
    ["replay", replay],
    ...manifests.map((manifest) => [manifest.name, permissionsOf(manifest, manifests)] as const),
  ];
  return rights.flatMap(([user, permissions]) => {
    const password = secrets[user];
    if (password === undefined) return [];
    return [permissions === undefined ? { user, password } : { user, password, permissions }];
  });
};
