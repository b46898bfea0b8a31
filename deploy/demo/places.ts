import type { Client } from "./client.ts";

export interface PlacedGrid {
  readonly code: string;
  readonly centre: { readonly lng: number; readonly lat: number };
}

/** All grids of the register, over the API, page by page. */
export const allGrids = async (client: Client, token: string): Promise<readonly PlacedGrid[]> => {
  const found: PlacedGrid[] = [];
  for (let after = ""; ;) {
    const { body } = await client.get(`/api/v1/grids?limit=200${after === "" ? "" : `&after=${after}`}`, token);
    const page = body as { readonly grids: readonly PlacedGrid[]; readonly next?: string };
    found.push(...page.grids);
    if (page.next === undefined) return found;
    after = page.next;
  }
};

/**
 * Puts a place of another city, as x and y from 0 to 1, onto a grid of this one: strips from west to east with equally many
 * grids, and from south to north within a strip, so that what was close together stays so.
 */
export const placer = (grids: readonly PlacedGrid[]): ((x: number, y: number) => PlacedGrid) => {
  const strips = Math.max(1, Math.round(Math.sqrt(grids.length)));
  const byLng = [...grids].sort((one, other) => one.centre.lng - other.centre.lng);
  const table = Array.from({ length: strips }, (_, strip) =>
    byLng
      .slice(Math.floor((strip * grids.length) / strips), Math.floor(((strip + 1) * grids.length) / strips))
      .sort((one, other) => one.centre.lat - other.centre.lat),
  );
  return (x, y) => {
    const strip = table[Math.min(strips - 1, Math.floor(x * strips))] ?? [];
    const grid = strip[Math.min(strip.length - 1, Math.floor(y * strip.length))];
    if (grid === undefined) throw new Error("no grids");
    return grid;
  };
};
