#!/usr/bin/env node
/**
 * 审计核验. Checks exported histories of cases, dossiers and whatever else a service chains, without a network, without the services and without any package:
 *
 *     node verify-audit.mjs export.json… [--anchors anchors.json]… [--thumbprint <the published one>]…
 *
 * An export is an answer of POST /audit/exports (of enforcement: POST /enforcement/audit/exports), anchors are an answer of
 * GET /audit/anchors for the same service, fetched from the service that keeps them and not from whoever gave the export. A file
 * may hold several of them, a line each. Everything is made anew
 * here from the description of the format, in a way of its own. Node 20.12 or later.
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export const REDACTED = "〔依法删除〕";
/** What is saved at the moment of a sealing may come under the next head; clocks of replicas may differ. */
const GRACE_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

// ---- digests --------------------------------------------------------------------------------------------------------

/** RFC 8785. */
export const canonical = (value) => {
  if (typeof value === "string") return JSON.stringify(value.toWellFormed());
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
};
export const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const digest = (text) => sha256(text).toString("base64url");
/** One text for one value: the decoder forgives characters and spare bits, which would be a change unseen. */
export const decode = (text) => {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) throw new TypeError("not base64url");
  return bytes;
};

/** RFC 7638. */
export const thumbprintOf = (x) => digest(canonical({ crv: "Ed25519", kty: "OKP", x }));

/** RFC 6962, §2.1: the root that a leaf has at this place with these neighbours. */
export const rootOver = (leaf, index, size, path) => {
  const climb = (at, count, depth) => {
    if (count === 1) return depth === path.length ? sha256(Buffer.of(0), leaf) : undefined;
    let half = 1;
    while (half * 2 < count) half *= 2;
    const neighbour = path[path.length - 1 - depth];
    const own = at < half ? climb(at, half, depth + 1) : climb(at - half, count - half, depth + 1);
    if (neighbour === undefined || own === undefined) return undefined;
    return at < half ? sha256(Buffer.of(1), own, neighbour) : sha256(Buffer.of(1), neighbour, own);
  };
  return Number.isInteger(index) && index >= 0 && index < size ? climb(index, size, 0) : undefined;
};

// ---- heads ----------------------------------------------------------------------------------------------------------

const headText = ({ epoch, size, root, previous, sealedAt, complete, key }) =>
  canonical({ epoch, size, root, previous, sealedAt, complete, key });
const headDigest = (head) => digest(`wangge/head/1\0${headText(head)}`);

/** RFC 7515, EdDSA: whether the key with this `x` signed this text as what `typ` says. */
export const isSigned = (typ, text, signature, x) => {
  try {
    const header = canonical({ alg: "EdDSA", kid: thumbprintOf(x), typ });
    const signed = [header, text].map((part) => Buffer.from(part).toString("base64url")).join(".");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, Buffer.from(signed), key, decode(signature));
  } catch {
    return false;
  }
};

/** Nothing of an export was altered, and nothing left out, since it was made. */
const checkExport = ({ signature, next: _next, ...body }, where, thumbprints, accuse) => {
  const { x } = body.key;
  if (!isSigned("wangge-audit-export+json", canonical(body), signature, x))
    accuse("signature", where, "it is not as it was made: its signature does not fit");
  if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(x)))
    accuse("signature", where, `another key signed it: its thumbprint is ${thumbprintOf(x)}`);
};

