/** What the operation wants to know of a dossier that came of it. */
export interface DossierFact {
  readonly dossier: string;
  readonly decidingBody: string;
  /** Absent: not decided yet. */
  readonly outcome?: string | undefined;
  /** 罚款, in fen. */
  readonly fineFen?: number | undefined;
}

export interface Result {
  readonly filed: number;
  readonly decided: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly fineFen: number;
}

export interface BodyResult extends Result {
  readonly decidingBody: string;
}

const resultOf = (facts: readonly DossierFact[]): Result => {
  const decided = facts.flatMap(({ outcome }) => outcome ?? []);
  const counted = Map.groupBy(decided, (outcome) => outcome);
  return {
    filed: facts.length,
    decided: decided.length,
    outcomes: Object.fromEntries([...counted].sort().map(([outcome, those]) => [outcome, those.length])),
    fineFen: facts.reduce((sum, { fineFen }) => sum + (fineFen ?? 0), 0),
  };
};

/**
 * 战果, split by the body that decides: the team acts together, each body answers for its own dossiers. Only linked ones count, each
 * once; the total is made of the dossiers, not of the parts.
 */
export const resultsOf = (
  dossiers: readonly string[],
  facts: readonly DossierFact[],
): { readonly bodies: readonly BodyResult[]; readonly total: Result; readonly unknown: readonly string[] } => {
  const byId = new Map(facts.map((fact) => [fact.dossier, fact]));
  const known = dossiers.flatMap((id) => byId.get(id) ?? []);
  const bodies = [...Map.groupBy(known, ({ decidingBody }) => decidingBody)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return {
    bodies: bodies.map(([decidingBody, those]) => ({ decidingBody, ...resultOf(those) })),
    total: resultOf(known),
    unknown: dossiers.filter((id) => !byId.has(id)),
  };
};
