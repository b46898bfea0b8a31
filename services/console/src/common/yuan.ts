/** 元 of fen, as one reads them. */
export const yuan = (fen: number): string => (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });

/** 分 of what somebody wrote in yuan; undefined where it is no amount. */
export const fenOf = (written: string): number | undefined => {
  const fen = Math.round(Number(written) * 100);
  return written.trim() !== "" && Number.isSafeInteger(fen) && fen > 0 ? fen : undefined;
};
