/** What every form says that is made of a command of the API. */
const zh = {
  done: "已完成。",
  add: (what: string) => `添加${what}`,
  remove: (what: string, number: number) => `删去${what} ${number}`,
  kindOf: (what: string) => `${what}的种类`,
  inYuan: (what: string) => `${what}（元）`,
  give: (what: string) => `填写${what}`,
  enterEach: "每项按回车",
  pairs: "名称=数值，每项按回车",
  digestHelp: "选取文件，只计算摘要，不上传",
};
export type FormWords = typeof zh;

const en: FormWords = {
  done: "Done.",
  add: (what: string) => `Add: ${what}`,
  remove: (what: string, number: number) => `Remove: ${what} ${number}`,
  kindOf: (what: string) => `Kind of: ${what}`,
  inYuan: (what: string) => `${what} (CNY)`,
  give: (what: string) => `Fill in: ${what}`,
  enterEach: "Enter after each",
  pairs: "name=number, Enter after each",
  digestHelp: "Choose the file: its digest is worked out, it is not sent",
};

export const form = { zh, en };
