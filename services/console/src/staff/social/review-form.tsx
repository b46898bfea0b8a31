import { Button, Group, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import type { Application } from "./application.ts";
import { useRound } from "./round.ts";
import { useSocial } from "./texts.ts";

type Mark = NonNullable<Application["ownReview"]>["marks"][number];
const NOT_APPLICABLE = "none";

const useRubric = (round: string | undefined) => {
  const { data: of } = useRound(round);
  const { data } = useQuery({
    queryKey: ["rubric", of?.rubric.code],
    enabled: of !== undefined,
    queryFn: async () =>
      dataOf(await api.GET("/venture/rubrics/{code}", { params: { path: { code: of?.rubric.code ?? "" } } })).editions,
  });
  return data?.find(({ version }) => version === of?.rubric.version)?.content;
};

/** 评审. A mark for each criterion, or that it does not apply; kept as a draft until it is finished. */
export const ReviewForm = ({ of }: { readonly of: Application }): ReactElement => {
  const texts = useSocial();
  const language = useLanguage();
  const queries = useQueryClient();
  const { applicationId, ownReview } = of;
  const rubric = useRubric(of.round);
  const [marks, setMarks] = useDraft<readonly Mark[]>(`review.marks ${applicationId}`, ownReview?.marks ?? []);
  const [comment, setComment] = useDraft(`review.comment ${applicationId}`, ownReview?.comment ?? "");
  const params = { params: { path: { applicationId } }, body: { marks: [...marks], comment } };
  const after = { onSuccess: () => queries.invalidateQueries({ queryKey: ["application", applicationId] }) };
  const save = useMutation({
    mutationFn: () => api.PUT("/venture/applications/{applicationId}/review", params),
    ...after,
  });
  const finish = useMutation({
    mutationFn: () => api.POST("/venture/applications/{applicationId}/review/finish", params),
    ...after,
  });
  if (rubric === undefined) return <Loading />;
  const markOf = (criterion: string): Mark | undefined => marks.find((one) => one.criterion === criterion);
  const change = (criterion: string, more: Partial<Mark>): void => {
    const before = markOf(criterion) ?? { criterion, mark: null };
    setMarks([...marks.filter((one) => one.criterion !== criterion), { ...before, ...more }]);
  };
  const isFinal = ownReview?.status !== "assigned";
  const scale = [
    ...rubric.scale.map((label, index) => ({ value: String(index), label: `${String(index)} · ${label[language]}` })),
    { value: NOT_APPLICABLE, label: texts.notApplicable },
  ];
  const isWhole = rubric.criteria.every(({ key }) => markOf(key) !== undefined) && comment.trim() !== "";
  return (
    <section className="panel stack" aria-label={texts.review}>
      <h2>
        {texts.review} {isFinal && <span data-testid="review-final">{texts.finished}</span>}
      </h2>
      {rubric.criteria.map(({ key, label, weight }) => {
        const mark = markOf(key);
        const shown = mark === undefined ? null : mark.mark === null ? NOT_APPLICABLE : String(mark.mark);
        return (
          <div key={key} className="stack step" role="group" aria-label={label[language]}>
            <Select
              label={`${label[language]} · ${texts.weight(weight)}`}
              data={scale}
              value={shown}
              disabled={isFinal}
              allowDeselect={false}
              onChange={(value) => change(key, { mark: value === NOT_APPLICABLE ? null : Number(value) })}
            />
            <Textarea
              label={`${texts.comment} · ${label[language]}`}
              value={mark?.comment ?? ""}
              // A comment without its mark would be kept as one that does not apply.
              disabled={isFinal || mark === undefined}
              onChange={(event) => change(key, { comment: event.currentTarget.value })}
            />
          </div>
        );
      })}
      <Textarea
        label={texts.overall}
        value={comment}
        disabled={isFinal}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Failure error={save.error ?? finish.error} />
      {!isFinal && (
        <>
          <p className="quiet">{texts.finishHelp}</p>
          <Group>
            <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
              {texts.saveDraft}
            </Button>
            <Button disabled={!isWhole} loading={finish.isPending} onClick={() => finish.mutate()}>
              {texts.finish}
            </Button>
          </Group>
        </>
      )}
    </section>
  );
};
