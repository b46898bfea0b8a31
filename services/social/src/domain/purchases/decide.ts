import { awardDecisions } from "./decide-award.ts";
import { bidDecisions } from "./decide-bids.ts";
import { contractDecisions } from "./decide-contract.ts";
import { needDecisions } from "./decide-need.ts";
import type { PurchaseCommand } from "./commands.ts";
import type { PurchaseEvent } from "./events.ts";
import type { PurchaseState } from "./purchase.ts";
import { existing } from "./refuse.ts";
import type { PurchaseTerms } from "./rules.ts";

export const purchaseDecisions = (terms: PurchaseTerms) => {
  const need = needDecisions(terms);
  const bids = bidDecisions(terms);
  const award = awardDecisions(terms, bids);
  const contract = contractDecisions(terms);

  return (command: PurchaseCommand, state: PurchaseState): readonly PurchaseEvent[] => {
    switch (command.type) {
      case "StateNeed":
        return need.state(command, state);
      case "ApproveNeed":
        return need.approve(command, existing(state));
      case "RefuseNeed":
        return need.refuse(command, existing(state));
      case "AnswerFinding":
        return need.answerFinding(command, existing(state));
      case "PublishCall":
        return need.publish(command, existing(state));
      case "NoticeSingle":
        return need.notice(command, existing(state));
      case "CancelPurchase":
        return need.cancel(command, existing(state));
      case "HandInBid":
        return bids.handIn(command, existing(state));
      case "WithdrawBid":
        return bids.withdraw(command, existing(state));
      case "AttendOpening":
        return bids.attend(command, existing(state));
      case "NameCommittee":
        return bids.nameCommittee(command, existing(state));
      case "DeclareTies":
        return bids.declareTies(command, existing(state));
      case "ReplaceMember":
        return bids.replace(command, existing(state));
      case "ScoreBid":
        return bids.score(command, existing(state));
      case "ProposeAward":
        return bids.propose(command, existing(state));
      case "MakeChallenge":
        return award.challenge(command, existing(state));
      case "AnswerChallenge":
        return award.answer(command, existing(state));
      case "WakePurchase":
        return award.wake(command, existing(state));
      case "SignContract":
        return contract.sign(command, existing(state));
      case "AddToContract":
        return contract.add(command, existing(state));
      case "DeliverMilestone":
        return contract.deliver(command, existing(state));
      case "JudgeMilestone":
        return contract.judge(command, existing(state));
      case "AskPayment":
        return contract.askPayment(command, existing(state));
      case "DecidePayment":
        return contract.decidePayment(command, existing(state));
      case "TerminateContract":
        return contract.terminate(command, existing(state));
      case "ClosePurchase":
        return contract.close(command, existing(state));
    }
  };
};