/** All heads that are known by epoch, each checked by itself and against the one before it. */
const checkHeads = (exports, anchors, thumbprints, accuse, note) => {
  const heads = new Map();
  const anchored = new Map();
  for (const { keptAt: _keptAt, contradictions, signature, ...head } of anchors) {
    const where = `head ${head.epoch}`;
    if (contradictions.length > 0) accuse("anchor", where, "two different heads were told to who keeps them");
    if (anchored.has(head.epoch) && headDigest(anchored.get(head.epoch).head) !== headDigest(head))
      accuse("anchor", where, "the anchors contradict themselves");
    anchored.set(head.epoch, { head, signature });
    heads.set(head.epoch, { head, signature });
  }
  const newest = Math.max(0, ...anchored.keys());
  const told = new Set();
  for (const sealed of exports.flatMap((one) => one.heads)) {
    const { head, signature } = sealed;
    const where = `head ${head.epoch}`;
    const anchor = anchored.get(head.epoch);
    const known = heads.get(head.epoch);
    if (anchors.length > 0 && anchor === undefined) {
      if (head.epoch < newest) accuse("anchor", where, "it is not among the anchors, which have later ones");
      else if (!told.has(head.epoch)) note(`head ${head.epoch} is newer than the anchors`);
      told.add(head.epoch);
    }
    if (known !== undefined && (headDigest(known.head) !== headDigest(head) || known.signature !== signature))
      accuse(anchor === undefined ? "head" : "anchor", where, "it contradicts what is known of this epoch");
    else heads.set(head.epoch, { head, signature });
  }
  for (const [epoch, sealed] of [...heads].sort(([one], [other]) => one - other)) {
    const { head } = sealed;
    const where = `head ${epoch}`;
    if (!isSigned("wangge-audit-head+json", headText(head), sealed.signature, head.key))
      accuse("signature", where, "its signature does not fit");
    if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(head.key)))
      accuse("signature", where, `another key signed it: its thumbprint is ${thumbprintOf(head.key)}`);
    const before = heads.get(epoch - 1)?.head;
    if (epoch === 1 ? head.previous !== null : before !== undefined && head.previous !== headDigest(before))
      accuse("head", where, "it does not follow the head before it");
    if (before !== undefined && before.sealedAt > head.sealedAt)
      note(`head ${epoch} was sealed before the one before it`);
    if (anchored.has(epoch) && epoch > 1 && !anchored.has(epoch - 1) && epoch !== Math.min(...anchored.keys()))
      accuse("anchor", `head ${epoch - 1}`, "it is missing among the anchors");
  }
  return heads;
};

// ---- entries --------------------------------------------------------------------------------------------------------

const isNamed = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const valueAt = (value, path) =>
  path.split(".").reduce((part, name) => (isNamed(part) ? part[name] : undefined), value);
const without = (value, [name, ...rest]) => {
  if (!isNamed(value)) return value;
  const { [name]: part, ...others } = value;
  return rest.length === 0 ? others : { ...others, [name]: without(part, rest) };
};

const ENTRY = new Set(["sequence", "previous", "event", "by", "hash", "at", "late", "fields"]);

const commitmentOf = (entry, field) => {
  const value = valueAt(entry.event, field.path);
  if (typeof value !== "string") return undefined;
  if (field.salt !== undefined) return digest(`wangge/field/1\0${field.path}\0${field.salt}\0${value.toWellFormed()}`);
  return value === REDACTED ? field.commitment : undefined;
};

const hashOf = (kind, id, entry) => {
  const { sequence, previous, by, at, late, fields: given = [] } = entry;
  const fields = given.map((field) => ({ path: field.path, commitment: commitmentOf(entry, field) }));
  if (fields.some(({ commitment }) => typeof commitment !== "string")) return undefined;
  const event = given.reduce((rest, { path }) => without(rest, path.split(".")), entry.event);
  return digest(`wangge/entry/1\0${canonical({ at, by, event, fields, id, kind, late, previous, sequence })}`);
};

/** The first thing that is wrong with the entries of a history; undefined where nothing is. */
export const entriesProblem = (kind, { id, entries }) => {
  let previous = null;
  for (const [index, entry] of entries.entries()) {
    const sequence = index + 1;
    if (entry.sequence > sequence) return ["missing", sequence, "it is missing"];
    if (entry.sequence !== sequence) return ["order", sequence, `entry ${entry.sequence} stands in its place`];
    if (Object.keys(entry).some((name) => !ENTRY.has(name)))
      return ["entry", sequence, "it says more than was chained"];
    if (typeof entry.hash !== "string") return ["entry", sequence, "it is not chained, and others are"];
    if (hashOf(kind, id, entry) !== entry.hash)
      return ["entry", sequence, "it was altered, or something before it was taken out or moved"];
    if (entry.previous !== previous) return ["order", sequence, "it does not follow the entry before it"];
    previous = entry.hash;
  }
  return undefined;
};

const removalsOf = ({ entries }) =>
  entries.flatMap(({ sequence, fields = [] }) =>
    fields.filter((field) => field.salt === undefined).map(({ path }) => ({ sequence, path })),
  );

/** Every removal has its order, which came later, and every order its removal. */
export const redactionProblem = (one) => {
  const open = new Set(removalsOf(one).map(({ sequence, path }) => `${sequence} ${path}`));
  for (const { event, sequence } of one.entries) {
    if (event?.type !== "FieldRedacted") continue;
    const { sequence: target, path } = event.data;
    if (target >= sequence || !open.delete(`${target} ${path}`))
      return ["redaction", sequence, `it orders the removal of ${path} of entry ${target}, which is not removed`];
  }
  for (const what of open) {
    const [sequence, path] = what.split(" ");
    return ["redaction", Number(sequence), `its ${path} was removed, and no order says so`];
  }
  return undefined;
};

