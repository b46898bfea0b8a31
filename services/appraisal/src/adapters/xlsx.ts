import writeXlsx, { type Cell } from "write-excel-file/node";
import type { Table } from "../app/table.ts";
import { fitForXml } from "../app/xml.ts";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A text is written as a text, whatever it begins with: no cell of the file is a formula. */
const cellOf = (value: Table["rows"][number][number]): Cell => {
  if (value === undefined) return null;
  if (typeof value === "string") return { type: String, value: fitForXml(value) };
  return { type: Number, value: Number(value.figure) };
};

/** 结果表 as a workbook of one sheet, its head fixed. */
export const xlsxOf = ({ head, rows }: Table): Promise<Buffer> =>
  writeXlsx(
    [head.map((value): Cell => ({ type: String, value, fontWeight: "bold" })), ...rows.map((row) => row.map(cellOf))],
    { sheet: "results", stickyRowsCount: 1 },
  ).toBuffer();
