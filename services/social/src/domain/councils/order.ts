/** 选票. Which projects somebody wants paid from the budget, and which win when all orders are counted. */
import { partOf, sumOf, type BasisPoints, type Fen } from "../money.ts";
import { refusals } from "./terms.ts";

/** `spendAtLeast`: of the budget, in basis points; of all projects where they cost less. `minProjects`: how many. */
export type OrderRule =
  | { readonly kind: "spendAtLeast"; readonly part: BasisPoints }
  | { readonly kind: "minProjects"; readonly least: number };

/** A project that stands on the ballot. */
export interface Priced {
  readonly id: string;
  readonly cost: Fen;
}

export interface Won extends Priced {
  readonly supports: number;
}

const refuse = refusals("budget");

/** As a slip says it: a letter for each project of the ballot, so that all slips are equally long. @throws DomainError where the rule does not take it */
export const slipOf = (
  chosen: readonly string[],
  ballot: readonly Priced[],
  { amount, rule }: { readonly amount: Fen; readonly rule: OrderRule },
): string => {
  const stranger = chosen.find((id) => !ballot.some((project) => project.id === id));
  if (stranger !== undefined) throw refuse("not_on_ballot", "This project is not on the ballot", { project: stranger });
  const wanted = ballot.filter(({ id }) => chosen.includes(id));
  const cost = sumOf(wanted.map((project) => project.cost));
  if (cost > amount) throw refuse("order_too_dear", "The order costs more than the budget", { cost, amount });
  if (rule.kind === "minProjects") {
    const least = Math.min(rule.least, ballot.length);
    if (wanted.length < least) throw refuse("order_too_small", "The order needs more projects", { least });
  } else {
    const least = Math.min(partOf(amount, rule.part), sumOf(ballot.map((project) => project.cost)));
    if (cost < least) throw refuse("order_too_small", "The order spends too little of the budget", { least });
  }
  return ballot.map(({ id }) => (chosen.includes(id) ? "1" : "0")).join("");
};

/**
 * The most supported that still fit into what is left. Ties: the cheaper first, then the one that was proposed earlier, which is
 * the order of ids. What nobody supports does not win.
 */
export const winnersOf = (slips: readonly string[], ballot: readonly Priced[], amount: Fen): readonly Won[] => {
  const counted = ballot.map((project, place) => ({
    ...project,
    supports: slips.filter((slip) => slip[place] === "1").length,
  }));
  const ranked = counted.toSorted(
    (one, other) => other.supports - one.supports || one.cost - other.cost || (one.id < other.id ? -1 : 1),
  );
  const won: Won[] = [];
  let left = amount;
  for (const project of ranked) {
    if (project.supports === 0 || project.cost > left) continue;
    won.push(project);
    left -= project.cost;
  }
  return won;
};
