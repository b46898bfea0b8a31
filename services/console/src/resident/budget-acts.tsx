/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { api } from "../common/api.ts";
import { Failure, Field, useAsk, useDraft, useLanguage } from "../common/mobile.tsx";
import { resident } from "../common/texts/resident.ts";
import { fenOf, yuan } from "../common/yuan.ts";
import type { Budget } from "./types.ts";

/** 项目建议 */
export const Propose = ({
  budget,
  onChange,
}: {
  readonly budget: Budget;
  readonly onChange: () => void;
}): JSX.Element => {
  const texts = resident[useLanguage()];
  const [text, setText] = useDraft(`propose.text ${budget.id}`, "");
  const [cost, setCost] = useDraft(`propose.cost ${budget.id}`, "");
  const [round, setRound] = useState(0);
  // Of this proposal: pressed twice it is one.
  const key = useMemo(() => crypto.randomUUID(), [round]);
  const fen = fenOf(cost);
  const propose = useAsk(async () => {
    await api.POST("/budgets/{id}/projects", {
      params: { path: { id: budget.id } },
      headers: { "Idempotency-Key": key },
      body: { text: text.trim(), cost: fen ?? 0 },
    });
    setText("");
    setCost("");
    setRound(round + 1);
    onChange();
    return true;
  });
  return (
    <form
      class="stack"
      aria-label={texts.propose}
      onSubmit={(event) => {
        event.preventDefault();
        void propose.ask();
      }}
    >
      <Field label={texts.proposal}>
        <textarea value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </Field>
      <Field label={texts.cost} help={texts.costHelp(yuan(budget.amount))}>
        <input value={cost} inputMode="decimal" onInput={(event) => setCost(event.currentTarget.value)} />
      </Field>
      <Failure error={propose.error} />
      {propose.answer === true && <p role="status">{texts.proposed}</p>}
      <button class="main" type="submit" disabled={text.trim() === "" || fen === undefined || propose.isAsking}>
        {texts.propose}
      </button>
    </form>
  );
};

interface OfProject {
  readonly budget: string;
  readonly project: string;
  readonly onChange: () => void;
}

export const WithdrawProject = ({ budget: id, project, onChange }: OfProject): JSX.Element => {
  const texts = resident[useLanguage()];
  const withdraw = useAsk(async () => {
    await api.POST("/budgets/{id}/projects/{project}/withdraw", { params: { path: { id, project } } });
    onChange();
  });
  return (
    <>
      <button type="button" disabled={withdraw.isAsking} onClick={() => void withdraw.ask()}>
        {texts.withdrawProject}
      </button>
      <Failure error={withdraw.error} />
    </>
  );
};

/** 投票. What was chosen is sealed until the ballots are reviewed: not even this page can ask for it again. */
export const Ballot = ({ budget }: { readonly budget: Budget }): JSX.Element => {
  const texts = resident[useLanguage()];
  const { id, amount, rule } = budget;
  const ballot = budget.projects.filter(({ onBallot }) => onBallot);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const costOf = (projects: typeof ballot): number => projects.reduce((sum, { cost = 0 }) => sum + cost, 0);
  const sum = costOf(ballot.filter((one) => chosen.includes(one.id)));
  const cast = useAsk(async () => {
    await api.POST("/budgets/{id}/ballot", { params: { path: { id } }, body: { projects: [...chosen] } });
    return true;
  });
  const withdraw = useAsk(async () => {
    await api.POST("/budgets/{id}/ballot/withdraw", { params: { path: { id } } });
    return true;
  });
  const toggle = (project: string, isIn: boolean): void =>
    setChosen((before) => [...before.filter((one) => one !== project), ...(isIn ? [project] : [])]);
  return (
    <form
      class="stack"
      aria-label={texts.vote}
      onSubmit={(event) => {
        event.preventDefault();
        void cast.ask();
      }}
    >
      <fieldset class="stack">
        <legend>{texts.voteFor}</legend>
        {ballot.map((one) => (
          <label key={one.id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(one.id)}
              onChange={(event) => toggle(one.id, event.currentTarget.checked)}
            />
            {one.text} {one.cost !== undefined && `· ${texts.yuan(yuan(one.cost))}`}
          </label>
        ))}
      </fieldset>
      <p class="quiet">
        {rule.kind === "minProjects"
          ? texts.atLeastProjects(Math.min(rule.least, ballot.length))
          : texts.atLeastSpent(yuan(Math.min(Math.floor((amount * rule.part) / 10_000), costOf(ballot))))}
      </p>
      <p role="status" class={sum > amount ? "late" : ""} data-testid="chosen">
        {texts.chosen(yuan(sum), yuan(amount))}
      </p>
      <Failure error={cast.error ?? withdraw.error} />
      {cast.answer === true && <p role="status">{texts.cast}</p>}
      {withdraw.answer === true && <p role="status">{texts.ballotWithdrawn}</p>}
      <button class="main" type="submit" disabled={chosen.length === 0 || sum > amount || cast.isAsking}>
        {texts.vote}
      </button>
      <p class="quiet">{texts.sealed}</p>
      <button type="button" disabled={withdraw.isAsking} onClick={() => void withdraw.ask()}>
        {texts.withdrawBallot}
      </button>
    </form>
  );
};
