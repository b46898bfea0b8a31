#!/usr/bin/env node
/**
 * 志愿服务证明核验. Checks a certificate of voluntary work without a network, without the services and without any package:
 *
 *     node verify-volunteer.mjs certificate.json… [--thumbprint <the published one>]…
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import { readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { canonical, isSigned, spoken, thumbprintOf } from "./verify-audit.mjs";

const FORMAT = "wangge.volunteer-certificate.v1";
const MINUTE_MS = 60_000;

/**
 * @param {any} certificate
 * @param {{ thumbprints?: readonly string[] }} [trusted]
 */
export const verifyVolunteer = ({ signature, ...body }, { thumbprints = [] } = {}) => {
  const problems = [];
  const accuse = (code, where, what) => problems.push({ code, where, what });
  try {
    const { format, entries, totalMinutes, key } = body;
    if (format !== FORMAT) accuse("format", "the certificate", `it is a ${String(format)}, not a ${FORMAT}`);
    let sum = 0;
    let before;
    for (const { entryId, from, to, minutes } of entries) {
      const where = `entry ${entryId}`;
      const [begun, ended] = [Date.parse(from), Date.parse(to)];
      if (Math.floor((ended - begun) / MINUTE_MS) !== minutes)
        accuse("minutes", where, "its minutes are not those of its time");
      if (before !== undefined && begun < before)
        accuse("overlap", where, "it begins before the one before it has ended");
      before = ended;
      sum += minutes;
    }
    if (sum !== totalMinutes)
      accuse("total", "the certificate", `its entries come to ${sum} minutes, not ${totalMinutes}`);
    if (!isSigned("wangge-volunteer-certificate+json", canonical(body), signature, key.x))
      accuse("signature", "the certificate", "it is not as it was made: its signature does not fit");
    if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(key.x)))
      accuse("signature", "the certificate", `another key signed it: its thumbprint is ${thumbprintOf(key.x)}`);
  } catch (error) {
    accuse("damaged", "the certificate", `it is damaged: ${error.message}`);
  }
  return { problems };
};

const main = () => {
  let certificates, thumbprints;
  try {
    const { positionals, values } = parseArgs({
      args: spoken(process.argv.slice(2)),
      allowPositionals: true,
      options: { thumbprint: { type: "string", multiple: true } },
    });
    if (positionals.length === 0) throw new Error("usage: verify certificate.json… [--thumbprint THUMBPRINT]…");
    thumbprints = values.thumbprint ?? [];
    certificates = positionals.map((path) =>
      JSON.parse(readFileSync(resolve(process.env.INIT_CWD ?? ".", path), "utf8")),
    );
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  const wrong = certificates.flatMap((one) => verifyVolunteer(one, { thumbprints }).problems);
  for (const { name, asOf, totalMinutes } of certificates)
    console.log(`· ${name}: ${totalMinutes} minutes as of ${asOf}`);
  for (const { where, what } of wrong) console.log(`WRONG: ${where}: ${what}`);
  if (thumbprints.length === 0) console.log("· without --thumbprint: the key is the one that the certificate names");
  console.log(wrong.length === 0 ? "INTACT" : `NOT INTACT: ${wrong.length} places`);
  return wrong.length === 0 ? 0 : 1;
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main();
