export { workDecider, type Work, type WorkCommand, type WorkEvent } from "./work.ts";
