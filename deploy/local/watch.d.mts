/** Which services read a file; `file` from the root, with `/`. */
export declare function affectedBy(file: string, services: readonly string[]): readonly string[];

/** Tells which services are to begin anew, after changed files have come to rest. Returns how to stop. */
export declare function watchSources(options: {
  readonly root: string;
  readonly services: readonly string[];
  readonly tell: (names: readonly string[], files: readonly string[]) => void;
}): () => void;
