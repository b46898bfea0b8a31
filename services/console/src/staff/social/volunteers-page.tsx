import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf, Problem } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useIsOneOf } from "../hooks.ts";
import { At, Failure, Loading } from "../parts.tsx";
import { useSocial, wordIn } from "./texts.ts";

const MINUTES = 60;

/** 我的志愿服务. Kept for the resident himself. */
const Mine = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["volunteering"],
    queryFn: async () => dataOf(await api.GET("/volunteers/me")),
    retry: false,
  });
  const { data: matches } = useQuery({
    queryKey: ["volunteering", "matches"],
    enabled: data !== undefined,
    queryFn: async () => dataOf(await api.GET("/volunteers/me/matches", { params: { query: { limit: 20 } } })).matches,
    retry: false,
  });
  const isNone = error instanceof Problem && error.status === 404;
  return (
    <section className="panel stack" aria-label={texts.mine}>
      <h2>{texts.mine}</h2>
      {isNone ? <p>{texts.notEnrolled}</p> : <Failure error={error} />}
      {data !== undefined && (
        <>
          <p>{texts.totalHours((data.totalMinutes / MINUTES).toFixed(1))}</p>
          <ul>
            {data.hours.map(({ entryId, from, minutes, struck }) => (
              <li key={entryId} className={struck === true ? "quiet" : ""}>
                <At at={from} /> · {(minutes / MINUTES).toFixed(1)}
              </li>
            ))}
          </ul>
          <h3>{texts.matches}</h3>
          <ul>
            {matches?.map(({ need, fit }) => (
              <li key={need.needId}>
                <Link to="/social/volunteers/$needId" params={{ needId: need.needId }}>
                  {need.title}
                </Link>{" "}
                <span className="quiet">
                  {fit.fits
                    ? fit.reasons.map(({ reason }) => texts.matchReasons[reason]).join(" · ")
                    : fit.against.map((one) => texts.matchAgainst[one]).join(" · ")}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Command name="enrolVolunteer" />
    </section>
  );
};

/** 志愿服务. What help is looked for; for a resident also his own hours. */
export const VolunteersPage = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  const isResident = useIsOneOf(["citizen"]);
  const { data, error } = useQuery({
    queryKey: ["needs"],
    queryFn: async () => dataOf(await api.GET("/volunteer-needs", { params: { query: { limit: 50 } } })).needs,
  });
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.needsTitle}</h1>
        <Failure error={error} />
        {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
        <ul className="cards">
          {data?.map(({ needId, title, from, status, signedUp, wanted, skills }) => (
            <li key={needId}>
              <Link to="/social/volunteers/$needId" params={{ needId }}>
                {title}
              </Link>{" "}
              · {texts.needStatus[status]} · {texts.places(signedUp, wanted)} · <At at={from} />{" "}
              <span className="quiet">{skills.map((skill) => wordIn(texts.words, skill)).join(" · ")}</span>
            </li>
          ))}
        </ul>
      </section>
      <div className="stack">
        {isResident && <Mine />}
        <Commands title={texts.newNeed}>
          <Command
            name="putUpVolunteerNeed"
            onDone={({ needId }) =>
              void navigate({ to: "/social/volunteers/$needId", params: { needId: String(needId) } })
            }
          />
        </Commands>
      </div>
    </div>
  );
};
