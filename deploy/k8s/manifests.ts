/** What `kubectl kustomize` makes, as far as our checks look into it. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseAllDocuments, stringify } from "yaml";
import { z } from "zod";

const labels = z.record(z.string(), z.string());

const Variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({ secretKeyRef: z.looseObject({ name: z.string(), key: z.string() }).optional() })
    .optional(),
});

const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: Variable.array().default([]),
  envFrom: z
    .looseObject({
      configMapRef: z.looseObject({ name: z.string() }).optional(),
      secretRef: z.looseObject({ name: z.string() }).optional(),
    })
    .array()
    .default([]),
  ports: z.looseObject({ name: z.string().optional(), containerPort: z.number() }).array().default([]),
  resources: z.looseObject({ requests: labels.default({}), limits: labels.default({}) }).default({
    requests: {},
    limits: {},
  }),
  securityContext: z
    .looseObject({
      privileged: z.boolean().optional(),
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      runAsNonRoot: z.boolean().optional(),
      capabilities: z.looseObject({ drop: z.string().array().default([]) }).optional(),
    })
    .default({}),
  livenessProbe: z.unknown().optional(),
  readinessProbe: z.unknown().optional(),
  lifecycle: z
    .looseObject({ preStop: z.looseObject({ sleep: z.looseObject({ seconds: z.number() }).optional() }).optional() })
    .optional(),
});
export type Container = z.infer<typeof Container>;

const items = z.looseObject({ key: z.string(), path: z.string() }).array().optional();
const Volume = z.looseObject({
  name: z.string(),
  configMap: z.looseObject({ name: z.string() }).optional(),
  secret: z.looseObject({ secretName: z.string(), items }).optional(),
  projected: z
    .looseObject({
      sources: z
        .looseObject({
          secret: z.looseObject({ name: z.string(), items, optional: z.boolean().optional() }).optional(),
        })
        .array(),
    })
    .optional(),
});

const Pod = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().default(30),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  containers: Container.array(),
  initContainers: Container.array().default([]),
  volumes: Volume.array().default([]),
});
export type Pod = z.infer<typeof Pod>;

const Template = z.looseObject({ metadata: z.looseObject({ labels }).optional(), spec: Pod });

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: labels.default({}),
    annotations: labels.default({}),
  }),
  data: labels.optional(),
  subjects: z.looseObject({ kind: z.string(), name: z.string() }).array().optional(),
  spec: z.record(z.string(), z.unknown()).optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** Kinds that run pods for long: what a rollout, a drain and a budget are about. */
export const isWorkload = ({ kind }: Manifest): boolean => kind === "Deployment" || kind === "StatefulSet";

/** The pods that a manifest makes; undefined where it makes none. */
export const podsOf = ({
  kind,
  spec,
}: Manifest): { readonly labels: Readonly<Record<string, string>>; readonly pod: Pod } | undefined => {
  if (!["Deployment", "StatefulSet", "Job", "CronJob"].includes(kind)) return undefined;
  const inner =
    kind === "CronJob"
      ? z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({}) }) }).parse(spec).jobTemplate.spec
      : spec;
  const template = Template.parse(inner?.["template"]);
  return { labels: template.metadata?.labels ?? {}, pod: template.spec };
};

/** `Deployment/dispatch`: how messages call a manifest. */
export const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

/** Every variable of a container that can be known without a cluster, what comes from ConfigMaps too. */
export const environmentOf = (container: Container, all: readonly Manifest[]): Readonly<Record<string, string>> => {
  const given = container.envFrom.flatMap(({ configMapRef }) => {
    const map = all.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMapRef?.name);
    return Object.entries(map?.data ?? {});
  });
  const own = container.env.map(({ name, value }) => [name, value ?? ""] as const);
  return Object.fromEntries([...given, ...own]);
};

export const manifestsOf = (text: string): readonly Manifest[] =>
  parseAllDocuments(text).map((document) => Manifest.parse(document.toJS()));

const root = realpathSync(new URL("../..", import.meta.url));
const run = promisify(execFile);

/**
 * Builds an overlay with more components than it names itself.
 * @param kustomize the command that builds a folder
 * @param overlay,components from the root of the project
 * @returns the manifests as text
 */
export const build = async (
  [command, ...args]: readonly [string, ...string[]],
  overlay: string,
  components: readonly string[] = [],
): Promise<string> => {
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), "wangge-kustomize-"));
  const there = (path: string): string => relative(scratch, join(root, path));
  try {
    const text = stringify({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: [there(overlay)],
      components: components.map(there),
    });
    writeFileSync(join(scratch, "kustomization.yaml"), text);
    const { stdout } = await run(command, [...args, scratch], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    rmSync(scratch, { recursive: true });
  }
};
