/** The geometry of a whole district takes a second in one go: it is done in a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { groundReport, type GroundInput } from "../../domain/index.ts";

parentPort?.postMessage(groundReport(workerData as GroundInput));
