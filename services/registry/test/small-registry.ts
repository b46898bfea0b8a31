/** The registry as it is run, but for a district of 60 grids: what a test fills and kills again and again. */
import { fileURLToPath } from "node:url";
import { load, runService } from "@wangge/kit";
import { compose } from "../src/compose.ts";
import { config } from "../src/config.ts";
import { divide, type Division, type Position } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { vintage } from "./builders.ts";

const square: readonly Position[] = [
  [104, 30.6],
  [104.05, 30.6],
  [104.05, 30.65],
  [104, 30.65],
];

export const smallDistrict = (): Division =>
  divide(vintage([5, 5]), { approximate: true, ring: square, hints: [] }, { seed: 1, grids: 60 });

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runService({
    config: load(config),
    manifest,
    compose: (parts) => compose(parts, { division: smallDistrict }),
  });
