import { join, resolve } from "node:path";
import { UserError } from "../proc.mjs";
import { root } from "../root.mjs";

/** The data of `npm start`. */
export const mainData = join(root, ".wangge/main");

export const log = (/** @type {string} */ line) => console.log(`· ${line}`);

/**
 * Takes `--name value` or `--name=value` out of the arguments; everything else is left for the program that is run.
 * @param {string[]} args
 * @param {string} name
 * @returns {{ value: string | undefined, rest: string[] }}
 */
export function take(args, name) {
  const rest = [...args];
  const at = rest.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return { value: undefined, rest };
  const [first = ""] = rest.splice(at, 1);
  const value = first.includes("=") ? first.slice(first.indexOf("=") + 1) : rest.splice(at, 1)[0];
  if (!value) throw new UserError(`--${name} needs a value`);
  return { value, rest };
}

/**
 * `--name <port>`.
 * @param {string[]} args
 * @param {string} name
 * @returns {{ value: number | undefined, rest: string[] }}
 */
export function takePort(args, name) {
  const { value: text, rest } = take(args, name);
  const value = text === undefined ? undefined : Number(text);
  if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 65_536)) {
    throw new UserError(`--${name} ${text} is not a port`);
  }
  return { value, rest };
}

/** `--data <dir>`, or else the data of `npm start`. */
export function takeData(/** @type {string[]} */ args) {
  const { value, rest } = take(args, "data");
  return { dataDir: value ? resolve(value) : mainData, rest };
}

/** Refuses arguments nobody knows. */
export function refuseRest(/** @type {string[]} */ rest) {
  if (rest.length) throw new UserError(`unknown argument: ${rest[0]}`);
}
