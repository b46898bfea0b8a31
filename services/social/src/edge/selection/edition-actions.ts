import { action, DomainError, type Action, type Clock, type DeciderStore } from "@wangge/kit";
import { z } from "zod";
import type { Shelf, ShelfCommand, ShelfEvent } from "../../domain/selection/index.ts";
import { isSocialOffice } from "../../app/selection/looking.ts";
import { accountOf, Code, JUDGES, Label, OFFICE, PARTNERS, Words } from "./words.ts";

interface Shelved<Content> {
  readonly thing: "Form" | "Rubric";
  readonly zh: string;
  readonly content: z.ZodType<Content>;
  readonly store: DeciderStore<Shelf<Content>, ShelfCommand<Content>, ShelfEvent<Content>>;
  readonly clock: Clock;
}

/** Drafting, publishing and reading of what has editions: forms and rubrics. */
export const editionActions = <Content>({
  thing,
  zh,
  content,
  store,
  clock,
}: Shelved<Content>): Readonly<Record<string, Action>> => {
  const list = `${thing.toLowerCase()}s` as "forms" | "rubrics";
  const path = `/venture/${list}/:code` as const;
  const ByCode = z.strictObject({ code: Code });
  const View = z.object({
    code: Code,
    title: Label,
    editions: z.array(
      z.object({
        version: z.int(),
        content,
        why: z.string(),
        draftedBy: z.string(),
        publishedBy: z.string().optional().describe("absent: a draft"),
      }),
    ),
  });
  const Line = z.object({
    code: Code,
    title: Label,
    published: z.array(z.int()).describe("editions, the newest last"),
  });
  const unknown = (): DomainError =>
    new DomainError("missing", `social.${thing.toLowerCase()}.unknown`, "There is none of this code");
  const shown = async (code: string): Promise<z.input<typeof View>> => {
    const state = (await store.load(code))?.state;
    if (state?.title === undefined) throw unknown();
    const editions = state.editions.map(({ published, ...edition }) => ({
      ...edition,
      ...(published === undefined ? {} : { publishedBy: published.by }),
    }));
    return { code, title: state.title, editions };
  };
  return {
    [`draftVenture${thing}`]: action({
      rest: `POST ${path}/editions`,
      summary: `拟稿${zh}: another edition; what rounds use stays as it is`,
      access: OFFICE,
      status: 201,
      input: ByCode.extend({ title: Label, content, why: Words(500) }),
      output: View,
      run: async (input, { actor, meta }) => {
        const { code, title, why } = input;
        const draft = { title, content: input.content, why, by: accountOf(actor), at: clock.now() };
        await store.handle(code, { type: "DraftEdition", ...draft }, meta);
        return shown(code);
      },
    }),
    [`publishVenture${thing}`]: action({
      rest: `POST ${path}/editions/:version/publish`,
      summary: `发布${zh}: by somebody else than who drafted it`,
      access: OFFICE,
      idempotent: true,
      input: ByCode.extend({ version: z.coerce.number().int().min(1) }),
      output: View,
      run: async ({ code, version }, { actor, meta }) => {
        await store.handle(code, { type: "PublishEdition", version, by: accountOf(actor), at: clock.now() }, meta);
        return shown(code);
      },
    }),
    [`venture${thing}s`]: action({
      rest: `GET /venture/${list}`,
      summary: `${zh}: all of them by code, each with its published editions`,
      access: OFFICE,
      input: z.strictObject({ after: Code.optional(), limit: z.int().min(1).max(200).default(50) }),
      output: z.object({ [list]: z.array(Line), next: Code.optional() }),
      run: async ({ after, limit }) => {
        const found = await store.find({ where: {}, order: "oldest", limit, after });
        const lines = found.flatMap(({ id: code, state: { title, editions } }) =>
          title === undefined
            ? []
            : [
                {
                  code,
                  title,
                  published: editions.flatMap((one) => (one.published === undefined ? [] : [one.version])),
                },
              ],
        );
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { [list]: lines, ...(next === undefined ? {} : { next }) };
      },
    }),
    [`venture${thing}`]: action({
      rest: `GET ${path}`,
      summary: `${zh} with its editions; drafts are the office's alone`,
      access: [...OFFICE, ...JUDGES, ...PARTNERS],
      input: ByCode,
      output: View,
      run: async ({ code }, { actor }) => {
        const view = await shown(code);
        if (isSocialOffice(actor)) return view;
        const editions = view.editions.filter(({ publishedBy }) => publishedBy !== undefined);
        if (editions.length === 0) throw unknown();
        return { ...view, editions };
      },
    }),
  };
};
