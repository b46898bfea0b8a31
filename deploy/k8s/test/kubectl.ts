import { spawn } from "node:child_process";
import { join } from "node:path";
import { eventually } from "@wangge/kit/testing";
import type { z } from "zod";

export interface Answer {
  readonly code: number;
  /** What it said, on both channels. */
  readonly said: string;
}

export interface Kubectl {
  readonly run: (args: string, input?: string) => Promise<Answer>;
  /** Applies as an installation does: by the server, a warning is an error. */
  readonly apply: (manifests: string | readonly object[], more?: string) => Promise<Answer>;
  readonly get: <Schema extends z.ZodType>(args: string, schema: Schema) => Promise<z.output<Schema>>;
  /** Waits until it answers so. */
  readonly until: (args: string, isSo: (said: string) => boolean, timeoutMs?: number) => Promise<void>;
}

/** `kubectl` as whoever the kubeconfig says; arguments are words apart by blanks. */
export const kubectl = (bin: string, kubeconfig: string): Kubectl =>
  kubectlBy([join(bin, "kubectl"), "--kubeconfig", kubeconfig]);

/** @param command the command line that arguments are added to */
export const kubectlBy = ([program = "", ...first]: readonly string[]): Kubectl => {
  const run: Kubectl["run"] = (args, input = "") =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...first, ...args.split(" ")]);
      let said = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
      child.on("error", reject);
      child.on("close", (code) => {
        resolve({ code: code ?? 1, said });
      });
      child.stdin.end(input);
    });
  return {
    run,
    apply: (manifests, more = "") => {
      const text =
        typeof manifests === "string"
          ? manifests
          : JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
      return run(`apply --server-side --warnings-as-errors -f -${more === "" ? "" : ` ${more}`}`, text);
    },
    get: async (args, schema) => {
      const { code, said } = await run(`get ${args} -o json`);
      if (code !== 0) throw new Error(said);
      return schema.parse(JSON.parse(said));
    },
    until: (args, isSo, timeoutMs = 60_000) =>
      eventually(
        async () => {
          const { said } = await run(args);
          if (!isSo(said)) throw new Error(said);
        },
        { timeoutMs, everyMs: 250 },
      ),
  };
};

/** Kinds that are not Kubernetes' own, as `controlPlane()` has them; usable when it returns. */
export const installKinds = async (cluster: Kubectl, folder: string): Promise<void> => {
  for (const args of [`apply --server-side -f ${folder}`, "wait --for=condition=Established crd --all --timeout=60s"]) {
    const { code, said } = await cluster.run(args);
    if (code !== 0) throw new Error(said);
  }
};
