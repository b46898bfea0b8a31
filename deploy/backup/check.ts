/** Is a backup what its manifest says? Reads all of it, and changes nothing. */
import { readManifest, type Manifest } from "./manifest.ts";
import { checkStore } from "./stores.ts";
import { checkStream } from "./streams.ts";

/** @throws Error where a file is missing, or is not as it was written */
export const checkFiles = async (manifest: Manifest, dir: string): Promise<void> => {
  for (const store of manifest.stores) await checkStore(store, dir);
  for (const stream of manifest.streams) await checkStream(stream, dir);
};

/** @throws Error where it is no backup, or not as it was written */
export const checkBackup = async (dir: string): Promise<Manifest> => {
  const manifest = readManifest(dir);
  await checkFiles(manifest, dir);
  return manifest;
};
