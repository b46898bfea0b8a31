import type { Calendar } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { decline, draft, offer, sign } from "./agreement.ts";
import { breach, close, demand, exit, repay, wake } from "./ending.ts";
import { evolveGrant } from "./evolve.ts";
import { initialGrant, type GrantCommand, type GrantEvent, type GrantState } from "./grant.ts";
import { existing } from "./guards.ts";
import { judge, pay, request } from "./payments.ts";
import { addReceipt, judgeReceipt, proveOwn } from "./spending.ts";
import { checkReading, evaluate, measure, readIndicator, report, verify } from "./work.ts";

const decisions =
  (calendar: Calendar) =>
  (command: GrantCommand, state: GrantState): readonly GrantEvent[] => {
    switch (command.type) {
      case "OfferGrant":
        return offer(calendar, command, state);
      case "DraftAgreement":
        return draft(command, existing(state));
      case "SignAgreement":
        return sign(calendar, command, existing(state));
      case "DeclineOffer":
        return decline(command, existing(state));
      case "ReportMilestone":
        return report(command, existing(state));
      case "VerifyMilestone":
        return verify(command, existing(state));
      case "Evaluate":
        return evaluate(command, existing(state));
      case "RequestTranche":
        return request(command, existing(state));
      case "ApproveTranche":
        return judge(command, existing(state), "TrancheApproved");
      case "RefuseTranche":
        return judge(command, existing(state), "TrancheRefused");
      case "PayTranche":
        return pay(command, existing(state));
      case "AddReceipt":
        return addReceipt(command, existing(state));
      case "JudgeReceipt":
        return judgeReceipt(command, existing(state));
      case "ProveOwn":
        return proveOwn(command, existing(state));
      case "ReadIndicator":
        return readIndicator(command, existing(state));
      case "CheckReading":
        return checkReading(command, existing(state));
      case "MeasureOutcome":
        return measure(command, existing(state));
      case "DemandRepayment":
        return demand(calendar, command, existing(state));
      case "RecordRepayment":
        return repay(command, existing(state));
      case "DeclareBreach":
        return breach(command, existing(state));
      case "ExitGrant":
        return exit(command, existing(state));
      case "CloseGrant":
        return close(command, existing(state));
      case "WakeGrant":
        return wake(command, existing(state));
      case "MarkPosted": {
        const first = existing(state).moves[0]?.number;
        const { number } = command.data;
        return first === undefined || first > number ? [] : [{ type: "MovesPosted", data: { number, at: command.at } }];
      }
      case "MarkBanned": {
        const { ban, banned } = existing(state);
        return ban === undefined || banned === true ? [] : [{ type: "BanNoted", data: { at: command.at } }];
      }
    }
  };

export const grantDeciderWith = (calendar: Calendar): Decider<GrantState, GrantCommand, GrantEvent> => ({
  name: "social.grant",
  initial: initialGrant,
  decide: decisions(calendar),
  evolve: evolveGrant,
});

export * from "./grant.ts";
export { unknown as unknownGrant } from "./guards.ts";
export * from "./terms.ts";
