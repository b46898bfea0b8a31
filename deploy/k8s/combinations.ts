import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export interface Combination {
  readonly overlay: string;
  /** Beside those that the overlay names itself. */
  readonly components: readonly string[];
}

const Kustomization = z.looseObject({ components: z.string().array().default([]) });

const componentsOf = (overlay: string): readonly string[] => {
  const file = new URL(`../../k8s/overlays/${overlay}/kustomization.yaml`, import.meta.url);
  return Kustomization.parse(parse(readFileSync(file, "utf8"))).components.map((path) => path.split("/").at(-1) ?? "");
};

/** Every subset, the empty one first. */
export const subsetsOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.reduce<readonly (readonly T[])[]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);

/** Every overlay with every set of components that it does not have yet. */
export const combinations = (
  overlays: readonly string[],
  components: readonly string[],
  has: (overlay: string) => readonly string[] = componentsOf,
): readonly Combination[] =>
  overlays.flatMap((overlay) => {
    const own = has(overlay);
    return subsetsOf(components.filter((one) => !own.includes(one))).map((set) => ({ overlay, components: set }));
  });
