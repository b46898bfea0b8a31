import { DepartmentCode } from "@wangge/contracts";
import { z } from "zod";
import { readData, Text } from "./data.ts";

export const Department = z.object({ code: DepartmentCode, name: Text });
export type Department = z.infer<typeof Department>;

const File = z.object({ departments: z.array(Department) });

/** 责任部门: reads and checks the bodies that an order can go to, once, at start. By code. */
export const loadDepartments = (): ReadonlyMap<string, Department> =>
  new Map(readData("departments.json", File).departments.map((department) => [department.code, department]));
