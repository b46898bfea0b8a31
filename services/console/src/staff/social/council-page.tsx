import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { named, under, type Choice, type Choices } from "../forms/choices.ts";
import { useIsOneOf, useLanguage } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useCategoryChoices, useCouncilChoices, useCourtyards, useGridChoices } from "./choices.ts";
import { usePlaceNames } from "./places.ts";
import { useSocial } from "./texts.ts";

export const COUNCIL_READERS = [
  ...["citizen", "communityOfficer", "spokesperson", "gridWorker", "organization"],
  ...["socialOfficer", "supervisor", "districtGovernment"],
];

const useCouncil = (community: string) =>
  useQuery({
    queryKey: ["council", community],
    queryFn: async () => dataOf(await api.GET("/councils/{community}", { params: { path: { community } } })),
  });

/** Who sits in it, for its officers and members: by name. */
export const useSeats = (community: string): readonly Choice[] =>
  useCouncil(community).data?.seats.flatMap(({ account, name, endedOn }) =>
    account === undefined || endedOn !== undefined ? [] : [named(account, name)],
  ) ?? [];

export const useTopics = (community: string) =>
  useQuery({
    queryKey: ["council", community, "topics"],
    queryFn: async () =>
      dataOf(await api.GET("/councils/{community}/topics", { params: { path: { community }, query: { limit: 50 } } }))
        .topics,
  });

const Topics = ({ community }: { readonly community: string }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const { data, error } = useTopics(community);
  const { reasons } = useCouncilChoices();
  const wanted = useWanted(community);
  return (
    <section className="panel stack" aria-label={texts.topics}>
      <h2>{texts.topics}</h2>
      <Failure error={error} />
      {data?.length === 0 && <p>{texts.none}</p>}
      {data?.map(({ id, text, status, supporters, outcome, refusal }) => (
        <div key={id} className="stack step" data-topic={id}>
          <p>
            {text} · {texts.topicStatus[status]} · {texts.supporters(supporters)}
            {outcome !== undefined && ` · ${texts[outcome]}`}
            {refusal !== undefined && ` · ${refusal[language]}`}
          </p>
          {status === "proposed" && (
            <>
              <Command name="supportTopic" at={{ id }} />
              <Command name="acceptTopic" at={{ id }} choices={wanted} />
              <Command name="refuseTopic" at={{ id }} choices={{ reason: reasons }} />
            </>
          )}
        </div>
      ))}
    </section>
  );
};

const Sessions = ({ community }: { readonly community: string }): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["council", community, "sessions"],
    queryFn: async () =>
      dataOf(await api.GET("/councils/{community}/sessions", { params: { path: { community }, query: { limit: 50 } } }))
        .sessions,
  });
  return (
    <section className="panel" aria-label={texts.sessions}>
      <h2>{texts.sessions}</h2>
      <Failure error={error} />
      {data?.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ id, startsAt, status, items }) => (
          <li key={id}>
            <Link to="/social/sessions/$id" params={{ id }}>
              <At at={startsAt} />
            </Link>{" "}
            · {texts.sessionStatus[status]} · {texts.topics} {items.length}
          </li>
        ))}
      </ul>
    </section>
  );
};

export const useResolutions = (community: string) =>
  useQuery({
    queryKey: ["council", community, "resolutions"],
    queryFn: async () =>
      dataOf(
        await api.GET("/councils/{community}/resolutions", { params: { path: { community }, query: { limit: 50 } } }),
      ).resolutions,
  });

const Resolutions = ({ community }: { readonly community: string }): ReactElement => {
  const texts = useSocial();
  const { data, error } = useResolutions(community);
  return (
    <section className="panel" aria-label={texts.resolutions}>
      <h2>{texts.resolutions}</h2>
      <Failure error={error} />
      {data?.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ id, text, status, dueOn, overdue }) => (
          <li key={id}>
            {text} · {texts.resolutionStatus[status]}
            {dueOn !== undefined && <span className={overdue ? "late" : "quiet"}> {texts.dueOn(dueOn)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** 所需: what it is about and where, in this community. */
const useWanted = (community: string): Choices => {
  const grid = useGridChoices(community);
  const category = useCategoryChoices();
  return { ...under(["grid"], grid), ...under(["category"], category) };
};

/** 召开会议. Only what was accepted is spoken of. */
const Convene = ({ community }: { readonly community: string }): ReactElement => {
  const { data } = useTopics(community);
  const { majorities } = useCouncilChoices();
  const accepted = data?.filter(({ status }) => status === "accepted") ?? [];
  return (
    <Command
      name="conveneSession"
      at={{ community }}
      choices={{
        topic: accepted.map(({ id, text }) => ({ value: id, label: text })),
        majority: majorities,
      }}
    />
  );
};

/** 一个议事会. Topics, sessions, resolutions; outsiders see who sits in it. */
export const CouncilPage = (): ReactElement => {
  const texts = useSocial();
  const nameOf = usePlaceNames();
  const mayRead = useIsOneOf(COUNCIL_READERS);
  const { community } = useParams({ from: "/social/councils/$community" });
  const wanted = useWanted(community);
  const courtyards = useCourtyards(community);
  const { data, error } = useCouncil(community);
  const seated = useSeats(community);
  const convener = data?.seats.find(({ account }) => account !== undefined && account === data.convener)?.name;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={nameOf(community)}>
          <h1>{nameOf(community)}</h1>
          <Facts>
            <Fact name={texts.councilMembers}>{data.seated}</Fact>
            <Fact name={texts.convener}>{data.hasConvener ? (convener ?? texts.seatTaken) : texts.noConvener}</Fact>
          </Facts>
          <ul>
            {data.seats.map(({ name, kind, from, until }) => (
              <li key={`${name} ${from}`}>
                {name} · {texts.words[kind]} · {from} – {until}
              </li>
            ))}
          </ul>
        </section>
        {mayRead ? (
          <>
            <Topics community={community} />
            <Sessions community={community} />
            <Resolutions community={community} />
          </>
        ) : (
          <p className="quiet">{texts.outsiders}</p>
        )}
      </div>
      <Commands title={texts.actions}>
        <Command name="proposeTopic" at={{ community }} choices={wanted} isOpen />
        {mayRead ? <Convene community={community} /> : <Command name="conveneSession" at={{ community }} />}
        <Command name="seatMember" at={{ community }} />
        <Command name="nameConvener" at={{ community }} choices={under(["account"], seated)} />
        <Command name="openBudget" at={{ community }} choices={under(["courtyard"], courtyards)} />
      </Commands>
    </div>
  );
};
