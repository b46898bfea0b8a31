import { accountsOf, API_MAPPING, BUS_ACCOUNT, localSubject, principalOf, type Permissions } from "./accounts.ts";
import { deadLetterSubject } from "./port.ts";
import { DISCARDED, topologyOf, type ConsumerPlan, type ManifestShape } from "./topology.ts";

/** Namespace of the calls between services; the subjects are `MOL-wangge.<packet>.<to>.<instance>.<from>.<instance>`. */
export const NAMESPACE = "wangge";
const MOL = `MOL-${NAMESPACE}`;

/** What an integrator may do: read its durables, and nothing else. */
export const readerPermissionsOf = (name: string, durables: readonly ConsumerPlan[]): Permissions => ({
  publish: durables.flatMap(({ stream, name: consumer }) => [
    // RESET moves the own durable and nothing else: so a reader begins again at a place or a time.
    ...["INFO", "MSG.NEXT", "RESET"].map((call) => `$JS.API.CONSUMER.${call}.${stream}.${consumer}`),
    `$JS.ACK.${stream}.${consumer}.>`,
  ]),
  subscribe: [`_INBOX.${name}.>`],
});

/**
 * What one service may do on the bus: publish its own events, read its own durables, answer whom it knows, call whom its
 * manifest names. The sender stands in the subject of every packet, so a node cannot speak for another.
 */
export const permissionsOf = (manifest: ManifestShape, all: readonly ManifestShape[]): Permissions => {
  const { name, publishes, calls, reads = [], follows = [] } = manifest;
  const consumers = topologyOf([manifest]).consumers;
  const callers = all.filter((other) => other.calls.includes(name)).map((other) => other.name);
  const own = `${name}.*`;
  return {
    publish: [
      ...(publishes.length > 0 ? [`evt.${name}.>`, `$JS.API.DIRECT.GET.EVT_${name.toUpperCase()}`] : []),
      ...[...reads, ...follows].map((stream) => `$JS.API.DIRECT.GET.${stream}`),
      ...consumers.flatMap(({ stream, name: consumer }) => [
        ...["INFO", "MSG.NEXT", "RESET", "UNPIN"].map((call) => `$JS.API.CONSUMER.${call}.${stream}.${consumer}`),
        `$JS.ACK.${stream}.${consumer}.>`,
        deadLetterSubject(stream, consumer),
      ]),
      // Its own dead letters it may give itself again: it could as well have done the work the first time.
      ...(consumers.length > 0 ? [`redrive.${name}.>`, `${DISCARDED}.${name}.>`] : []),
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

/** Users of the bus itself may do everything there; each other principal has an account of its own. @see BUS_ACCOUNT */
const configOf = (principals: readonly Principal[]): unknown => {
  const named = principals.flatMap(({ user, permissions }) =>
    permissions === undefined ? [] : [{ name: principalOf(user), permissions }],
  );
  const { answers, accounts } = accountsOf([...new Map(named.map((one) => [one.name, one])).values()]);
  const usersOf = (isOf: (principal: Principal) => boolean) =>
    principals.filter(isOf).map(({ user, password }) => ({ user, password }));
  return {
    [BUS_ACCOUNT]: {
      jetstream: "enabled",
      users: usersOf(({ permissions }) => permissions === undefined),
      exports: answers.map(({ subject, isStream, accounts: importers }) => ({
        service: subject,
        response_type: isStream ? "Stream" : "Singleton",
        accounts: importers,
      })),
    },
    ...Object.fromEntries(
      accounts.map(({ name, permissions, asks, says, hears }) => [
        name,
        {
          mappings: API_MAPPING,
          default_permissions: { publish: { allow: permissions.publish }, subscribe: { allow: permissions.subscribe } },
          users: usersOf(({ user, permissions }) => permissions !== undefined && principalOf(user) === name),
          exports: says.map((stream) => ({ stream })),
          imports: [
            ...asks.map((subject) => ({ service: { account: BUS_ACCOUNT, subject }, to: localSubject(subject) })),
            ...hears.map((stream) => ({ stream })),
          ],
        },
      ]),
    ),
  };
};

/** The `accounts` block of a NATS configuration file: JSON, which that format takes, so that it can be read again. */
export const authorizationOf = (principals: readonly Principal[]): string =>
  `accounts: ${JSON.stringify(configOf(principals), undefined, 1)}\n`;
