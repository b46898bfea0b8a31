import { wakeDue, type Clock, type Log, type Meta, type Stored } from "@wangge/kit";
import {
  ofRound,
  publishedEdition,
  type Form,
  type Round,
  type RoundCommand,
  type RoundTerms,
  type Rubric,
} from "../../domain/selection/index.ts";
import type { SelectionData } from "./data.ts";
import type { Stores } from "./stores.ts";

/** 轮次: calls as the office draws them up, and their opening and closing on time. */
export const createRounds = ({
  stores,
  data,
  clock,
  log,
}: {
  readonly stores: Stores;
  readonly data: SelectionData;
  readonly clock: Clock;
  readonly log: Log;
}) => {
  const { rounds, forms, rubrics, programmes } = stores;

  const load = async (id: string): Promise<Stored<Round>> => {
    const stored = await rounds.load(id);
    if (stored === undefined || stored.state.status === "none") throw ofRound.unknown();
    return { ...stored, state: stored.state };
  };
  const say = async (id: string, command: RoundCommand, meta?: Meta): Promise<Stored<Round>> => {
    await rounds.handle(id, command, meta);
    return load(id);
  };

  const formOf = async ({ code, version }: RoundTerms["form"]): Promise<Form> => {
    const edition = publishedEdition((await forms.load(code))?.state ?? { editions: [] }, version);
    if (edition === undefined)
      throw ofRound.rule("form_not_published", "Nobody has published this form", { code, version });
    return edition.content;
  };
  const rubricOf = async ({ code, version }: RoundTerms["rubric"]): Promise<Rubric> => {
    const edition = publishedEdition((await rubrics.load(code))?.state ?? { editions: [] }, version);
    if (edition === undefined)
      throw ofRound.rule("rubric_not_published", "Nobody has published this rubric", { code, version });
    return edition.content;
  };

  return {
    load,
    say,
    formOf,
    rubricOf,
    rulesOf: ({ rules }: Round) => data.rules(rules),
    /** By the rules of the day; with a form and a rubric that are published, for themes of its programme. */
    draft: async (id: string, wanted: Omit<RoundTerms, "rules">, by: string, meta: Meta): Promise<Stored<Round>> => {
      const at = clock.now();
      const programme = (await programmes.load(wanted.programme))?.state;
      if (programme?.status !== "running") throw ofRound.rule("no_programme", "There is no such running programme");
      const foreign = wanted.themes.filter((theme) => !programme.themes.includes(theme));
      if (foreign.length > 0) throw ofRound.rule("foreign_theme", "Not a theme of the programme", { themes: foreign });
      await formOf(wanted.form);
      await rubricOf(wanted.rubric);
      const terms = { ...wanted, rules: data.rulesAt(at).version };
      return say(id, { type: "DraftRound", terms, by, at }, meta);
    },
    /** Opens and closes what is due, however many processes look. */
    wake: (): Promise<void> =>
      wakeDue({
        store: rounds,
        command: (at) => ({ type: "WakeRound" as const, at }),
        ...{ actor: "social", clock, log },
      }),
  };
};
export type Rounds = ReturnType<typeof createRounds>;
