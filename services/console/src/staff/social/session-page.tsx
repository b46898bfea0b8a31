import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { under } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { COUNCIL_READERS, useResolutions, useSeats, useTopics } from "./council-page.tsx";
import { usePlaceNames } from "./places.ts";
import { useSocial } from "./texts.ts";

const LIVE_MS = 3_000;

type Of = components["schemas"]["social.councilSession.output"];

const Shown = ({ of }: { readonly of: Of }): ReactElement => {
  const texts = useSocial();
  const nameOf = usePlaceNames();
  const { id, community, status, items, followUps } = of;
  const seats = useSeats(community);
  const { data: topics } = useTopics(community);
  const { data: resolutions } = useResolutions(community);
  const topicOf = (topic: string): string => topics?.find((one) => one.id === topic)?.text ?? topic;
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
          <At at={of.startsAt} /> · <span data-testid="session-status">{texts.sessionStatus[status]}</span>
        </h1>
        <p>{texts.presentOf(of.present, of.seated)}</p>
        {items.map(({ topic, ballot, status: now, counts, outcome }) => (
          <div key={topic} className="stack step" data-topic={topic}>
            <h2>{topicOf(topic)}</h2>
            <p className="quiet">
              {texts[now]} · {ballot === "secret" ? texts.secret : texts.openBallot}
            </p>
            {counts !== undefined && <p>{texts.counts(counts.for, counts.against, counts.abstain)}</p>}
            {outcome !== undefined && (
              <p>
                <strong>{texts[outcome]}</strong>
              </p>
            )}
            <Command name="startVote" at={{ id }} fixed={{ topic }} why={now === "waiting" ? open : texts[now]} />
            <Command name="vote" at={{ id }} fixed={{ topic }} why={now === "voting" ? open : texts[now]} />
            <Command name="endVote" at={{ id }} fixed={{ topic }} why={now === "voting" ? open : texts[now]} />
            <Command
              name="recuse"
              at={{ id }}
              fixed={{ topic }}
              choices={under(["member"], seats)}
              why={now === "waiting" ? open : texts[now]}
            />
          </div>
        ))}
        {of.minutes !== undefined && (
          <>
            <h2>
              {texts.minutes} · {of.minutes.signed ? texts.signed : texts.unsigned}
            </h2>
            <p>{of.minutes.text}</p>
          </>
        )}
      </section>
      <Commands title={texts.actions}>
        <Command name="openSession" at={{ id }} choices={under(["present"], seats)} why={convened} />
        <Command name="adjournSession" at={{ id }} why={convened} />
        {followUps.map(({ resolution }) => (
          <Command
            key={resolution}
            name="speakOfResolution"
            at={{ id }}
            suffix={resolutions?.find((one) => one.id === resolution)?.text ?? resolution}
            fixed={{ resolution }}
            why={open}
          />
        ))}
        <Command name="closeSession" at={{ id }} why={open} />
        <Command name="writeMinutes" at={{ id }} why={closed} />
        <Command name="signMinutes" at={{ id }} why={closed} />
      </Commands>
    </div>
  );
};

const Session = (): ReactElement => {
  const { id } = useParams({ from: "/social/sessions/$id" });
  const { data, error } = useQuery({
    queryKey: ["session", id],
    queryFn: async () => dataOf(await api.GET("/council-sessions/{id}", { params: { path: { id } } })),
    refetchInterval: LIVE_MS,
  });
  if (error !== null) return <Failure error={error} />;
  return data === undefined ? <Loading /> : <Shown of={data} />;
};

/** 议事会议. Votes as they stand, and minutes. */
export const SessionPage = (): ReactElement => (
  <OnlyFor roles={COUNCIL_READERS}>
    <Session />
  </OnlyFor>
);
