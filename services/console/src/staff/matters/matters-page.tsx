import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useDraft, useNames, useTexts } from "../hooks.ts";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { MatterView } from "./matter-view.tsx";

const KINDS = ["consultation", "application", "complaint", "opinion"] as const;

const NewConsultation = ({ onDone }: { readonly onDone: (matter: string) => void }): ReactElement => {
  const texts = useTexts();
  const queries = useQueryClient();
  const [text, setText] = useDraft("consultation.text", "");
  const [phone, setPhone] = useDraft("consultation.phone", "");
  const consult = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST("/consultations", {
          body: { text, channel: "window", ...(phone === "" ? {} : { reporter: { phone } }) },
        }),
      ),
    onSuccess: async ({ matter }) => {
      setText("");
      setPhone("");
      await queries.invalidateQueries({ queryKey: ["matters"] });
      onDone(matter);
    },
  });
  return (
    <section className="panel stack" aria-label={texts.newConsultation}>
      <h2>{texts.newConsultation}</h2>
      <Textarea
        label={texts.consultationText}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      <TextInput
        label={texts.reporterPhone}
        value={phone}
        inputMode="tel"
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <Failure error={consult.error} />
      <Button disabled={text.trim() === ""} loading={consult.isPending} onClick={() => consult.mutate()}>
        {texts.newConsultation}
      </Button>
    </section>
  );
};

/** 咨询与办件. What is to be answered, the list beside the one that is open. */
export const MattersPage = (): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("consultation");
  const [chosen, setChosen] = useDraft<string | undefined>("matters.chosen", undefined);
  const { data, error } = useQuery({
    queryKey: ["matters", kind],
    queryFn: async () => dataOf(await api.GET("/matters", { params: { query: { kind, limit: 100 } } })).matters,
  });
  return (
    <OnlyFor roles={AREAS.matters}>
      <div className="columns two">
        <div className="stack">
          <OnlyFor roles={AREAS.window}>
            <NewConsultation onDone={setChosen} />
          </OnlyFor>
          <section className="panel stack">
            <h1>{texts.mattersTitle}</h1>
            <Select
              label={texts.kind}
              data={KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
              value={kind}
              onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
              allowDeselect={false}
            />
            <Failure error={error} />
            {data === undefined ? (
              <Loading />
            ) : data.length === 0 ? (
              <p>{texts.noMatters}</p>
            ) : (
              <table className="plain">
                <tbody>
                  {data.map(({ matter, trackingNumber, status, dueAt, overdue, onHand }) => (
                    <tr key={matter}>
                      <td>
                        <button type="button" className="linklike" onClick={() => setChosen(matter)}>
                          {trackingNumber}
                        </button>
                      </td>
                      <td>{texts.matterStatus[status]}</td>
                      <td>{onHand === "window" ? texts.windowBody : names.department(onHand)}</td>
                      <td className={overdue ? "late" : "quiet"}>{dueAt !== undefined && <At at={dueAt} />}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
        </div>
        {chosen !== undefined && <MatterView key={chosen} matter={chosen} />}
      </div>
    </OnlyFor>
  );
};
