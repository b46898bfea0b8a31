/**
 * Builds what a node needs, or takes it from the cache.
 * @returns archives that containerd can load
 */
export declare function images(
  programs: { readonly bin: string },
  log?: (line: string) => void,
): Promise<readonly string[]>;
