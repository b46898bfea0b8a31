import type { EventContract } from "./event.ts";

/** One durable subscription of a service. */
export interface Subscription {
  readonly event: EventContract;
  /**
   * `each`: one message at a time per key, acknowledged one by one. `partitioned`: one owner per partition receives batches in
   * order; standby replicas take over.
   */
  readonly mode: "each" | "partitioned";
}

/**
 * What a service says of itself before it may join the bus: all that provisioning needs to make its stream, its durables and
 * its permissions. Nothing that is not listed here is allowed.
 */
export interface Manifest {
  readonly name: string;
  readonly publishes: readonly EventContract[];
  readonly subscribes: readonly Subscription[];
  /** Services whose actions it calls. */
  readonly calls: readonly string[];
  /** Streams that it may read by sequence (direct get), such as the gateway for live updates. */
  readonly reads?: readonly string[];
  /**
   * Streams that it follows as a whole, in their order, one replica at a time: for what carries events on without knowing them, such as a
   * bridge. Whoever follows a stream may read it by sequence too.
   */
  readonly follows?: readonly string[];
}

export const defineManifest = (manifest: Manifest): Manifest => Object.freeze(manifest);
