import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { useSocial } from "./texts.ts";

const Reviews = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["reviews"],
    queryFn: async () => dataOf(await api.GET("/venture/reviews", { params: { query: { limit: 50 } } })).applications,
  });
  return (
    <>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ applicationId, title, ownReview }) => (
          <li key={applicationId}>
            <Link to="/social/applications/$applicationId" params={{ applicationId }}>
              {title ?? applicationId}
            </Link>
            {ownReview !== undefined && ` · ${texts.reviewStatus[ownReview.status]}`}
          </li>
        ))}
      </ul>
    </>
  );
};

/** 我的评审. What was assigned; who applies is not shown in a blind round. */
export const ReviewsPage = (): ReactElement => {
  const texts = useSocial();
  return (
    <section className="panel stack">
      <h1>{texts.reviewsTitle}</h1>
      <OnlyFor roles={["reviewer"]}>
        <Reviews />
      </OnlyFor>
      <Link to="/social/calls">{texts.callsTitle}</Link>
    </section>
  );
};
