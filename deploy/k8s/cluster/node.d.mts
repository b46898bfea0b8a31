import type { ControlPlane } from "../control-plane.d.mts";
import type { Machine } from "./machine.mjs";

export interface Node {
  readonly name: string;
  /** The addresses of its pods. */
  readonly pods: string;
  readonly machine: Machine;
  /** Where a disk of this name lies on it; made when it is asked for first. */
  readonly diskAt: (disk: string) => string;
  /** The process of a container, as the node counts them. */
  readonly pidOf: (container: string) => Promise<number>;
  /** Every process of it dies at once, pods and all. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a node that joins the cluster as `node-<at>`.
 * @param at its number, from 1 on
 * @param dns the address that pods ask for names
 * @param archives images that it has from the beginning
 */
export declare function startNode(options: {
  readonly at: number;
  readonly hub: Machine;
  readonly programs: { readonly bin: string };
  readonly plane: ControlPlane;
  readonly dir: string;
  readonly dns: string;
  readonly archives: readonly string[];
}): Promise<Node>;

export declare const pauseImage: string;
