import { readFileSync } from "node:fs";
import { z } from "zod";

const Kubeconfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

/** Asks the cluster's API as whoever the kubeconfig says; whose certificate it has is Node's to know (`NODE_EXTRA_CA_CERTS`). */
export const clientOf = (file: string) => {
  const { clusters, users } = Kubeconfig.parse(JSON.parse(readFileSync(file, "utf8")));
  return async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> => {
    const answer = await fetch(`${clusters[0].cluster.server}${path}`, {
      headers: { authorization: `Bearer ${users[0].user.token}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return schema.parse(await answer.json());
  };
};
