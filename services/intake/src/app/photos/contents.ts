import { newId, openContent, sealContent, type BlobStore, type Clock } from "@wangge/kit";
import type { Renditions } from "@wangge/kit/images";
import type { Content } from "../../domain/index.ts";

/** Names of blobs begin with the photo that may answer for them. */
export const photoOf = (name: string): string => name.slice(0, name.indexOf("/"));

/** Renditions, sealed one by one; nothing of a picture lies in the store in clear. */
export interface Contents {
  readonly put: (photoId: string, key: Buffer, renditions: Renditions) => Promise<Content>;
  /** Undefined where it is deleted. @throws SealBroken */
  readonly get: (key: Buffer, name: string) => Promise<Buffer | undefined>;
}

export const createContents = (blobs: BlobStore, clock: Clock): Contents => ({
  put: async (photoId, key, { full, thumb }) => {
    const made = `${photoId}/${newId()}`;
    const content = { full: `${made}/full`, thumb: `${made}/thumb` };
    const now = clock.ms();
    await blobs.put(content.full, sealContent(key, content.full, full), now);
    await blobs.put(content.thumb, sealContent(key, content.thumb, thumb), now);
    return content;
  },
  get: async (key, name) => {
    const sealed = await blobs.get(name);
    return sealed === undefined ? undefined : openContent(key, name, sealed);
  },
});
