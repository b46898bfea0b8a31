/** Runs beside the service: a search takes seconds, and the register goes on answering. */
import { parentPort, workerData } from "node:worker_threads";
import { propose, type GriddingOptions, type GriddingProblem } from "../domain/index.ts";

const { problem, options } = workerData as { readonly problem: GriddingProblem; readonly options: GriddingOptions };
parentPort?.postMessage(propose(problem, options));
