import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage, useNames, useTexts } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";

const ReplyForm = ({ matter }: { readonly matter: string }): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const [code, setCode] = useDraft<string | undefined>(`reply.template ${matter}`, undefined);
  const [values, setValues] = useDraft<Readonly<Record<string, string>>>(`reply.values ${matter}`, {});
  const [text, setText] = useDraft(`reply.text ${matter}`, "");
  const { data: templates } = useQuery({
    queryKey: ["answer-templates"],
    queryFn: async () => dataOf(await api.GET("/answer-templates")).templates,
    staleTime: Infinity,
  });
  const template = templates?.find((one) => one.code === code);
  const reply = useMutation({
    mutationFn: async () =>
      api.POST("/matters/{matter}/reply", {
        params: { path: { matter } },
        body:
          template === undefined ? { text } : { template: { code: template.code, language, values: { ...values } } },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["matter", matter] });
      await queries.invalidateQueries({ queryKey: ["matters"] });
    },
  });
  const isComplete =
    template === undefined ? text.trim() !== "" : template.places.every((place) => (values[place] ?? "").trim() !== "");
  return (
    <div className="stack">
      <h3>{texts.reply}</h3>
      <Select
        label={texts.template}
        placeholder={texts.noTemplate}
        data={(templates ?? []).map((one) => ({ value: one.code, label: one.title[language] }))}
        value={code ?? null}
        onChange={(value) => setCode(value ?? undefined)}
        clearable
      />
      {template === undefined ? (
        <Textarea
          label={texts.replyText}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={3}
        />
      ) : (
        <>
          <p className="quiet">{template[language]}</p>
          {template.places.map((place) => (
            <TextInput
              key={place}
              label={place}
              value={values[place] ?? ""}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setValues((before) => ({ ...before, [place]: value }));
              }}
            />
          ))}
        </>
      )}
      <Failure error={reply.error} />
      {reply.isSuccess && <p role="status">{texts.replied}</p>}
      <Button disabled={!isComplete} loading={reply.isPending} onClick={() => reply.mutate()}>
        {texts.sendReply}
      </Button>
    </div>
  );
};

/** One matter with its clocks, what was said, and the reply. */
export const MatterView = ({ matter }: { readonly matter: string }): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  const { data, error } = useQuery({
    queryKey: ["matter", matter],
    queryFn: async () => dataOf(await api.GET("/matters/{matter}", { params: { path: { matter } } })),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <section className="panel stack" aria-label={data.trackingNumber}>
      <h2>
        {texts.kinds[data.kind]} {data.trackingNumber}
      </h2>
      <Facts>
        <Fact name={texts.statusLabel}>
          <span data-testid="matter-status">{texts.matterStatus[data.status]}</span>
        </Fact>
        <Fact name={texts.onHand}>{data.onHand === "window" ? texts.windowBody : names.department(data.onHand)}</Fact>
        <Fact name={texts.due}>{data.dueAt === undefined ? texts.none : <At at={data.dueAt} />}</Fact>
      </Facts>
      <h3>{texts.said}</h3>
      {data.texts.map(({ at, text }) => (
        <p key={at}>{text}</p>
      ))}
      {data.replies.length > 0 && (
        <p className="quiet">
          {texts.replies} {data.replies.length}
        </p>
      )}
      {data.status !== "ended" && data.kind !== "application" && <ReplyForm matter={matter} />}
    </section>
  );
};
