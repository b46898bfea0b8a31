#!/usr/bin/env node
/**
 * 电子案卷核验. Checks the volumes of an e-file without a network, without the services and without any package:
 *
 *     node verify-e-file.mjs volume-1.zip volume-2.zip… [--thumbprint <the published one>]…
 *
 * Every byte counts: a volume is taken apart, laid together anew and compared, and every file is held against the signed list.
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import {
  canonical,
  contentOf,
  entriesProblem,
  isSigned,
  redactionProblem,
  runAsProgram,
  sha256,
  thumbprintOf,
} from "./verify-audit.mjs";
import { verifyCertificate } from "./verify-certificate.mjs";

// ---- the archive ----------------------------------------------------------------------------------------------------

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

const crcTable = Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});
const crcOf = (bytes) => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
};

const fields = (...pairs) =>
  Buffer.concat(
    pairs.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );

/** The one form that an archive of these files has. */
const laidAnew = (files) => {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [path, bytes] of files) {
    const common = [[2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, crcOf(bytes)], [4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]]; // prettier-ignore
    const part = Buffer.concat([fields([4, LOCAL], ...common), Buffer.from(path, "latin1"), bytes]);
    central.push(
      fields([4, CENTRAL], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      Buffer.from(path, "latin1"),
    );
    local.push(part);
    offset += part.length;
  }
  const directory = Buffer.concat(central);
  const end = fields(
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...local, directory, end]);
};

/** Files in their order. What reads well and was not laid like this is found by laying it anew. */
const filesIn = (bytes) => {
  const files = [];
  let at = 0;
  while (bytes.readUInt32LE(at) === LOCAL) {
    const size = bytes.readUInt32LE(at + 18);
    const start = at + 30 + bytes.readUInt16LE(at + 26);
    files.push([bytes.toString("latin1", at + 30, start), bytes.subarray(start, start + size)]);
    at = start + size;
  }
  if (!laidAnew(files).equals(bytes)) throw new Error("it is not laid as it was: something of it was altered");
  return files;
};

// ---- the list -------------------------------------------------------------------------------------------------------

/** RFC 6962, §2.1, as the recursion that it is there. */
const rootOf = (leaves) => {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
};

const checkManifest = (text, thumbprints, accuse) => {
  const { signature, ...body } = JSON.parse(text);
  if (body.format !== "wangge.e-file.v1") throw new Error("it is no list of an e-file");
  if (canonical({ ...body, signature }) !== text) accuse("manifest", "the list", "it is not written as it was");
  if (!isSigned("wangge-e-file+json", canonical(body), signature, body.key.x))
    accuse("signature", "the list", "its signature does not fit");
  if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(body.key.x)))
    accuse("signature", "the list", `another key signed it: its thumbprint is ${thumbprintOf(body.key.x)}`);
  if (rootOf(body.files.map(canonical)).toString("base64url") !== body.root)
    accuse("manifest", "the list", "its root does not fit its entries");
  return body;
};

/** Page numbers follow one another from 1 without a gap, and each stands on its page. */
const checkPages = ({ files }, contents, accuse) => {
  let next = 1;
  for (const { path, pages } of files) {
    if (pages === undefined) continue;
    const [first, last] = pages;
    if (first !== next || last < first) accuse("pages", path, `its pages do not follow page ${next - 1}`);
    next = last + 1;
    const found = contents.get(path)?.toString().split("\f") ?? [];
    if (found.length !== last - first + 1 || found.some((page, nth) => !page.endsWith(`\n— ${first + nth} —\n`)))
      accuse("pages", path, "its pages are not numbered as the catalogue says");
  }
};

// ---- what is in it --------------------------------------------------------------------------------------------------

const checkHistories = (contents, accuse) => {
  for (const [path, bytes] of contents) {
    if (!path.startsWith("histories/")) continue;
    const { kind, id, entries } = JSON.parse(bytes.toString());
    const problem = entriesProblem(kind, { id, entries }) ?? redactionProblem({ entries });
    if (problem !== undefined) accuse("history", `${path}, entry ${problem[1]}`, problem[2]);
  }
};

const wordsCommitment = (words, salt) => sha256(`wangge/words/1\0${salt}\0${canonical(words)}`).toString("base64url");

