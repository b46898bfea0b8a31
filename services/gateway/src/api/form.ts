import { Busboy } from "@fastify/busboy";
import { HttpError, invalidAt } from "./problems.ts";

/** A form with one file. The name that its sender gave the file is not among what is taken. */
export interface Form {
  readonly file: Buffer;
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

const MOST_PARTS = 24;
const MOST_FIELD_BYTES = 2048;

const badForm = (): HttpError => new HttpError(400, "http.bad_form", "The body is not a form, or has too many parts");
const tooLarge = (limit: number): HttpError => new HttpError(413, "http.body_too_large", `More than ${limit} bytes`);

const parserOf = (contentType: string, limit: number) => {
  try {
    return Busboy({
      headers: { "content-type": contentType },
      // One more of each than is taken: what is cut off silently would look whole.
      limits: {
        parts: MOST_PARTS,
        files: 2,
        fileSize: limit + 1,
        fieldSize: MOST_FIELD_BYTES,
        headerPairs: 16,
        headerSize: MOST_FIELD_BYTES,
      },
    });
  } catch {
    throw badForm();
  }
};

/** @throws HttpError `http.bad_form`, `http.body_too_large`; DomainError `input.invalid` for no file, or several */
export const formOf = (body: Buffer, contentType: string, limit: number): Promise<Form> =>
  new Promise((resolve, reject) => {
    const parser = parserOf(contentType, limit);
    const fields = new Map<string, string[]>();
    const files: Buffer[][] = [];
    const refuse = (): void => {
      reject(badForm());
    };
    parser.on("file", (_name, stream) => {
      const chunks: Buffer[] = [];
      files.push(chunks);
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", refuse);
    });
    parser.on("field", (name, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) refuse();
      else fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    parser.once("partsLimit", refuse);
    parser.once("error", refuse);
    parser.once("finish", () => {
      const [file, ...more] = files.map((chunks) => Buffer.concat(chunks));
      if (file === undefined) reject(invalidAt("a form without a file", "content"));
      else if (more.length > 0) reject(invalidAt("more than one file", "content"));
      else if (file.length > limit) reject(tooLarge(limit));
      else resolve({ file, fields });
    });
    parser.end(body);
  });
