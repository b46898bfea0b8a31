import { DepartmentCode } from "@wangge/contracts";
import { z } from "zod";
import { readData } from "./data.ts";

export const Department = z.object({ code: DepartmentCode, name: z.object({ zh: z.string(), en: z.string() }) });
export type Department = z.infer<typeof Department>;

/** 责任部门: reads and checks the bodies that an order can go to, once, at start. By code. */
export const loadDepartments = (): ReadonlyMap<string, Department> =>
  new Map(
    readData("departments.json", z.object({ departments: z.array(Department) })).departments.map((department) => [
      department.code,
      department,
    ]),
  );
