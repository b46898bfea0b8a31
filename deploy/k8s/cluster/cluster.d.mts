import type { Machine } from "./machine.mjs";
import type { Node } from "./node.d.mts";

export interface Cluster {
  /** The command line of kubectl as the cluster's administrator. */
  readonly kubectl: readonly string[];
  readonly kubeconfig: string;
  /** The certificate of its API. */
  readonly authority: string;
  readonly hub: Machine;
  readonly nodes: readonly Node[];
  readonly stop: () => Promise<void>;
}

/** Why there can be no cluster of real nodes here; undefined where there can. */
export declare function whyNoCluster(): string | undefined;

/**
 * Starts a control plane and nodes, each on a machine of its own (namespaces of this one), with names for Services and network policies that are enforced.
 * @param archives images that every node has
 * @param dir keeps everything, and may go afterwards
 */
export declare function startCluster(options: {
  readonly programs: { readonly bin: string; readonly kwok: string };
  readonly archives: readonly string[];
  readonly dir: string;
  readonly nodes?: number;
  readonly log?: (line: string) => void;
}): Promise<Cluster>;
