import type { ReactElement } from "react";
import { useLanguage } from "../hooks.ts";
import { ColumnHeads, Fact, Facts } from "../parts.tsx";
import { inUnit, rounded } from "./figures.ts";
import { useAppraisalTexts } from "./hooks.ts";
import { RuleView } from "./rule-view.tsx";
import type { Dictionary, Indicator, Item, Rule } from "./types.ts";

interface Props {
  readonly item: Item;
  readonly indicator: Indicator;
  readonly rule: Rule | undefined;
  readonly dictionary: Dictionary;
  /** The counter whose facts are shown. */
  readonly chosen: string | undefined;
  /** Somebody wants to see what is behind a counter. */
  readonly onCounter: (counter: string) => void;
}

const Value = ({ item, indicator }: Pick<Props, "item" | "indicator">): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  if (item.value === undefined)
    return <span className="quiet">{item.nothing === undefined ? texts.nothing : texts.noValue[item.nothing]}</span>;
  return <strong>{inUnit(item.value, indicator.unit, language)}</strong>;
};

/** One indicator of a score: what it says, how it was worked out, by which rule it gives its points. */
export const ItemView = ({ item, indicator, rule, dictionary, chosen, onCounter }: Props): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const isRatio = indicator.denominator !== undefined;
  return (
    <section className="panel" aria-label={indicator.name[language]} data-testid={`item-${item.indicator}`}>
      <h2>
        {indicator.name[language]}{" "}
        <span className="quiet">
          {texts.weight(rounded(item.weight))} ·{" "}
          {item.points === undefined ? texts.leftOut : texts.points(rounded(item.points))}
        </span>
      </h2>
      <Facts>
        <Fact name={texts.value}>
          <Value item={item} indicator={indicator} />
        </Fact>
        <Fact name={texts.formula}>
          <code>
            {indicator.numerator}
            {isRatio && ` ÷ ${indicator.denominator ?? ""}`}
          </code>{" "}
          = {rounded(item.numerator)}
          {item.denominator !== undefined && ` ÷ ${rounded(item.denominator)}`}
        </Fact>
      </Facts>
      <div className="scroll" tabIndex={0}>
        <table className="plain counters">
          <ColumnHeads of={[texts.counter, texts.counted, texts.countedBy]} />
          <tbody>
            {Object.entries(item.counters).map(([code, count]) => {
              const counter = dictionary.counters.find((one) => one.code === code);
              return (
                <tr key={code}>
                  <td>{counter?.name[language] ?? code}</td>
                  <td>
                    <button
                      type="button"
                      className="linklike"
                      aria-current={chosen === code ? "true" : undefined}
                      aria-label={`${counter?.name[language] ?? code} ${rounded(count)}`}
                      onClick={() => onCounter(code)}
                    >
                      {rounded(count)}
                    </button>
                  </td>
                  <td>
                    <code>{counter?.formula}</code>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {rule !== undefined && (
        <>
          <h3>{texts.ruleTitle}</h3>
          <RuleView rule={rule} unit={indicator.unit} value={item.value} />
        </>
      )}
    </section>
  );
};
