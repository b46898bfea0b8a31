import { z } from "zod";
import type { Kubectl } from "./kubectl.ts";

export const Workloads = z.object({
  items: z
    .object({
      kind: z.string(),
      metadata: z.object({ name: z.string(), generation: z.number() }),
      spec: z.object({ replicas: z.number() }),
      status: z.object({
        observedGeneration: z.number().default(0),
        replicas: z.number().default(0),
        updatedReplicas: z.number().default(0),
        readyReplicas: z.number().default(0),
        availableReplicas: z.number().default(0),
      }),
    })
    .array(),
});

/** The workloads of a namespace that do not have all their pods, of their newest template, ready. */
export const unsettled = async (kubectl: Pick<Kubectl, "get">, namespace: string): Promise<readonly string[]> => {
  const { items } = await kubectl.get(`deployments,statefulsets -n ${namespace}`, Workloads);
  return items
    .filter(({ metadata, spec, status }) => {
      const counts = [status.replicas, status.updatedReplicas, status.readyReplicas];
      return status.observedGeneration < metadata.generation || counts.some((count) => count !== spec.replicas);
    })
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
};
