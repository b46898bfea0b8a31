import { load, runService } from "@wangge/kit";
import { compose } from "./compose.ts";
import { config } from "./config.ts";
import { manifest } from "./manifest.ts";

await runService({ config: load(config), manifest, compose });
