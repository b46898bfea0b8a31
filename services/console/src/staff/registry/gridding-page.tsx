import { Button, Group, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { dayAfter, today } from "../../common/days.ts";
import { useDraft } from "../hooks.ts";
import { ColumnHeads, Failure, OnlyFor } from "../parts.tsx";
import { DivisionMap } from "./division-map.tsx";
import { LEADERS, Outcome, RegistryFrame, useRegistryTexts } from "./parts.tsx";

type Proposed = components["schemas"]["registry.proposeGridding.output"];
type Assessment = Proposed["comparison"]["before"];
type Grid = Assessment["grids"][number];

const DIGITS = 2;

const Scores = ({ of: { before, after, change } }: { readonly of: Proposed["comparison"] }): ReactElement => {
  const texts = useRegistryTexts();
  const row = (name: string, was: number, will: number, difference: number): ReactElement => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{was.toFixed(DIGITS)}</td>
      <td>{will.toFixed(DIGITS)}</td>
      <td>{`${difference > 0 ? "+" : ""}${difference.toFixed(DIGITS)}`}</td>
    </tr>
  );
  return (
    <table className="plain" data-testid="scores">
      <ColumnHeads of={[texts.part, texts.before, texts.after, texts.difference]} />
      <tbody>
        {row(texts.totalScore, before.score.total, after.score.total, change.total)}
        {Object.entries(change.parts).map(([part, difference]) =>
          row(texts.parts[part] ?? part, before.score.parts[part] ?? 0, after.score.parts[part] ?? 0, difference),
        )}
      </tbody>
    </table>
  );
};

const GridList = ({
  grids,
  reasonsOf,
}: {
  readonly grids: readonly Grid[];
  readonly reasonsOf?: (index: number) => readonly string[];
}): ReactElement => {
  const texts = useRegistryTexts();
  return (
    <ol className="found">
      {grids.map(({ blocks, households, load, isWithinBounds, pieces }, index) => (
        <li key={blocks.join(" ")}>
          {texts.householdsOf(households)} · {texts.load} {load.toFixed(0)}
          {(!isWithinBounds || pieces > 1) && <strong className="late"> {texts.notValid}</strong>}
          {reasonsOf !== undefined && (
            <details>
              <summary>{texts.reasons}</summary>
              <ul>
                {[...new Set(reasonsOf(index))].map((code) => (
                  <li key={code}>{texts.reasonOf[code] ?? code}</li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
};

const Publish = ({
  community,
  division,
}: {
  readonly community: string;
  readonly division: string[][];
}): ReactElement => {
  const texts = useRegistryTexts();
  const [effectiveFrom, setEffectiveFrom] = useDraft(`division.from ${community}`, dayAfter(today(), 1));
  const [reason, setReason] = useDraft(`division.reason ${community}`, "");
  const publish = useMutation({
    mutationFn: async (dryRun: boolean) =>
      dataOf(
        await api.POST("/gridding/{community}/divisions", {
          params: { path: { community } },
          body: { division, effectiveFrom, reason, dryRun },
        }),
      ),
  });
  const isComplete = reason.trim().length >= 4 && effectiveFrom !== "";
  return (
    <section className="panel stack" aria-label={texts.publishDivision}>
      <Group align="end">
        <TextInput
          type="date"
          label={texts.effectiveFrom}
          value={effectiveFrom}
          onChange={(event) => setEffectiveFrom(event.currentTarget.value)}
        />
        <Textarea label={texts.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Group>
      <Failure error={publish.error} />
      {publish.data !== undefined && <Outcome of={publish.data} />}
      <Group>
        <Button
          variant="default"
          disabled={!isComplete}
          loading={publish.isPending}
          onClick={() => publish.mutate(true)}
        >
          {texts.tryDivision}
        </Button>
        <Button disabled={!isComplete} loading={publish.isPending} onClick={() => publish.mutate(false)}>
          {texts.publishDivision}
        </Button>
      </Group>
    </section>
  );
};

const Compared = ({
  community,
  proposed,
}: {
  readonly community: string;
  readonly proposed: Proposed;
}): ReactElement => {
  const texts = useRegistryTexts();
  const { comparison, proposal, division } = proposed;
  const { before, after, moves, householdsMoved } = comparison;
  const verdict = ({ isValid }: Assessment): string => (isValid ? texts.valid : texts.notValid);
  const [today] = useState(() => before.grids.map(({ blocks }) => blocks));
  return (
    <>
      <section className="panel stack" data-testid="comparison">
        <p>{texts.moves(moves.length, householdsMoved)}</p>
        <Scores of={comparison} />
      </section>
      <div className="columns two">
        <section className="panel stack" aria-label={texts.before}>
          <h2>{texts.before}</h2>
          <p className="quiet">{verdict(before)}</p>
          <DivisionMap division={today} label={texts.mapBefore} />
          <GridList grids={before.grids} />
        </section>
        <section className="panel stack" aria-label={texts.after}>
          <h2>{texts.after}</h2>
          <p className="quiet">{verdict(after)}</p>
          <DivisionMap division={division} label={texts.mapAfter} />
          <GridList
            grids={after.grids}
            reasonsOf={(index) => proposal.grids[index]?.explanation.reasons.map(({ code }) => code) ?? []}
          />
        </section>
      </div>
      <Publish community={community} division={division} />
    </>
  );
};

const Gridding = (): ReactElement => {
  const texts = useRegistryTexts();
  const { community } = useSearch({ from: "/registry/gridding" });
  const navigate = useNavigate({ from: "/registry/gridding" });
  const [seed, setSeed] = useDraft("division.seed", 1);
  const { data: communities, error } = useQuery({
    queryKey: ["tree", "communities"],
    queryFn: async () => dataOf(await api.GET("/communities", { params: { query: { limit: 500 } } })).communities,
  });
  const propose = useMutation({
    mutationFn: async (asked: string) => ({
      community: asked,
      proposed: dataOf(
        await api.POST("/gridding/{community}/proposals", {
          params: { path: { community: asked } },
          body: { seed },
        }),
      ),
    }),
  });
  const shown = propose.data?.community === community ? propose.data : undefined;
  return (
    <>
      <Group align="end">
        <Select
          label={texts.community}
          data={communities?.map(({ code, name }) => ({ value: code, label: name })) ?? []}
          value={community ?? null}
          onChange={(value) => void navigate({ search: value === null ? {} : { community: value } })}
          searchable
        />
        <NumberInput label={texts.seed} min={1} value={seed} onChange={(value) => setSeed(Number(value))} />
        <Button
          disabled={community === undefined}
          loading={propose.isPending}
          onClick={() => community !== undefined && propose.mutate(community)}
        >
          {texts.propose}
        </Button>
      </Group>
      <Failure error={error ?? propose.error} />
      {shown !== undefined && <Compared key={`${shown.community} ${String(propose.submittedAt)}`} {...shown} />}
    </>
  );
};

/** 网格划分. Today's grids of a community beside what the optimiser proposes. */
export const GriddingPage = (): ReactElement => {
  const texts = useRegistryTexts();
  return (
    <RegistryFrame>
      <section className="panel">
        <h1>{texts.griddingTitle}</h1>
        <p className="quiet">{texts.griddingHelp}</p>
      </section>
      <OnlyFor roles={LEADERS}>
        <Gridding />
      </OnlyFor>
    </RegistryFrame>
  );
};
