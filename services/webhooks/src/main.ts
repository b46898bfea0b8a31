import { load, runService, systemClock } from "@wangge/kit";
import { compose } from "./compose.ts";
import { config } from "./config.ts";
import { manifest } from "./manifest.ts";

// The systems that are sent to live in real time, in a demo too.
await runService({ config: load(config), manifest, compose: (parts) => compose({ ...parts, clock: systemClock }) });
