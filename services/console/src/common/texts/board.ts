/** Words of giving a case to others on the board. */
const zh = {
  move: "改派",
  moveOf: (what: string) => `改派：${what}`,
  gripHelp: "拖到左侧的网格员或部门上；或按回车键，用方向键选择。",
  moveTo: (what: string) => `把「${what}」改派给`,
  hasIt: (who: string) => `现在：${who}`,
  nobodyYet: "待派遣",
  howTo: "拖到一项上放下，或用方向键选择、回车键放下，Esc 键放回。",
  workers: "可派网格员（先列最合适的）",
  noWorkers: "没有可派的网格员。",
  departments: "责任部门",
  putBack: "放回",
  carried: (what: string, count: number) => `已拿起「${what}」，有 ${count} 处可放。`,
  broughtBack: (what: string) => `「${what}」已放回，没有改动。`,
  moved: (what: string, to: string) => `「${what}」已派给${to}。`,
  ask: (to: string) => `派给${to}？`,
  how: {
    assign: "案件待派遣，直接派出，时限从现在起算。",
    delegate: "在同一责任部门内转交，时限不变。",
    takeBack: "派遣单先收回，再派给新的部门；收回须说明理由，记入案卷。",
  },
  reason: "收回的理由",
  reasonHelp: "不要写姓名、电话、证件号码。",
  giveNow: "确认改派",
  cancel: "取消",
  takenBack: "派遣单已收回，但还没有派出：案件在待派遣。可再试一次，或关闭后另派。",
};
export type BoardTexts = typeof zh;

const en: BoardTexts = {
  move: "Reassign",
  moveOf: (what: string) => `Reassign: ${what}`,
  gripHelp: "Drag it onto a worker or a department on the left; or press Enter and choose with the arrow keys.",
  moveTo: (what: string) => `Give “${what}” to`,
  hasIt: (who: string) => `now with ${who}`,
  nobodyYet: "nobody: it waits for dispatch",
  howTo: "Drop it on one of these, or choose with the arrow keys and Enter; Escape puts it back.",
  workers: "Workers who can take it, the best first",
  noWorkers: "No worker can take it.",
  departments: "Departments",
  putBack: "Put back",
  carried: (what: string, count: number) => `“${what}” is picked up; it can go to ${count} places.`,
  broughtBack: (what: string) => `“${what}” is back where it was; nothing has changed.`,
  moved: (what: string, to: string) => `“${what}” is with ${to} now.`,
  ask: (to: string) => `Give it to ${to}?`,
  how: {
    assign: "It waits for dispatch and goes out at once; its limit runs from now on.",
    delegate: "It is handed on within the same department; its deadline stays.",
    takeBack: "The order is taken back, then given to the other department; why, is asked, and stands in the file.",
  },
  reason: "Why it is taken back",
  reasonHelp: "No names, phone or identity numbers.",
  giveNow: "Reassign",
  cancel: "Cancel",
  takenBack: "The order is taken back and not given out yet: the case waits for dispatch. Try again, or close this.",
};

export const board = { zh, en };
