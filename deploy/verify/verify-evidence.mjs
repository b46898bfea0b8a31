#!/usr/bin/env node
/**
 * 证据核验. Checks events that a service has published, with all that proves them, without a network, without the services and without any package:
 *
 *     node verify-evidence.mjs evidence.json… [--anchors anchors.json]… [--thumbprint <the published one>]…
 *
 * A bundle is an answer of POST /audit/evidence (of enforcement: POST /enforcement/audit/evidence). It holds what the registry keeps of its heads, as
 * the service says; anchors that an auditor fetched himself with GET /audit/anchors take their place. Node 20.12 or later. The same is checked by
 * deploy/verify/go in another language.
 *
 * An event → a leaf under the root of its block → the block, a history of one entry → a leaf under the root of a head → the head, signed and anchored.
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import {
  canonical,
  contentOf,
  decode,
  digest,
  isSigned,
  rootOver,
  runAsProgram,
  thumbprintOf,
  verifyAudit,
} from "./verify-audit.mjs";

const blockDigest = (block) => digest(`wangge/block/1\0${canonical(block)}`);

/** The blocks of the log by number, each the only entry of its history. */
const blocksOf = (bundle, accuse) => {
  const blocks = new Map();
  for (const { id, entries, proofs } of bundle.audit.cases) {
    const [entry, more] = entries;
    const block = entry?.event?.data;
    const where = `block ${block?.number}`;
    if (
      more !== undefined ||
      entry?.event?.type !== "BlockLogged" ||
      id !== `block-${String(block.number).padStart(12, "0")}`
    )
      accuse("block", String(id), "it is no block of the log");
    if (block.stream !== bundle.stream) accuse("block", where, `it is of ${block.stream}`);
    if (proofs.length === 0) accuse("proof", where, "no head covers it");
    for (const { epoch } of proofs)
      if (!bundle.audit.heads.some(({ head }) => head.epoch === epoch))
        accuse("proof", where, `head ${epoch}, which proves it, is not there`);
    if (blocks.has(block.number)) accuse("block", where, "it is there twice");
    blocks.set(block.number, block);
  }
  for (const [number, block] of blocks) {
    const before = blocks.get(number - 1);
    if (number === 1 ? block.previous !== null || block.first !== 1 : block.previous === null)
      accuse("order", `block ${number}`, "it does not begin where a log begins");
    if (before !== undefined && (block.previous !== blockDigest(before) || block.first !== before.last + 1))
      accuse("order", `block ${number}`, "it does not follow the block before it");
  }
  return blocks;
};

const eventProblem = ({ sequence, id, subject, text, block: number, index, path }, blocks, bundle) => {
  const block = blocks.get(number);
  if (block === undefined) return "the block that proves it is not there";
  if (sequence < block.first || sequence > block.last) return `it is not of block ${number}`;
  if (block.count === block.last - block.first + 1 && sequence - block.first !== index)
    return "it stands in another place";
  const leaf = canonical({ sequence, id, subject, digest: digest(text) });
  if (rootOver(leaf, index, block.count, path.map(decode))?.toString("base64url") !== block.root)
    return `it is not what was logged in block ${number}`;
  const event = JSON.parse(text);
  if (event.id !== id || event.source !== bundle.service || !subject.startsWith(`evt.${event.type}.`))
    return "what it says of itself is not what it is logged as";
  return undefined;
};

/** @type {import("./verify-evidence.d.mts").verifyEvidence} */
export const verifyEvidence = (bundle, { anchors, thumbprints = [] } = {}) => {
  const problems = [];
  const accuse = (code, where, what) => problems.push({ code, where, what });
  let notes = [];
  const counts = { events: 0, blocks: 0, heads: 0 };
  try {
    const told = anchors ?? bundle.anchors.anchors;
    const audited = verifyAudit([bundle.audit], { anchors: told, thumbprints });
    problems.push(...audited.problems);
    notes = audited.notes;
    counts.heads = audited.counts.heads;
    if (bundle.audit.kind !== `${bundle.service}.event-log`)
      accuse("block", "the log", `it is of ${bundle.audit.kind}`);
    if (told.length === 0) accuse("anchor", "the heads", "none of them is anchored");
    const blocks = blocksOf(bundle, accuse);
    counts.blocks = blocks.size;
    for (const event of bundle.events) {
      counts.events += 1;
      const problem = eventProblem(event, blocks, bundle);
      if (problem !== undefined) accuse("event", `event ${event.sequence}`, problem);
    }
    const { signature, ...body } = bundle;
    if (!isSigned("wangge-evidence+json", canonical(body), signature, bundle.key.x))
      accuse("signature", "the bundle", "it is not as it was made: its signature does not fit");
    if (bundle.key.x !== bundle.audit.key.x || bundle.key.kid !== thumbprintOf(bundle.key.x))
      accuse("signature", "the bundle", "its keys are not one");
  } catch (error) {
    accuse("damaged", "the bundle", `it is damaged: ${error.message}`);
  }
  if (anchors === undefined)
    notes.push("without --anchors: they are those that came with the bundle; fetch them from who keeps them");
  if (thumbprints.length === 0) notes.push("without --thumbprint: the key is the one that the bundle names");
  return { problems, notes, counts };
};

const readJson = (path, format) => {
  const document = JSON.parse(contentOf(path).toString());
  if (document?.format !== format) throw new Error(`${path} is not a ${format}`);
  return document;
};

runAsProgram(import.meta.url, {
  usage: "usage: verify evidence.json… [--anchors anchors.json]… [--thumbprint THUMBPRINT]…",
  options: { anchors: { type: "string", multiple: true, default: [] } },
  read: (paths, { anchors, thumbprint }) => ({
    bundles: paths.map((path) => readJson(path, "wangge.evidence.v1")),
    anchors: anchors.map((path) => readJson(path, "wangge.audit-anchors.v1")),
    thumbprints: thumbprint,
  }),
  check: ({ bundles, anchors, thumbprints }) => {
    const all = { problems: [], notes: [], events: 0, blocks: 0, heads: 0 };
    for (const bundle of bundles) {
      const kept = anchors.filter(({ service }) => service === bundle.service).flatMap((one) => one.anchors);
      const own = anchors.length === 0 ? {} : { anchors: kept };
      const { problems, notes, counts } = verifyEvidence(bundle, { ...own, thumbprints });
      all.problems.push(...problems);
      all.notes.push(...notes.filter((note) => !all.notes.includes(note)));
      for (const name of Object.keys(counts)) all[name] += counts[name];
    }
    return { ...all, looked: `${all.events} events in ${all.blocks} blocks under ${all.heads} heads` };
  },
});
