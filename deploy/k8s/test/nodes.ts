/** Nodes that kwok plays: two in each of three zones, and disks for whoever claims one. */
const ZONES = ["a", "b", "c"];
const resources = { cpu: "16", memory: "64Gi", pods: "110", "ephemeral-storage": "200Gi" };
const DISKS = 60;

const node = (zone: string, at: number): object => {
  const name = `node-${zone}${at}`;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone, "kubernetes.io/os": "linux" },
    },
    status: { allocatable: resources, capacity: resources },
  };
};

const disk = (at: number): object => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: `disk-${at}` },
  spec: {
    capacity: { storage: "300Gi" },
    accessModes: ["ReadWriteOnce"],
    storageClassName: "local",
    hostPath: { path: "/nowhere" },
  },
});

const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "local", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
};

export const nodesAndDisks = (): readonly object[] => [
  ...ZONES.flatMap((zone) => [node(zone, 1), node(zone, 2)]),
  storageClass,
  ...Array.from({ length: DISKS }, (_, at) => disk(at)),
];
