import type { BlobStore, Clock, VirusScan } from "@wangge/kit";
import { createHash } from "node:crypto";
import { ofApplication } from "../../domain/selection/index.ts";

const PDF = Buffer.from("%PDF-");
const DAY_MS = 86_400_000;
const AT_ONCE = 100;

const nameOf = (application: string, hash: string): string => `${application}/${hash}`;

interface Parts {
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly scan: VirusScan;
}

/** 附件 of applications: PDF files, named by what is in them. What no application names within a day is deleted. */
export const createAttachments = ({ blobs, clock, scan }: Parts) => ({
  /**
   * The SHA-256 of the bytes, by which an answer names them.
   * @throws DomainError `social.application.not_pdf`, `social.attachment.infected`, `social.attachment.not_scanned`
   */
  put: async (application: string, bytes: Buffer): Promise<string> => {
    if (!bytes.subarray(0, PDF.length).equals(PDF)) throw ofApplication.rule("not_pdf", "An attachment is a PDF file");
    await scan(bytes);
    const hash = createHash("sha256").update(bytes).digest("hex");
    const name = nameOf(application, hash);
    if ((await blobs.get(name)) === undefined) await blobs.put(name, bytes, clock.ms());
    return hash;
  },
  /** @throws DomainError `social.application.not_uploaded` */
  mustBeThere: async (application: string, hashes: readonly string[]): Promise<void> => {
    for (const hash of hashes)
      if ((await blobs.get(nameOf(application, hash))) === undefined)
        throw ofApplication.rule("not_uploaded", "An attachment is uploaded before it is named", { hash });
  },
  keep: (application: string, hashes: readonly string[]): Promise<void> =>
    hashes.length === 0 ? Promise.resolve() : blobs.keep(hashes.map((hash) => nameOf(application, hash))),
  get: (application: string, hash: string): Promise<Buffer | undefined> => blobs.get(nameOf(application, hash)),
  sweep: async (): Promise<void> => {
    const old = await blobs.unkept(clock.ms() - DAY_MS, AT_ONCE);
    if (old.length > 0) await blobs.delete(old);
  },
});
export type Attachments = ReturnType<typeof createAttachments>;
