import { board, type BoardTexts } from "../../common/texts/board.ts";
import { useLanguage } from "../hooks.ts";

export const useBoardTexts = (): BoardTexts => board[useLanguage()];
