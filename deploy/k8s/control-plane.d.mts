export interface ControlPlane {
  readonly kubeconfig: string;
  /** Of a node, or of `kube-proxy`; empty for whom there is none. */
  readonly kubeconfigOf: (name: string) => string;
  readonly stop: () => Promise<void>;
}

/** Where the parts run and listen. */
export interface Place {
  readonly address: string;
  /** The command line that runs `command` there. */
  readonly within: (command: string[]) => string[];
}

/**
 * A control plane of real programs on free ports: etcd, API server, controllers, scheduler; and kwok, which plays nodes and their pods where no real ones are named.
 * @param programs where they are, from `controlPlane()` of `deploy/local/k8s-programs.mjs`
 * @param dir keeps its data and logs
 * @param machine else this one's loopback
 * @param nodes names of real nodes that will join
 */
export declare function startControlPlane(options: {
  readonly programs: { readonly bin: string; readonly kwok: string };
  readonly dir: string;
  readonly machine?: Place;
  readonly nodes?: readonly string[];
}): Promise<ControlPlane>;
