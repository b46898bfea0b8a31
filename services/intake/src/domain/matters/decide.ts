import type { Decider } from "@wangge/kit/domain";
import { askReview, eraseWords, rate, reopen } from "./after.ts";
import { unknownMatter } from "./asked.ts";
import type { MatterCommand } from "./commands.ts";
import { askConversion, completeConversion, failConversion } from "./convert.ts";
import type { MatterEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import {
  askExtension,
  close,
  decideApplication,
  decideExtension,
  nameOfficers,
  pauseHandling,
  reply,
  resumeHandling,
} from "./handle.ts";
import { bring, giveNotice } from "./materials.ts";
import { initial, type MatterState } from "./matter.ts";
import { accept, receive, turnDown, withdraw } from "./receive.ts";
import type { MatterParts } from "./rules.ts";

const decideWith =
  (parts: MatterParts) =>
  (command: MatterCommand, state: MatterState): readonly MatterEvent[] => {
    if (command.type === "ReceiveMatter") return receive(command, state, parts);
    if (state.status === "none") throw unknownMatter();
    switch (command.type) {
      case "GiveNotice":
        return giveNotice(command, state);
      case "BringMaterials":
        return bring(command, state, parts);
      case "AcceptMatter":
        return accept(command, state, parts);
      case "RefuseMatter":
        return turnDown(command, state);
      case "PauseHandling":
        return pauseHandling(command, state);
      case "ResumeHandling":
        return resumeHandling(command, state, parts);
      case "AskExtension":
        return askExtension(command, state);
      case "DecideExtension":
        return decideExtension(command, state, parts);
      case "DecideApplication":
        return decideApplication(command, state);
      case "Reply":
        return reply(command, state);
      case "CloseMatter":
        return close(command, state);
      case "NameOfficers":
        return nameOfficers(command, state);
      case "AskReview":
        return askReview(command, state, parts);
      case "AskConversion":
        return askConversion(command, state);
      case "CompleteConversion":
        return completeConversion(command, state);
      case "FailConversion":
        return failConversion(command, state);
      case "WithdrawMatter":
        return withdraw(command, state);
      case "RateMatter":
        return rate(command, state);
      case "ReopenMatter":
        return reopen(command, state, parts);
      case "EraseWords":
        return eraseWords(command, state);
    }
  };

/** 申请, 咨询, 投诉, 意见建议: each with its own clocks, all with the same ways in and out. */
export const matterDeciderWith = (parts: MatterParts): Decider<MatterState, MatterCommand, MatterEvent> => ({
  name: "intake.matter",
  initial,
  decide: decideWith(parts),
  evolve,
});