// ---- histories ----------------------------------------------------------------------------------------------------------

/** A change that a complete head came too late for: somebody kept it back, or wrote it anew. */
const coverProblem = ({ entries, proofs }, heads) => {
  const covers = [...proofs].sort((one, other) => one.epoch - other.epoch);
  const complete = [...heads.values()].map(({ head }) => head).filter((head) => head.complete);
  for (const { sequence, at } of entries) {
    const first = covers.find(({ version }) => version >= sequence);
    const missed = complete.find(
      (head) => (first === undefined || head.epoch < first.epoch) && Date.parse(head.sealedAt) > at + GRACE_MS,
    );
    if (missed !== undefined)
      return ["cover", sequence, `head ${missed.epoch} was sealed after it was written, and does not cover it`];
  }
  return undefined;
};

const proofProblem = ({ id, entries, proofs }, heads) => {
  for (const { epoch, version, index, path } of proofs) {
    const head = heads.get(epoch)?.head;
    if (head === undefined) return ["proof", version, `head ${epoch}, which proves it, is not there`];
    const entry = entries[version - 1];
    if (entry === undefined) return ["missing", entries.length + 1, `head ${epoch} covers ${version} entries`];
    const leaf = canonical({ id, version, hash: entry.hash });
    const root = rootOver(leaf, index, head.size, path.map(decode));
    if (root?.toString("base64url") !== head.root) return ["proof", version, `head ${epoch} says something else`];
  }
  return undefined;
};

/** `dispatch.case` is a `case` of dispatch. */
const serviceOf = ({ kind }) => String(kind).split(".")[0];
const nameOf = (kind, id) => `${String(kind).split(".").pop()} ${id}`;

const checkCase = (kind, one, heads, accuse, note, counts) => {
  const { id, entries, proofs } = one;
  const name = nameOf(kind, id);
  const where = (sequence) => `${name}, entry ${sequence}`;
  counts.cases += 1;
  counts.entries += entries.length;
  if (entries.every(({ hash, fields }) => hash === undefined && fields === undefined) && proofs.length === 0) {
    const first = heads.get(1)?.head;
    const after = entries.find(({ event }) => first !== undefined && event?.data?.at > first.sealedAt);
    if (after !== undefined)
      accuse("cover", where(after.sequence), "it was written after sealing began, and is not chained");
    else note(`${name} was stored before histories were chained, and nothing proves it`);
    return;
  }
  const problem =
    entriesProblem(kind, one) ?? proofProblem(one, heads) ?? redactionProblem(one) ?? coverProblem(one, heads);
  if (problem !== undefined) {
    const [code, sequence, what] = problem;
    accuse(code, where(sequence), what);
    return;
  }
  for (const { sequence, by, event } of entries)
    if (event.type === "FieldRedacted") {
      const { sequence: target, path, basis, order, at } = event.data;
      note(`${where(target)}: ${path} was removed by order ${order} (${basis}) on ${at} by ${by} (entry ${sequence})`);
    }
  const late = entries.filter((entry) => entry.late).length;
  if (late > 0) note(`${name}: the first ${late} entries were chained later than they were written`);
  const slow = entries.filter(
    ({ at, late: isLate, event }) => !isLate && at - Date.parse(event?.data?.at) > DAY_MS,
  ).length;
  if (slow > 0) note(`${name}: ${slow} entries were written more than a day after they say it happened`);
  const covered = Math.max(0, ...proofs.map(({ version }) => version));
  if (covered < entries.length) note(`${name}: no head covers the last ${entries.length - covered} entries yet`);
};

/**
 * @param {readonly any[]} exports of one service: answers of POST /audit/exports
 * @param {{ anchors?: readonly any[], thumbprints?: readonly string[] }} [trusted] `anchors`: of GET /audit/anchors
 */
export const verifyAudit = (exports, { anchors = [], thumbprints = [] } = {}) => {
  const problems = [];
  const notes = [];
  const counts = { cases: 0, entries: 0, heads: 0 };
  const accuse = (code, where, what) => problems.push({ code, where, what });
  const note = (text) => notes.push(text);
  /** What is built wrongly fails somewhere with an error of the language: it is no proof either. */
  const guarded = (where, work) => {
    try {
      return work();
    } catch (error) {
      accuse("damaged", where, `it is damaged: ${error.message}`);
      return undefined;
    }
  };
  const heads = guarded("heads", () => checkHeads(exports, anchors, thumbprints, accuse, note)) ?? new Map();
  counts.heads = heads.size;
  for (const [nth, one] of exports.entries())
    guarded(`export ${nth + 1}`, () => {
      for (const of of one.cases)
        guarded(nameOf(one.kind, of?.id), () => {
          checkCase(one.kind, of, heads, accuse, note, counts);
        });
      // Last, so that what is named first is the place itself.
      checkExport(one, `export ${nth + 1}`, thumbprints, accuse);
    });
  return { problems, notes, counts };
};

