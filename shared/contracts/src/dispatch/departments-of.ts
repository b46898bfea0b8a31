import { z } from "zod";
import { defineCall } from "../call.ts";
import { DepartmentCode } from "../vocabulary.ts";

/** 责任部门. The bodies that an order can go to, with what they are called. */
export const DepartmentsOf = defineCall({
  name: "dispatch.departments",
  input: z.strictObject({}),
  output: z.object({
    departments: z.array(z.object({ code: DepartmentCode, name: z.object({ zh: z.string(), en: z.string() }) })),
  }),
});
