import { lookAt } from "../data-dir.mjs";
import { takeData } from "./options.mjs";
import { runProgram } from "./program.mjs";

/**
 * Runs a program that works through the API of the running stack, or of its own `--url`.
 * @param {string} file
 */
export const throughApi = (file) => (/** @type {string[]} */ args) => {
  const { dataDir, rest } = takeData(args);
  const { holder, state } = lookAt(dataDir);
  const url = holder ? state.url : undefined;
  return runProgram(file, rest, { ...process.env, ...(url ? { WANGGE_URL: url } : {}) });
};
