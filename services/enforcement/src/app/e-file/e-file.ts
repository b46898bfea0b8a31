/** 电子案卷. Cover, catalogue, documents, evidence and histories in one archive, or as many volumes as its size asks for. */
import { canonicalJson, DomainError, merkleTree, signJws, type PublicJwk, type SigningKey } from "@wangge/kit";
import { createHash } from "node:crypto";
import { pagesOf, printed, type PageRule } from "./pages.ts";
import { END_BYTES, overheadOf, zipOf, type ZipEntry } from "./zip.ts";

export const E_FILE_TYP = "wangge-e-file+json";
export const MANIFEST = "manifest.json";

/** A text that gets page numbers. */
export interface Paper {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** A file beside the pages; its bytes are fetched when its volume is asked for. */
export interface Attachment {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly read: () => Promise<Buffer>;
}

export interface EFileParts {
  readonly dossierId: string;
  /** 案号 */
  readonly number: string;
  readonly cover: string;
  readonly papers: readonly Paper[];
  readonly attachments: readonly Attachment[];
}

export interface FileEntry {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly volume: number;
  readonly title?: string;
  readonly pages?: readonly [number, number];
}

/** 卷内目录与哈希清单: every file of every volume; in each volume, so that each can be checked by itself. */
export interface EFileManifest {
  readonly format: "wangge.e-file.v1";
  readonly dossierId: string;
  readonly number: string;
  readonly volumes: number;
  readonly files: readonly FileEntry[];
  /** RFC 6962 over the canonical JSON of the entries of `files`. */
  readonly root: string;
  readonly key: PublicJwk;
  readonly signature: string;
}

export interface EFile {
  readonly manifest: EFileManifest;
  /** @throws DomainError `enforcement.e_file.no_volume` */
  readonly volume: (nth: number) => Promise<Buffer>;
}

export interface EFileOptions {
  readonly page: PageRule;
  readonly key: SigningKey;
  /** What one answer may weigh. */
  readonly volumeBytes: number;
}

interface Item {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly title?: string;
  readonly pages?: readonly [number, number];
  readonly read: () => Promise<Buffer>;
}

const textItem = (path: string, text: string, more: Pick<Item, "title" | "pages"> = {}): Item => {
  const content = Buffer.from(text);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { path, sha256, bytes: content.length, ...more, read: () => Promise.resolve(content) };
};

const catalogueLine = (title: string, first: number, last: number): string =>
  `${title}\t${first === last ? String(first) : `${String(first)}–${String(last)}`}`;

/** The catalogue has pages of its own before the first document: as many as it needs, numbered by themselves. */
const pagedItems = ({ number, cover, papers }: EFileParts, page: PageRule): readonly Item[] => {
  let next = 1;
  const items = papers.map(({ path, title, text }) => {
    const pages = pagesOf(text, page);
    const first = next;
    next += pages.length;
    return textItem(path, printed(pages, first), { title, pages: [first, next - 1] });
  });
  const lines = items.map(({ title = "", pages: [first, last] = [0, 0] }) => catalogueLine(title, first, last));
  const catalogue = pagesOf([`卷内目录  ${number}`, "", ...lines].join("\n"), page);
  return [
    textItem("cover.txt", cover, { title: "案卷封面" }),
    textItem("catalogue.txt", printed(catalogue, 1), { title: "卷内目录" }),
    ...items,
  ];
};

const entryOf = ({ read: _read, ...item }: Item, volume: number): FileEntry => ({ ...item, volume });

/** In order, a new volume where the next file does not fit; the manifest, which is in each, is counted at its most. */
const volumesOf = (items: readonly Item[], most: number): readonly (readonly Item[])[] => {
  const perEntry = (item: Item): number => canonicalJson(entryOf(item, 9_999)).length * 3 + 1;
  const reserved = END_BYTES + overheadOf(MANIFEST) + 2_000 + items.reduce((sum, item) => sum + perEntry(item), 0);
  const volumes: Item[][] = [[]];
  let taken = reserved;
  for (const item of items) {
    const size = item.bytes + overheadOf(item.path);
    if (reserved + size > most)
      throw new DomainError("rule", "enforcement.e_file.too_large", "A file is larger than a volume", {
        path: item.path,
      });
    if (taken + size > most) {
      volumes.push([]);
      taken = reserved;
    }
    volumes.at(-1)?.push(item);
    taken += size;
  }
  return volumes;
};

/** The same dossier is the same bytes: nothing in it says when or by whom it was made. */
export const eFileOf = (parts: EFileParts, { page, key, volumeBytes }: EFileOptions): EFile => {
  const items: readonly Item[] = [...pagedItems(parts, page), ...parts.attachments];
  const volumes = volumesOf(items, volumeBytes);
  const files = volumes.flatMap((some, nth) => some.map((item) => entryOf(item, nth + 1)));
  const { dossierId, number } = parts;
  const body = {
    format: "wangge.e-file.v1" as const,
    dossierId,
    number,
    volumes: volumes.length,
    files,
    root: merkleTree(files.map(canonicalJson)).root.toString("base64url"),
    key: key.publicJwk,
  };
  const manifest = { ...body, signature: signJws(E_FILE_TYP, canonicalJson(body), key).signature };
  const first: ZipEntry = { path: MANIFEST, bytes: Buffer.from(canonicalJson(manifest)) };
  return {
    manifest,
    volume: async (nth) => {
      const some = volumes[nth - 1];
      if (some === undefined)
        throw new DomainError("missing", "enforcement.e_file.no_volume", "There is no such volume", {
          volumes: volumes.length,
        });
      const entries: ZipEntry[] = [first];
      for (const { path, read } of some) entries.push({ path, bytes: await read() });
      return zipOf(entries);
    },
  };
};