/** What the record of an item says, its chain said on the day it was captured. */
const checkEvidence = (contents, files, accuse, note) => {
  for (const [path, bytes] of contents) {
    const id = /^evidence\/\d+-([0-9A-Z]{26})\/record\.json$/.exec(path)?.[1];
    if (id === undefined) continue;
    const record = JSON.parse(bytes.toString());
    const history = contents.get(`histories/evidence-${id}.json`);
    if (history === undefined) continue;
    const { entries } = JSON.parse(history.toString());
    const captured = entries[0].event.data;
    const erased = entries.find(({ event }) => event.type === "WordsErased");
    if (record.words !== undefined && wordsCommitment(record.words, record.salt) !== captured.words)
      accuse("evidence", path, "its words are not those of the day it was captured");
    if (erased !== undefined) {
      const { order, basis, at, by } = erased.event.data;
      note(`${path}: words and file were erased by order ${order} (${basis}) on ${at} by ${by}`);
      continue;
    }
    if (captured.content === undefined) continue;
    const folder = path.slice(0, path.lastIndexOf("/"));
    const file = files.find((one) => one.path.startsWith(`${folder}/content.`));
    if (file?.sha256 !== captured.content.sha256) accuse("evidence", path, "its file is not the one that was captured");
  }
};

/**
 * @param {readonly Buffer[]} volumes
 * @param {{ thumbprints?: readonly string[] }} [trusted]
 */
export const verifyEFile = (volumes, { thumbprints = [] } = {}) => {
  const problems = [];
  const notes = [];
  const counts = { volumes: volumes.length, files: 0, pages: 0 };
  const accuse = (code, where, what) => problems.push({ code, where, what });
  const guarded = (where, work) => {
    try {
      return work();
    } catch (error) {
      accuse("damaged", where, `it is damaged: ${error.message}`);
      return undefined;
    }
  };
  const opened = volumes.map((bytes, nth) => guarded(`volume ${nth + 1}`, () => filesIn(bytes)));
  const texts = opened.map((files) => files?.[0]?.[0] === "manifest.json" && files[0][1].toString());
  const text = texts.find((one) => typeof one === "string");
  if (text === undefined) {
    if (problems.length === 0) accuse("manifest", "the list", "it is missing");
    return { problems, notes, counts };
  }
  texts.forEach((one, nth) => {
    if (opened[nth] !== undefined && one !== text)
      accuse("manifest", `volume ${nth + 1}`, "it belongs to another e-file");
  });
  guarded("the list", () => {
    const manifest = checkManifest(text, thumbprints, accuse);
    const contents = new Map();
    const seen = new Set();
    for (const [nth, files] of opened.entries())
      for (const [path, bytes] of files?.slice(1) ?? []) {
        const listed = manifest.files.find((one) => one.path === path);
        if (listed === undefined) accuse("added", path, "it is not on the list");
        else if (contents.has(path)) accuse("added", path, "it is there twice");
        else if (listed.bytes !== bytes.length || listed.sha256 !== sha256(bytes).toString("hex"))
          accuse("altered", path, "it is not what the list says");
        else {
          contents.set(path, bytes);
          seen.add(listed.volume);
          if (texts[nth] !== text) accuse("added", path, "its volume belongs to another e-file");
        }
      }
    for (let nth = 1; nth <= manifest.volumes; nth += 1)
      if (!seen.has(nth)) accuse("missing", `volume ${nth}`, "it is missing");
    for (const { path, volume } of manifest.files)
      if (seen.has(volume) && !contents.has(path)) accuse("missing", path, "it is missing, or not as it was");
    counts.files = contents.size;
    counts.pages = Math.max(0, ...manifest.files.map(({ pages }) => pages?.[1] ?? 0));
    if (problems.length > 0) return;
    guarded("pages", () => checkPages(manifest, contents, accuse));
    guarded("histories", () => checkHistories(contents, accuse));
    guarded("evidence", () => checkEvidence(contents, manifest.files, accuse, (text) => notes.push(text)));
    const certificate = contents.get("certificate.json");
    if (certificate === undefined) return;
    guarded("certificate.json", () => {
      const of = verifyCertificate(JSON.parse(certificate.toString()), { thumbprints });
      for (const { code, where, what } of of.problems) accuse(code, `certificate: ${where}`, what);
      notes.push(...of.notes.map((note) => `certificate: ${note}`));
    });
  });
  return { problems, notes, counts };
};

// ---- the verdict ----------------------------------------------------------------------------------------------------

runAsProgram(import.meta.url, {
  usage: "usage: verify volume-1.zip… [--thumbprint THUMBPRINT]…",
  read: (paths, { thumbprint }) => ({ volumes: paths.map(contentOf), thumbprints: thumbprint }),
  check: ({ volumes, thumbprints }) => {
    const { problems, notes, counts } = verifyEFile(volumes, { thumbprints });
    const unnamed = "without --thumbprint: the key is the one that the e-file names";
    return {
      problems,
      notes: [...notes, ...(thumbprints.length === 0 ? [unnamed] : [])],
      looked: `${counts.volumes} volumes with ${counts.files} files and ${counts.pages} pages`,
    };
  },
});
