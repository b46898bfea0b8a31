import type { z } from "zod";

/** A question that one service asks another: both sides take its name and shapes from here. */
export interface CallContract<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** `registry.resolve`: service and action. */
  readonly name: string;
  readonly input: Input;
  readonly output: Output;
}

export const defineCall = <Input extends z.ZodType, Output extends z.ZodType>(
  contract: CallContract<Input, Output>,
): CallContract<Input, Output> => Object.freeze(contract);
