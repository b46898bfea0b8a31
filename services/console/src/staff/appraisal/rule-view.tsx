import type { ReactElement } from "react";
import { useLanguage } from "../hooks.ts";
import { bandOf, inUnit } from "./figures.ts";
import { useAppraisalTexts } from "./hooks.ts";
import type { Rule, Unit } from "./types.ts";

/** 得分规则 in words, with the band that a value lies in. */
export const RuleView = ({
  rule,
  unit,
  value,
}: {
  readonly rule: Rule;
  readonly unit: Unit;
  readonly value: string | undefined;
}): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const shown = (exact: string | undefined, otherwise: string): string =>
    exact === undefined ? otherwise : inUnit(exact, unit, language);
  switch (rule.by) {
    case "line":
      return <p>{texts.line(shown(rule.none, ""), shown(rule.full, ""))}</p>;
    case "target":
      return <p>{texts.target(shown(rule.target, ""))}</p>;
    case "bands": {
      const hit = bandOf(rule.bands, value);
      return (
        <ul className="bands">
          {rule.bands.map(({ from, below, points }, index) => (
            <li key={points} className={index === hit ? "hit" : "quiet"}>
              {texts.band(shown(from, texts.open.low), shown(below, texts.open.high), points)}
              {index === hit && ` · ${texts.applies}`}
            </li>
          ))}
        </ul>
      );
    }
  }
};
