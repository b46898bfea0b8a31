import { Button, Group } from "@mantine/core";
import { useEffect, useRef, type ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { useNames, useTexts } from "../hooks.ts";
import { At, Fact, Facts } from "../parts.tsx";

type Accepted = components["schemas"]["intake.accept.output"];

/** 受理回执, to be printed and handed over. */
export const Receipt = ({ of, onNext }: { readonly of: Accepted; readonly onNext: () => void }): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  return (
    <section className="panel receipt stack" aria-label={texts.receipt}>
      <h1>{texts.receipt}</h1>
      <div>
        <span className="quiet">{texts.trackingNumber}</span>
        <div className="number" data-testid="tracking-number">
          {of.trackingNumber}
        </div>
      </div>
      <Facts>
        <Fact name={texts.category}>{names.category(of.category)}</Fact>
        <Fact name={texts.grid}>{names.grid(of.grid)}</Fact>
        <Fact name={texts.acceptedAt}>
          <At at={of.acceptedAt} />
        </Fact>
      </Facts>
      <p className="quiet">{texts.receiptHelp}</p>
      <Group className="no-print">
        <Button variant="default" onClick={() => print()}>
          {texts.print}
        </Button>
        <Button ref={next} onClick={onNext}>
          {texts.next}
        </Button>
      </Group>
    </section>
  );
};
