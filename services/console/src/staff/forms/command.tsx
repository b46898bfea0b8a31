import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import { ulid } from "ulid";
import forms from "../../api/forms.json";
import { raw } from "../../common/api.ts";
import { hasDraft } from "../../common/drafts.ts";
import { listed } from "../../common/language.ts";
import { form as formTexts } from "../../common/texts/form.ts";
import { useDraft, useIsOneOf, useLanguage, useTexts } from "../hooks.ts";
import { Failure } from "../parts.tsx";
import { useFormChoices, type Choices } from "./choices.ts";
import { Fields } from "./fields.tsx";
import { blank, bodyOf, isWhole } from "./filled.ts";
import type { FilledObject, Form } from "./schema.ts";
import { useFormTexts } from "./texts.ts";

export type CommandName = keyof typeof forms;

export const isCommand = (name: string): name is CommandName => name in forms;

export const formOf = (name: CommandName): Form => forms[name] as Form;

export interface CommandProps {
  readonly name: CommandName;
  /** What its address needs. */
  readonly at?: Readonly<Record<string, string>>;
  /** Said by the page and not asked for. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Filled in before. */
  readonly initial?: FilledObject;
  readonly choices?: Choices;
  /** Why it cannot be done now. */
  readonly why?: string | undefined;
  readonly isOpen?: boolean;
  /** Of what, where there are several. */
  readonly suffix?: string;
  readonly onDone?: (answer: Readonly<Record<string, unknown>>) => void;
}

const addressOf = (path: string, at: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ""));

const NO_FIELDS: Readonly<Record<string, unknown>> = {};
const NO_CHOICES: Choices = {};

/** The form without what the page says itself. */
const asked = ({ input }: Form, fixed: Readonly<Record<string, unknown>>): Form["input"] => {
  const properties = Object.entries(input.properties ?? {}).filter(([name]) => !(name in fixed));
  return {
    ...input,
    properties: Object.fromEntries(properties),
    required: (input.required ?? []).filter((name) => !(name in fixed)),
  };
};

/** Under which what is typed is kept over the end of a sign-in. */
const draftNameOf = ({ name, at = {}, suffix = "" }: CommandProps): string =>
  ["command", name, ...Object.values(at), suffix].join(" ");

const Filling = ({
  draftName,
  name,
  at = {},
  fixed = NO_FIELDS,
  initial,
  choices = NO_CHOICES,
  onDone,
}: CommandProps & { readonly draftName: string }): ReactElement => {
  const { commands } = useFormTexts();
  const known = useFormChoices();
  const texts = formTexts[useLanguage()];
  const queries = useQueryClient();
  const form = formOf(name);
  const schema = asked(form, fixed);
  const fresh = (): FilledObject => ({ ...(blank(schema) as FilledObject), ...initial });
  const [empty] = useState(fresh);
  const [value, setValue] = useDraft(draftName, empty);
  const [key, setKey] = useState(ulid);
  const send = useMutation({
    mutationFn: async () => {
      const body = { ...(bodyOf(schema, value) as object), ...fixed };
      const response = await raw(addressOf(form.path, at), {
        method: form.method,
        // Pressed twice, or sent again over a bad line, it is done once.
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return (text === "" ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
    },
    onSuccess: async (answer) => {
      setValue(fresh());
      setKey(ulid());
      onDone?.(answer);
      await queries.invalidateQueries();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Fields {...{ schema, choices: { ...known, ...choices }, value, onChange: setValue }} />
      <Failure error={send.error} />
      {send.isSuccess && <p role="status">{texts.done}</p>}
      <Button type="submit" disabled={!isWhole(schema, value)} loading={send.isPending}>
        {commands[name] ?? name}
      </Button>
    </form>
  );
};

/** A command of the API as a form. Who may not send it reads whose it is; what cannot be done now says why. */
export const Command = (props: CommandProps): ReactElement => {
  const { name, why, isOpen, suffix } = props;
  const { commands } = useFormTexts();
  const texts = useTexts();
  const language = useLanguage();
  const roles = formOf(name).roles;
  const isOurs = useIsOneOf(roles === undefined ? [] : [...roles, "admin"]) || roles === undefined;
  const draftName = draftNameOf(props);
  // Once: the draft is gone with the first word that is changed, and the form stays open.
  const [wasBegun] = useState(() => hasDraft(draftName));
  const title = [commands[name] ?? name, ...(suffix === undefined ? [] : [suffix])].join(" · ");
  const reason = isOurs
    ? why
    : texts.onlyFor(
        listed(
          roles.map((role) => texts.roles[role] ?? role),
          language,
        ),
      );
  if (reason !== undefined)
    return (
      <p className="refused quiet" data-command={name}>
        <span>{title}</span> · {reason}
      </p>
    );
  return (
    <details className="command" open={isOpen === true || wasBegun} data-command={name}>
      <summary>{title}</summary>
      <Filling {...props} draftName={draftName} />
    </details>
  );
};

/** Commands that belong together. */
export const Commands = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement => (
  <section className="panel stack no-print" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);
