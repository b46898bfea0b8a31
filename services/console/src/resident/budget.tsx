/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useLanguage } from "../common/mobile.tsx";
import { resident, type ResidentTexts } from "../common/texts/resident.ts";
import { yuan } from "../common/yuan.ts";
import { Ballot, Propose, WithdrawProject } from "./budget-acts.tsx";
import type { Budget, Project } from "./types.ts";

interface Props {
  readonly of: Budget;
  readonly isSignedIn: boolean;
  readonly onChange: () => void;
}

/** How a project stands, in the words of who lives there. */
const standingOf = (one: Project, { decided }: Budget, texts: ResidentTexts): string | undefined => {
  if (one.withdrawn) return texts.withdrawn;
  if (one.ineligible !== undefined) return texts.ineligible(texts.ineligibleReason[one.ineligible] ?? one.ineligible);
  if (decided !== undefined)
    return decided.winners.includes(one.id) ? texts.won : one.onBallot ? texts.lost : undefined;
  if (one.feasible === false) return texts.infeasible;
  return one.onBallot ? undefined : one.selected === false ? texts.notSelected : undefined;
};

const ProjectView = ({
  of: one,
  budget,
  onChange,
}: {
  readonly of: Project;
  readonly budget: Budget;
  readonly onChange: () => void;
}): JSX.Element => {
  const texts = resident[useLanguage()];
  const standing = standingOf(one, budget, texts);
  const facts = [
    ...(one.cost === undefined ? [] : [texts.yuan(yuan(one.cost))]),
    ...(standing === undefined ? [] : [standing]),
    ...(one.supports === undefined ? [] : [texts.supports(one.supports)]),
  ];
  return (
    <li data-project={one.id}>
      <strong>{one.text}</strong> {one.own && <span class="quiet">({texts.own})</span>}
      <br />
      {facts.join(" · ")}
      {one.reasons !== undefined && <p class="quiet">{one.reasons}</p>}
      {one.spent !== undefined && one.cost !== undefined && (
        <p>
          {texts.spentOf(yuan(one.spent), yuan(one.cost))} <meter min={0} max={one.cost} value={one.spent} />
        </p>
      )}
      {one.reports?.map((report, place) => (
        <p key={place}>
          {texts.report}: {report}
        </p>
      ))}
      {one.own && !one.withdrawn && budget.phase === "accepting" && (
        <WithdrawProject budget={budget.id} project={one.id} onChange={onChange} />
      )}
    </li>
  );
};

/** One budget: how much, when what happens, the projects, and where the money goes. */
export const BudgetView = ({ of, isSignedIn, onChange }: Props): JSX.Element => {
  const texts = resident[useLanguage()];
  const { id, title, amount, unit, phase, plan, projects, decided } = of;
  return (
    <article class="panel" aria-label={title} data-budget={id}>
      <h3>{title}</h3>
      <p>
        {texts.yuan(yuan(amount))} ·{" "}
        <strong data-testid="phase">{phase === undefined ? texts.notBegun : texts.phases[phase]}</strong> ·{" "}
        {texts.oneVote[unit]}
      </p>
      {decided !== undefined && (
        <p data-testid="outcome">
          {texts.outcome(decided.ballots, decided.winners.length, yuan(decided.spent), yuan(amount))}
        </p>
      )}
      <details>
        <summary>{texts.plan}</summary>
        <ol class="steps">
          {plan.map((one) => (
            <li key={one.phase} aria-current={one.phase === phase ? "step" : undefined}>
              {texts.phases[one.phase]} ·{" "}
              {one.until === undefined ? texts.fromDay(one.from) : texts.days(one.from, one.until)}
            </li>
          ))}
        </ol>
      </details>
      <h4>{texts.projects}</h4>
      {projects.length === 0 && <p class="quiet">{texts.projectsNone}</p>}
      <ul class="steps" data-testid="projects">
        {projects.map((one) => (
          <ProjectView key={one.id} of={one} budget={of} onChange={onChange} />
        ))}
      </ul>
      {phase === "accepting" &&
        (isSignedIn ? <Propose budget={of} onChange={onChange} /> : <p class="quiet">{texts.proposeNeeds}</p>)}
      {phase === "balloting" && (isSignedIn ? <Ballot budget={of} /> : <p class="quiet">{texts.voteNeeds}</p>)}
    </article>
  );
};
