import { Button, Group, Textarea } from "@mantine/core";
import { useEffect, useId, useRef, type ReactElement } from "react";
import { useDraft } from "../../hooks.ts";
import { Failure } from "../../parts.tsx";
import { useBoardTexts } from "../texts.ts";
import type { Move } from "./move.ts";
import { useCaseName, type Carried, type Carrying } from "./use-carried.ts";
import { useMove } from "./use-move.ts";

/** Says what is going to happen, asks for the reason where one is demanded, and stays where it is refused. */
export const Confirm = ({
  carried: { of },
  down: { move, to },
  carrying,
}: {
  readonly carried: Carried;
  readonly down: { readonly move: Move; readonly to: string };
  readonly carrying: Carrying;
}): ReactElement => {
  const words = useBoardTexts();
  const nameOf = useCaseName();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [reason, setReason] = useDraft(`move.reason ${of.caseId}`, "");
  const sent = useMove(of, move);
  const isAsked = move.how === "takeBack" && !sent.isTakenBack;
  const cancel = (): void => carrying.putBack(sent.isTakenBack ? words.takenBack : undefined);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("textarea, button[type=submit]")?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      className="panel"
      data-testid="confirm"
      onCancel={(event) => {
        event.preventDefault();
        if (!sent.isPending) cancel();
      }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          sent.mutate(reason.trim(), { onSuccess: () => carrying.putBack(words.moved(nameOf(of), to)) });
        }}
      >
        <h2 id={title}>{words.ask(to)}</h2>
        <p>{nameOf(of)}</p>
        <p className="quiet">{words.how[move.how]}</p>
        {isAsked && (
          <Textarea
            label={words.reason}
            description={words.reasonHelp}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
          />
        )}
        {sent.isTakenBack && (
          <p className="soon" role="status">
            {words.takenBack}
          </p>
        )}
        <Failure error={sent.error} />
        <Group justify="end">
          <Button variant="default" disabled={sent.isPending} onClick={cancel}>
            {words.cancel}
          </Button>
          <Button type="submit" disabled={isAsked && reason.trim() === ""} loading={sent.isPending}>
            {words.giveNow}
          </Button>
        </Group>
      </form>
    </dialog>
  );
};
