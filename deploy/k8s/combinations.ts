import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export interface Combination {
  readonly overlay: string;
  /** Beside those that the overlay names itself. */
  readonly components: readonly string[];
}

const Kustomization = z.looseObject({ components: z.string().array().default([]) });

const textOf = (overlay: string): string =>
  readFileSync(new URL(`../../k8s/overlays/${overlay}/kustomization.yaml`, import.meta.url), "utf8");

const componentsOf = (overlay: string): readonly string[] =>
  Kustomization.parse(parse(textOf(overlay))).components.map((path) => path.split("/").at(-1) ?? "");

/** What an overlay has to say before it can have a component: without, kustomize refuses to build it. */
const NEEDS: Readonly<Record<string, string>> = { ingress: "PUBLIC_URL=" };
const canHave = (overlay: string, component: string): boolean => textOf(overlay).includes(NEEDS[component] ?? "");

/** Every subset, the empty one first. */
export const subsetsOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.reduce<readonly (readonly T[])[]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);

/** Every overlay with every set of components that it can have and does not have yet. */
export const combinations = (
  overlays: readonly string[],
  components: readonly string[],
  has: (overlay: string) => readonly string[] = componentsOf,
  can: (overlay: string, component: string) => boolean = canHave,
): readonly Combination[] =>
  overlays.flatMap((overlay) => {
    const own = has(overlay);
    return subsetsOf(components.filter((one) => !own.includes(one) && can(overlay, one))).map((set) => ({
      overlay,
      components: set,
    }));
  });
