import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useCouncilChoices, useCourtyards } from "./choices.ts";
import { useSocial, yuan } from "./texts.ts";

/** 一个微预算. Its phases by day, its projects, and how the vote went once the ballots are opened. */
export const BudgetPage = (): ReactElement => {
  const texts = useSocial();
  const { projects: reasons } = useCouncilChoices();
  const { id } = useParams({ from: "/social/budgets/$id" });
  const { data, error } = useQuery({
    queryKey: ["budget", id],
    queryFn: async () => dataOf(await api.GET("/budgets/{id}", { params: { path: { id } } })),
    refetchInterval: 10_000,
  });
  const courtyards = useCourtyards(data?.community);
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { phase, projects, decided } = data;
  const unless = (...allowed: readonly string[]): string | undefined =>
    phase !== undefined && allowed.includes(phase)
      ? undefined
      : texts.notNow(phase === undefined ? "—" : texts.phases[phase]);
  const ballot = projects.filter(({ onBallot }) => onBallot).map((one) => ({ value: one.id, label: one.text }));
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={data.title}>
          <h1>
            {data.title} · <span data-testid="phase">{phase === undefined ? "—" : texts.phases[phase]}</span>
          </h1>
          <Facts>
            <Fact name={texts.envelope}>{texts.yuan(yuan(data.amount))}</Fact>
            <Fact name={texts.courtyard}>
              {courtyards.find(({ value }) => value === data.courtyard)?.label ?? data.courtyard}
            </Fact>
          </Facts>
          <ol>
            {data.plan.map((one) => (
              <li key={one.phase}>
                {texts.phases[one.phase]} {texts.fromDay(one.from)}
              </li>
            ))}
          </ol>
          {decided !== undefined && (
            <p>
              {texts.ballots(decided.ballots)} · {texts.yuan(yuan(decided.spent))}
            </p>
          )}
        </section>
        <section className="panel stack" aria-label={texts.projects}>
          <h2>{texts.projects}</h2>
          {projects.length === 0 && <p>{texts.none}</p>}
          {projects.map((one) => {
            const at = { id, project: one.id };
            const won = decided?.winners.includes(one.id) === true;
            return (
              <div key={one.id} className="stack step" data-project={one.id}>
                <p>
                  {one.text}
                  {one.cost !== undefined && ` · ${texts.yuan(yuan(one.cost))}`}
                  {won && <strong> · {texts.winner}</strong>}
                  {one.ineligible !== undefined &&
                    ` · ${reasons.find(({ value }) => value === one.ineligible)?.label ?? one.ineligible}`}
                  {one.spent !== undefined && ` · ${texts.spent} ${yuan(one.spent)}`}
                </p>
                {one.own && <Command name="withdrawProject" at={at} why={unless("accepting", "reviewing")} />}
                <Command
                  name="excludeProject"
                  at={at}
                  choices={{ reason: reasons }}
                  why={unless("accepting", "reviewing")}
                />
                <Command name="selectProject" at={at} why={unless("selecting")} />
                <Command name="valuateProject" at={at} why={unless("valuating")} />
                {won && <Command name="recordSpending" at={at} why={unless("finished")} />}
                {won && <Command name="reportProject" at={at} why={unless("finished")} />}
              </div>
            );
          })}
        </section>
      </div>
      <Commands title={texts.actions}>
        <Command name="proposeProject" at={{ id }} why={unless("accepting")} />
        <p className="quiet">{texts.castHelp}</p>
        <Command name="castBallot" at={{ id }} choices={{ projects: ballot }} why={unless("balloting")} />
        <Command name="withdrawBallot" at={{ id }} why={unless("balloting")} />
        <Command name="enrolVoter" at={{ id }} />
        <Command name="movePhase" at={{ id }} />
      </Commands>
    </div>
  );
};
