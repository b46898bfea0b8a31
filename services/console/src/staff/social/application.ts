import type { components } from "../../api/platform.js";

/** An application to a call, as whoever may see it sees it. */
export type Application = components["schemas"]["social.ventureApplication.output"];