// ---- the verdict ----------------------------------------------------------------------------------------------------

const USAGE = "usage: verify export.json… [--anchors anchors.json]… [--thumbprint THUMBPRINT]…";

/** A file that somebody names, from where he stands. */
export const contentOf = (path) => readFileSync(resolve(process.env.INIT_CWD ?? ".", path));

/** Says what was found. @returns the exit code */
const concluded = ({ notes, problems, looked }) => {
  for (const text of notes) console.log(`· ${text}`);
  for (const { where, what } of problems) console.log(`WRONG: ${where}: ${what}`);
  console.log(`${looked} looked at`);
  console.log(problems.length === 0 ? "INTACT" : `NOT INTACT: ${problems.length} places`);
  return problems.length === 0 ? 0 : 1;
};

/**
 * What a command line says. One thumbprint in sixty-four begins with a dash, and would pass for an option.
 * @param {readonly string[]} words
 */
export const spoken = (words) =>
  words.flatMap((word, at) => {
    if (words[at - 1] === "--thumbprint") return [];
    return word === "--thumbprint" && at + 1 < words.length ? [`${word}=${words[at + 1]}`] : [word];
  });

/**
 * A checker run by hand: reads what it is given, checks it, says what it found.
 * @param {string} url of the module, which may as well be imported
 * @param {{ usage: string, options?: object, read: (paths: readonly string[], values: any) => any, check: (given: any) => any }} program
 */
export const runAsProgram = (url, { usage, options, read, check }) => {
  if (process.argv[1] === undefined || realpathSync(process.argv[1]) !== fileURLToPath(url)) return;
  let given;
  try {
    const { positionals, values } = parseArgs({
      args: spoken(process.argv.slice(2)),
      allowPositionals: true,
      options: { thumbprint: { type: "string", multiple: true, default: [] }, ...options },
    });
    if (positionals.length === 0) throw new Error(usage);
    given = read(positionals, values);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
    return;
  }
  process.exitCode = concluded(check(given));
};

/** One JSON text, or one a line. */
const documentsIn = (path, format) => {
  const text = contentOf(path).toString();
  let documents;
  try {
    documents = [JSON.parse(text)];
  } catch {
    documents = text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
  }
  for (const document of documents) if (document?.format !== format) throw new Error(`${path} is not a ${format}`);
  return documents;
};

/** Each service has heads and anchors of its own. Anchors that do not say whose they are come from before there were two. */
const checkAll = ({ exports, anchors, thumbprints }) => {
  const services = [...new Set(exports.map(serviceOf))];
  const all = { problems: [], notes: [], cases: 0, entries: 0, heads: 0 };
  for (const service of services) {
    const prefix = services.length > 1 ? `${service}: ` : "";
    const kept = anchors.filter((one) => (one.service ?? "dispatch") === service).flatMap((one) => one.anchors);
    const own = exports.filter((one) => serviceOf(one) === service);
    const { problems, notes, counts } = verifyAudit(own, { anchors: kept, thumbprints });
    all.problems.push(...problems.map((one) => ({ ...one, where: prefix + one.where })));
    all.notes.push(...notes.map((text) => prefix + text));
    if (kept.length === 0)
      all.notes.push(`${prefix}without --anchors: whoever has the key can have made all of this anew`);
    for (const name of Object.keys(counts)) all[name] += counts[name];
  }
  if (thumbprints.length === 0) all.notes.push("without --thumbprint: the key is the one that the export names");
  return { ...all, looked: `${all.cases} histories with ${all.entries} entries under ${all.heads} heads` };
};

runAsProgram(import.meta.url, {
  usage: USAGE,
  options: { anchors: { type: "string", multiple: true, default: [] } },
  read: (paths, { anchors, thumbprint }) => ({
    exports: paths.flatMap((path) => documentsIn(path, "wangge.audit-export.v1")),
    anchors: anchors.flatMap((path) => documentsIn(path, "wangge.audit-anchors.v1")),
    thumbprints: thumbprint,
  }),
  check: checkAll,
});
