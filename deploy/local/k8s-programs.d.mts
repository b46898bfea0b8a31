/** Folders with programs, or why they cannot be had here. */
export interface ControlPlane {
  /** `etcd`, `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `kubelet`, `kube-proxy` and `kubectl`, of one version. */
  readonly bin: string;
  /** The program that plays nodes and their pods. */
  readonly kwok: string;
  /** The folder with the kinds of Gateway API and of the External Secrets Operator, ready to be applied. */
  readonly kinds: string;
  /** Of Kubernetes: `v1.36.3`. */
  readonly version: string;
}

/** Builds a control plane from source into the cache, once; about five minutes on two idle cores. */
export declare function controlPlane(
  log?: (line: string) => void,
): Promise<ControlPlane | { readonly missing: string }>;

/** The versions that k8s/traefik says a cluster has, without their `v`: `3.7.13`. */
export declare function wayIn(): { readonly traefik: string; readonly gatewayApi: string };

/** Builds what carries out the way in (k8s/traefik) into the cache, once; some minutes. */
export declare function ingressController(
  log?: (line: string) => void,
): Promise<{ readonly command: string } | { readonly missing: string }>;

/** Builds what a cluster's own pods run into the cache: `coredns`, and `pause`, which holds a pod's network. */
export declare function podPrograms(
  log?: (line: string) => void,
): Promise<{ readonly bin: string } | { readonly missing: string }>;

/** The command that builds a kustomization, without the folder: `["kubectl", "kustomize"]` or one that does the same. */
export declare function kustomizeCommand(
  log?: (line: string) => void,
): Promise<{ readonly command: readonly [string, ...string[]] } | { readonly missing: string }>;
