import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Application } from "./application.ts";
import { api, dataOf } from "../../common/api.ts";
import { listed } from "../../common/language.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useLanguage } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { AnswersEditor, AnswersShown, useForm } from "./answers.tsx";
import { Problems } from "./problems.tsx";
import { ReviewForm } from "./review-form.tsx";
import { useSocial, wordIn, yuan } from "./texts.ts";

/** May write in it. */
const WRITERS: readonly string[] = ["applicant", "coEditor"];
const WRITABLE: readonly string[] = ["draft", "moreInfo"];

const Head = ({ of }: { readonly of: Application }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  return (
    <section className="panel" aria-label={texts.application}>
      {of.round !== undefined && (
        <Link to="/social/rounds/$roundId" params={{ roundId: of.round }}>
          ← {texts.round}
        </Link>
      )}
      <h1>
        {of.title ?? texts.application} ·{" "}
        <span data-testid="application-state">{texts.applicationState[of.state]}</span>
      </h1>
      <Facts>
        {of.theme !== undefined && <Fact name={texts.themes}>{wordIn(texts.themeNames, of.theme)}</Fact>}
        {of.budget !== undefined && (
          <Fact name={texts.asked}>
            {texts.yuan(yuan(of.budget.asked))} / {yuan(of.budget.budget)}
          </Fact>
        )}
        {of.result?.rank !== undefined && <Fact name={texts.rank}>{of.result.rank}</Fact>}
      </Facts>
      {of.masked.length > 0 && (
        <p className="quiet" data-testid="masked">
          {texts.hiddenParts(
            listed(
              of.masked.map((part) => texts.parts[part]),
              language,
            ),
          )}
        </p>
      )}
      {of.moreInfo !== undefined && (
        <p>
          {of.moreInfo.reason} · <At at={of.moreInfo.until} />
        </p>
      )}
    </section>
  );
};

const Reviews = ({ of }: { readonly of: Application }): ReactElement | null => {
  const texts = useSocial();
  if (of.reviews === undefined && of.reviewers === undefined) return null;
  return (
    <section className="panel" aria-label={texts.review}>
      <h2>{texts.review}</h2>
      <ul>
        {of.reviews?.map(({ number, points, comment }) => (
          <li key={number}>
            {texts.reviewOf(number, points / 10_000)} {comment}
          </li>
        ))}
        {of.reviewers?.map(({ number, reviewer, status }) => (
          <li key={reviewer}>
            {number} · {reviewer} · {texts.reviewStatus[status]}
            {status === "assigned" && (
              <Command name="releaseReviewer" at={{ applicationId: of.applicationId, reviewer }} suffix={reviewer} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** 申报书. Written by who applies and saved by itself; others see as much of it as the rules of selection let them. */
export const ApplicationPage = (): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const { applicationId } = useParams({ from: "/social/applications/$applicationId" });
  const { data, error } = useQuery({
    queryKey: ["application", applicationId],
    queryFn: async () =>
      dataOf(await api.GET("/venture/applications/{applicationId}", { params: { path: { applicationId } } })),
  });
  const fields = useForm(data?.round);
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { state, viewer } = data;
  const isWriter = WRITERS.includes(viewer);
  const at = { applicationId };
  const asked = fields?.map(({ key, label }) => ({ value: key, label: label[language] }));
  const screening = Object.entries(texts.screeningReasons).map(([value, label]) => ({ value, label }));
  const seen = { seen: data.answers?.revision ?? 0 };
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(state) ? undefined : texts.notNow(texts.applicationState[state]);
  return (
    <div className="columns case">
      <div className="stack">
        <Head of={data} />
        {isWriter && WRITABLE.includes(state) ? <AnswersEditor of={data} /> : <AnswersShown of={data} />}
        {data.ownReview !== undefined && <ReviewForm of={data} />}
        <Reviews of={data} />
      </div>
      <div className="stack">
        {isWriter && WRITABLE.includes(state) && <Problems of={data} />}
        <Commands title={texts.actions}>
          <Command name="submitApplication" at={at} fixed={seen} why={unless("draft")} />
          <Command name="supplyInfo" at={at} fixed={seen} why={unless("moreInfo")} />
          <Command name="inviteCoApplicant" at={at} why={unless("draft")} />
          {viewer === "invited" && <Command name="answerInvitation" at={at} isOpen />}
          <Command
            name="withdrawApplication"
            at={at}
            why={unless("draft", "submitted", "moreInfo", "passed", "ranked")}
          />
          <Command name="screenApplication" at={at} choices={{ reason: screening }} why={unless("submitted")} />
          <Command name="requestInfo" at={at} choices={{ fields: asked }} why={unless("submitted")} />
        </Commands>
      </div>
    </div>
  );
};
