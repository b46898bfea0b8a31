import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { COUNCIL_READERS } from "./council-page.tsx";
import { usePlaceNames } from "./places.ts";
import { useSocial } from "./texts.ts";

const LIVE_MS = 3_000;

const Session = (): ReactElement => {
  const texts = useSocial();
  const nameOf = usePlaceNames();
  const { id } = useParams({ from: "/social/sessions/$id" });
  const { data, error } = useQuery({
    queryKey: ["session", id],
    queryFn: async () => dataOf(await api.GET("/council-sessions/{id}", { params: { path: { id } } })),
    refetchInterval: LIVE_MS,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { community, status, items, followUps } = data;
  const open = status === "open" ? undefined : texts.notNow(texts.sessionStatus[status]);
  const convened = status === "convened" ? undefined : texts.notNow(texts.sessionStatus[status]);
  const closed = status === "closed" ? undefined : texts.notNow(texts.sessionStatus[status]);
  return (
    <div className="columns case">
      <section className="panel stack" aria-label={texts.session}>
        <Link to="/social/councils/$community" params={{ community }}>
          ← {nameOf(community)}
        </Link>
        <h1>
          <At at={data.startsAt} /> · <span data-testid="session-status">{texts.sessionStatus[status]}</span>
        </h1>
        <p>{texts.presentOf(data.present, data.seated)}</p>
        {items.map(({ topic, ballot, status: now, counts, outcome }) => (
          <div key={topic} className="stack step" data-topic={topic}>
            <h2>
              {texts[now]} · {ballot === "secret" ? texts.secret : texts.openBallot}
            </h2>
            {counts !== undefined && <p>{texts.counts(counts.for, counts.against, counts.abstain)}</p>}
            {outcome !== undefined && (
              <p>
                <strong>{texts[outcome]}</strong>
              </p>
            )}
            <Command name="startVote" at={{ id }} fixed={{ topic }} why={now === "waiting" ? open : texts[now]} />
            <Command name="vote" at={{ id }} fixed={{ topic }} why={now === "voting" ? open : texts[now]} />
            <Command name="endVote" at={{ id }} fixed={{ topic }} why={now === "voting" ? open : texts[now]} />
            <Command name="recuse" at={{ id }} fixed={{ topic }} why={now === "waiting" ? open : texts[now]} />
          </div>
        ))}
        {data.minutes !== undefined && (
          <>
            <h2>
              {texts.minutes} · {data.minutes.signed ? texts.signed : texts.unsigned}
            </h2>
            <p>{data.minutes.text}</p>
          </>
        )}
      </section>
      <Commands title={texts.actions}>
        <Command name="openSession" at={{ id }} why={convened} />
        <Command name="adjournSession" at={{ id }} why={convened} />
        {followUps.map(({ resolution }) => (
          <Command key={resolution} name="speakOfResolution" at={{ id }} fixed={{ resolution }} why={open} />
        ))}
        <Command name="closeSession" at={{ id }} why={open} />
        <Command name="writeMinutes" at={{ id }} why={closed} />
        <Command name="signMinutes" at={{ id }} why={closed} />
      </Commands>
    </div>
  );
};

/** 议事会议. Votes as they stand, and minutes. */
export const SessionPage = (): ReactElement => (
  <OnlyFor roles={COUNCIL_READERS}>
    <Session />
  </OnlyFor>
);
