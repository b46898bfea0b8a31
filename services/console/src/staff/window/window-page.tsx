import { AREAS } from "../areas.ts";
import { OnlyFor } from "../parts.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Receipt } from "./receipt.tsx";
import { ReportForm, type Filled } from "./report-form.tsx";

const accept = async ({ key, ...body }: Filled) =>
  dataOf(await api.POST("/reports", { body, headers: { "Idempotency-Key": key } }));

/** 窗口受理. A report on one screen, then its receipt. */
export const WindowPage = (): ReactElement => {
  const [round, setRound] = useState(0);
  const { mutate, data, error, isPending, reset } = useMutation({ mutationFn: accept });
  return (
    <OnlyFor roles={AREAS.window}>
      {data === undefined ? (
        <ReportForm key={round} onSubmit={mutate} error={error} isPending={isPending} />
      ) : (
        <Receipt
          of={data}
          onNext={() => {
            reset();
            setRound(round + 1);
          }}
        />
      )}
    </OnlyFor>
  );
};
