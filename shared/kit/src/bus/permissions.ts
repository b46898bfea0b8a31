import type { Manifest } from "@wangge/contracts";
import { deadLetterSubject } from "./port.ts";
import { topologyOf } from "./topology.ts";

/** Namespace of the calls between services; the subjects are `MOL-wangge.<packet>.<to>.<instance>.<from>.<instance>`. */
export const NAMESPACE = "wangge";
const MOL = `MOL-${NAMESPACE}`;

export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * What one service may do on the bus: publish its own events, read its own durables, answer whom it knows, call whom its
 * manifest names. The sender stands in the subject of every packet, so a node cannot speak for another.
 */
export const permissionsOf = (manifest: Manifest, all: readonly Manifest[]): Permissions => {
  const { name, publishes, calls, reads = [] } = manifest;
  const consumers = topologyOf([manifest]).consumers;
  const callers = all.filter((other) => other.calls.includes(name)).map((other) => other.name);
  const own = `${name}.*`;
  return {
    publish: [
      ...(publishes.length > 0 ? [`evt.${name}.>`, `$JS.API.DIRECT.GET.EVT_${name.toUpperCase()}`] : []),
      ...reads.map((stream) => `$JS.API.DIRECT.GET.${stream}`),
      ...consumers.flatMap(({ stream, name: consumer }) => [
        ...["INFO", "MSG.NEXT", "RESET", "UNPIN"].map((call) => `$JS.API.CONSUMER.${call}.${stream}.${consumer}`),
        `$JS.ACK.${stream}.${consumer}.>`,
        deadLetterSubject(stream, consumer),
      ]),
      ...["DISCOVER", "INFO", "HEARTBEAT", "DISCONNECT", "PING"].map((packet) => `${MOL}.${packet}.all.0.${own}`),
      ...["DISCOVER", "INFO", "PING", "PONG"].map((packet) => `${MOL}.${packet}.*.*.${own}`),
      ...calls.map((callee) => `${MOL}.REQ.${callee}.*.${own}`),
      ...callers.map((caller) => `${MOL}.RES.${caller}.*.${own}`),
    ],
    subscribe: [`_INBOX.${name}.>`, `${MOL}.*.${own}.>`, `${MOL}.*.all.0.>`],
  };
};

export interface Principal {
  readonly user: string;
  readonly password: string;
  /** Everything, where it is absent: only for the provisioning step and the doctor. */
  readonly permissions?: Permissions;
}

const list = (subjects: readonly string[]): string =>
  `[${subjects.map((subject) => JSON.stringify(subject)).join(", ")}]`;

/** The `authorization` block of a NATS configuration file. */
export const authorizationOf = (principals: readonly Principal[]): string => {
  const users = principals.map(({ user, password, permissions }) => {
    const rights =
      permissions === undefined
        ? ""
        : `, permissions: { publish: { allow: ${list(permissions.publish)} }, subscribe: { allow: ${list(permissions.subscribe)} } }`;
    return `    { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)}${rights} }`;
  });
  return `authorization {\n  users: [\n${users.join("\n")}\n  ]\n}\n`;
};
