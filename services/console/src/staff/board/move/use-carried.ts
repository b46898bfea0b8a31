import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNames } from "../../hooks.ts";
import type { CaseRow } from "../cases.ts";
import { useBoardTexts } from "../texts.ts";
import type { Move } from "./move.ts";

/** A case in somebody's hand, and where it was put down. */
export interface Carried {
  readonly of: CaseRow;
  /** What it was picked up by: there the keyboard goes on afterwards. */
  readonly grip: HTMLElement | undefined;
  readonly isDragged: boolean;
  readonly down?: { readonly move: Move; readonly to: string };
}

export interface Carrying {
  readonly carried: Carried | undefined;
  /** What a screen reader is told. */
  readonly said: string;
  readonly say: (text: string) => void;
  readonly pickUp: (of: CaseRow, grip: HTMLElement | undefined, isDragged: boolean) => void;
  readonly putDown: (move: Move, to: string) => void;
  /** The hand is open; what was put down somewhere stays there. */
  readonly letGo: () => void;
  readonly putBack: (said?: string) => void;
}

export const useCaseName = (): ((of: CaseRow) => string) => {
  const names = useNames();
  return useCallback((of) => `${names.category(of.category)} · ${names.grid(of.grid)}`, [names]);
};

export const useCarried = (): Carrying => {
  const texts = useBoardTexts();
  const nameOf = useCaseName();
  const [carried, setCarried] = useState<Carried>();
  const [said, say] = useState("");
  const grip = useRef<HTMLElement>(undefined);
  useEffect(() => {
    // When what was over the list is gone: before, nothing under it takes the keyboard.
    if (carried === undefined) grip.current?.focus();
    grip.current = carried?.grip;
  }, [carried]);
  const pickUp = useCallback<Carrying["pickUp"]>((of, grip, isDragged) => setCarried({ of, grip, isDragged }), []);
  const letGo = useCallback(
    () => setCarried((now) => (now?.down === undefined && now?.isDragged === true ? undefined : now)),
    [],
  );
  return useMemo(
    () => ({
      carried,
      said,
      say,
      pickUp,
      putDown: (move, to) => setCarried((now) => (now === undefined ? undefined : { ...now, down: { move, to } })),
      letGo,
      putBack: (words) => {
        if (carried === undefined) return;
        say(words ?? texts.broughtBack(nameOf(carried.of)));
        setCarried(undefined);
      },
    }),
    [carried, said, pickUp, letGo, texts, nameOf],
  );
};
