export type ToolName = "schemathesis" | "open311-clients";

/** A Python that finds the packages of a tool. */
export interface PythonTool {
  readonly python: string;
  /** Beside our own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Fetches the packages of a tool into the cache, once, or tells why they cannot be had here. */
export declare function pythonTool(
  name: ToolName,
  log?: (line: string) => void,
): Promise<PythonTool | { readonly missing: string }>;
