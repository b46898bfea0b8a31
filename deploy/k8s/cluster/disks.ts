/**
 * Disks of the nodes, each there and nowhere else. The first node has one for the bus, the second the others and every store: the first may be drained or die, and two of
 * three servers and all stores stay. One of the second node's is for backups, and one is spare: what is lost with a disk comes back on another.
 */
const STORES = 7;
const ZONES: Readonly<Record<string, string>> = { "node-1": "a", "node-2": "b" };

const storageClass = (name: string, isDefault: boolean): object => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) } },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
});

export interface Disk {
  readonly node: string;
  readonly name: string;
  readonly use: "bus" | "store";
}

export const disks: readonly Disk[] = [
  { node: "node-1", name: "bus-1", use: "bus" },
  { node: "node-2", name: "bus-2", use: "bus" },
  { node: "node-2", name: "bus-3", use: "bus" },
  ...Array.from({ length: STORES + 2 }, (_, at) => ({
    node: "node-2",
    name: `store-${at + 1}`,
    use: "store" as const,
  })),
];

const volume = ({ node, name, use }: Disk, path: string): object => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    capacity: { storage: "100Gi" },
    accessModes: ["ReadWriteOnce"],
    storageClassName: use,
    local: { path },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] }],
      },
    },
  },
});

/** @param pathOf where a disk lies on its node */
export const diskManifests = (pathOf: (disk: Disk) => string): readonly object[] => [
  storageClass("store", true),
  storageClass("bus", false),
  ...disks.map((disk) => volume(disk, pathOf(disk))),
];

export const zoneOf = (node: string): string => ZONES[node] ?? "none";
