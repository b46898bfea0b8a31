export * from "./actor.ts";
export * from "./broker.ts";
export * from "./define.ts";
export * from "./health.ts";
export * from "./receive.ts";
export * from "./redrive.ts";
export * from "./runner.ts";
export * from "./transporter.ts";
