/**
 * `node deploy/k8s/permissions.ts` writes who may do what on the bus, and what departments may ask each other, from the district's file
 * to where the manifests of Kubernetes take it from. Passwords are no part of it: the server reads them from a file beside it.
 */
import { writeFileSync } from "node:fs";
import { authorizationOf } from "@wangge/kit";
import { compiled, manifests, principalsOf } from "../provision/principals.ts";

export const permissionsFile = new URL("../../k8s/base/nats/permissions.conf", import.meta.url);

/** Everybody who has users on the bus of a cluster. */
export const busUsers: readonly string[] = ["admin", "doctor", "replay", ...manifests.map(({ name }) => name)];

/** Each has two users with the same rights: one is in use while the password of the other is changed (`credentials.ts`). */
export const usersOf = (principal: string): readonly string[] => [principal, `${principal}.2`];

/** The variable in which the server finds the password of a user. */
export const passwordVariable = (user: string): string => `NATS_PASSWORD_${user.toUpperCase().replace(".", "_")}`;

export const permissionsText = (): string => {
  const variables = Object.fromEntries(busUsers.flatMap(usersOf).map((user) => [user, `$${passwordVariable(user)}`]));
  // A quoted $NAME would be a password of that very text.
  const text = authorizationOf(principalsOf(variables)).replaceAll(/"password": "(\$\w+)"/g, '"password": $1');
  return [
    "# Made from the services' manifests by: node deploy/k8s/permissions.ts",
    "# The passwords, a line for each variable; read again at every reload of the server.",
    'include "../users/users.conf"',
    text,
  ].join("\n");
};

export const grantsFile = new URL("../../k8s/base/grants/grants.json", import.meta.url);
export const grantsText = (): string => `${JSON.stringify(compiled().grants, undefined, 2)}\n`;

if (import.meta.main) {
  writeFileSync(permissionsFile, permissionsText());
  writeFileSync(grantsFile, grantsText());
}
