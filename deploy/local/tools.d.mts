export type ToolName = "schemathesis" | "open311-clients" | "example-subscriber" | "kubernetes-validate";

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

/** Builds the subscriber of `deploy/examples/go` into the cache, once for each content, or tells why that cannot be done here. */
export declare function goExample(
  log?: (line: string) => void,
): Promise<{ readonly command: string } | { readonly missing: string }>;

/** Builds the subscriber of `deploy/examples/java` with its libraries into the cache, likewise. */
export declare function javaExample(
  log?: (line: string) => void,
): Promise<{ readonly classPath: string } | { readonly missing: string }>;

/** The program of the NATS server that the engines use, for a server that is run otherwise. */
export declare function natsProgram(log: (line: string) => void): Promise<{ readonly command: string }>;
