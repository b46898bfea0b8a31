import {
  Button,
  Checkbox,
  Fieldset,
  MultiSelect,
  NumberInput,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ReactElement } from "react";
import { form as texts } from "../../common/texts/form.ts";
import { useLanguage } from "../hooks.ts";
import { offeredOf, stillOffered, within, type Choice, type Choices } from "./choices.ts";
import { FileDigest } from "./file-digest.tsx";
import { blank, isMoney } from "./filled.ts";
import { isFilledObject, VARIANT, type Filled, type FilledObject, type Schema } from "./schema.ts";
import { useFormTexts } from "./texts.ts";

interface FieldProps {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly value: Filled;
  readonly choices: Choices;
  /** Of them, those for this field. */
  readonly offered: readonly Choice[] | undefined;
  readonly onChange: (value: Filled) => void;
}

/** As many choices are shown at a time; who looks for another one types of it. */
const SHOWN = 100;
/** From here on a text gets more than a line. */
const LONG = 200;

const useLabel = (name: string): string => useFormTexts().fields[name] ?? name;

const asText = (value: Filled): string => (typeof value === "string" ? value : "");

const TextField = ({ name, schema, required, value, offered, onChange }: FieldProps): ReactElement => {
  const label = useLabel(name);
  const { words } = useFormTexts();
  const known = offered ?? schema.enum?.map((one) => ({ value: one, label: words[one] ?? one }));
  if (known !== undefined)
    return (
      <Select
        {...{ label, required, searchable: known.length > 8, clearable: !required, allowDeselect: false }}
        limit={SHOWN}
        data={[...known]}
        value={asText(value) === "" ? null : asText(value)}
        onChange={(chosen) => onChange(chosen ?? undefined)}
      />
    );
  if (name === "digest") return <FileDigest {...{ label, required, value: asText(value), onChange }} />;
  if (schema.format === "date" || schema.format === "date-time")
    return (
      <TextInput
        {...{ label, required, type: schema.format === "date" ? "date" : "datetime-local", value: asText(value) }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if ((schema.maxLength ?? 0) >= LONG)
    return (
      <Textarea
        {...{ label, required, autosize: true, minRows: 2, value: asText(value) }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...{ label, required, value: asText(value) }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

const NumberField = ({ name, schema, required, value, offered, onChange }: FieldProps): ReactElement => {
  const language = useLanguage();
  const inYuan = isMoney(name, schema);
  const label = useLabel(name);
  if (offered !== undefined)
    return (
      <Select
        {...{ label, required, clearable: !required, allowDeselect: false, data: [...offered] }}
        value={typeof value === "number" ? String(value) : null}
        onChange={(chosen) => onChange(chosen === null ? undefined : Number(chosen))}
      />
    );
  return (
    <NumberInput
      {...{ required, hideControls: true }}
      label={inYuan ? texts[language].inYuan(label) : label}
      decimalScale={inYuan ? 2 : schema.type === "integer" ? 0 : 6}
      value={typeof value === "number" ? value : ""}
      onChange={(entered) => onChange(typeof entered === "number" ? entered : undefined)}
    />
  );
};

/** What things in a list are told apart by is proposed; whoever has a better word for one writes it. */
const begun = (items: Schema, name: string, list: readonly Filled[]): Filled => {
  const one = blank(items);
  if (!isFilledObject(one) || items.properties?.["id"] === undefined) return one;
  const taken = list.map((other) => (isFilledObject(other) ? other["id"] : undefined));
  const numbers = Array.from({ length: list.length + 1 }, (_, index) => `${name.charAt(0)}${String(index + 1)}`);
  return { ...one, id: numbers.find((id) => !taken.includes(id)) };
};

const ListField = ({ name, schema, required, value, choices, offered, onChange }: FieldProps): ReactElement => {
  const label = useLabel(name);
  const { words } = useFormTexts();
  const said = texts[useLanguage()];
  const items = schema.items ?? {};
  const list = Array.isArray(value) ? (value as readonly Filled[]) : [];
  if (items.type === "string") {
    const known = offered ?? items.enum?.map((one) => ({ value: one, label: words[one] ?? one }));
    const shared = { label, required, value: list.map(asText), onChange: (next: string[]) => onChange(next) };
    if (known !== undefined) return <MultiSelect {...shared} data={[...known]} limit={SHOWN} searchable />;
    return <TagsInput {...shared} description={said.enterEach} />;
  }
  return (
    <Fieldset legend={label} p="xs" className="stack">
      {list.map((one, index) => (
        <div key={index} className="stack item">
          <Field
            {...{ name, choices, offered, required: true, schema: items, value: one }}
            isItem
            onChange={(next) => onChange(list.map((before, at) => (at === index ? next : before)))}
          />
          <Button size="compact-xs" variant="default" onClick={() => onChange(list.filter((_, at) => at !== index))}>
            {said.remove(label, index + 1)}
          </Button>
        </div>
      ))}
      <Button size="compact-xs" variant="default" onClick={() => onChange([...list, begun(items, name, list)])}>
        {said.add(label)}
      </Button>
    </Fieldset>
  );
};

/** Every field of an object, each under its own name. */
export const Fields = ({
  schema,
  value,
  choices,
  onChange,
}: Pick<FieldProps, "schema" | "choices"> & {
  readonly value: FilledObject;
  readonly onChange: (value: FilledObject) => void;
}): ReactElement => (
  <>
    {Object.entries(schema.properties ?? {}).map(([name, inner]) => (
      <Field
        key={name}
        {...{ name, schema: inner, choices, value: value[name], required: schema.required?.includes(name) === true }}
        offered={offeredOf(choices, name, value)}
        onChange={(next) => onChange(stillOffered(choices, { ...value, [name]: next }))}
      />
    ))}
  </>
);

/** Names that are not known before, with a number each: what a benchmark weighs. */
const MapField = ({ name, value, offered, onChange }: FieldProps): ReactElement => {
  const label = useLabel(name);
  const said = texts[useLanguage()];
  const facts = isFilledObject(value) ? value : {};
  if (offered !== undefined)
    return (
      <Fieldset legend={label} p="xs" className="stack">
        {offered.map((one) => {
          const number = facts[one.value];
          return (
            <NumberInput
              key={one.value}
              {...{ label: one.label, hideControls: true, value: typeof number === "number" ? number : "" }}
              onChange={(entered) => {
                const { [one.value]: _before, ...others } = facts;
                onChange(typeof entered === "number" ? { ...others, [one.value]: entered } : others);
              }}
            />
          );
        })}
      </Fieldset>
    );
  const lines = Object.entries(facts).map(
    ([key, one]) => `${key}=${typeof one === "string" ? one : JSON.stringify(one)}`,
  );
  return (
    <TagsInput
      {...{ label, description: said.pairs, value: lines }}
      onChange={(next) =>
        onChange(
          Object.fromEntries(
            next.flatMap((line) => {
              const [key = "", number = ""] = line.split("=").map((part) => part.trim());
              return key !== "" && Number.isFinite(Number(number)) && number !== "" ? [[key, Number(number)]] : [];
            }),
          ),
        )
      }
    />
  );
};

/** Which of several shapes is meant, by the word that tells them apart or by what they begin with. */
const nameOfVariant = ({ properties = {} }: Schema): readonly string[] => {
  const [first = ""] = Object.keys(properties);
  const sign = properties[first];
  if (sign?.const !== undefined) return [sign.const];
  return sign?.enum ?? [first];
};

const UnionField = ({ name, schema, required, value, choices, onChange }: FieldProps): ReactElement => {
  const label = useLabel(name);
  const { words, fields } = useFormTexts();
  const said = texts[useLanguage()];
  const variants = schema.oneOf ?? [];
  const filled = isFilledObject(value) ? value : undefined;
  const chosen = Number(filled?.[VARIANT] ?? 0);
  return (
    <Fieldset legend={label} p="xs" className="stack">
      <Select
        label={said.kindOf(label)}
        data={variants.map((variant, index) => ({
          value: String(index),
          label: nameOfVariant(variant)
            .map((word) => words[word] ?? fields[word] ?? word)
            .join(" / "),
        }))}
        value={filled === undefined ? null : String(chosen)}
        clearable={!required}
        allowDeselect={false}
        onChange={(next) =>
          onChange(
            next === null
              ? undefined
              : { [VARIANT]: Number(next), ...(blank(variants[Number(next)] ?? {}) as FilledObject) },
          )
        }
      />
      {filled !== undefined && (
        <Fields
          {...{ schema: withoutConst(variants[chosen] ?? {}), value: filled, onChange }}
          choices={within(choices, name)}
        />
      )}
    </Fieldset>
  );
};

/** What is said by the choice of the variant is not asked again. */
const withoutConst = ({ properties = {}, ...rest }: Schema): Schema => ({
  ...rest,
  properties: Object.fromEntries(Object.entries(properties).filter(([, one]) => one.const === undefined)),
});

const ObjectField = ({
  name,
  schema,
  required,
  value,
  choices,
  onChange,
  isItem,
}: FieldProps & { readonly isItem?: boolean }): ReactElement => {
  const label = useLabel(name);
  const said = texts[useLanguage()];
  const filled = isFilledObject(value) ? value : undefined;
  const fields = filled !== undefined && (
    <Fields {...{ schema, choices: within(choices, name), value: filled, onChange }} />
  );
  if (isItem === true) return <>{fields}</>;
  return (
    <Fieldset legend={label} p="xs" className="stack">
      {!required && (
        <Checkbox
          label={said.give(label)}
          checked={filled !== undefined}
          onChange={(event) => onChange(event.currentTarget.checked ? blank({ ...schema }) : undefined)}
        />
      )}
      {fields}
    </Fieldset>
  );
};

/** One field by its schema. */
export const Field = (props: FieldProps & { readonly isItem?: boolean }): ReactElement => {
  const { name, schema, value, onChange } = props;
  const label = useLabel(name);
  if (schema.oneOf !== undefined) return <UnionField {...props} />;
  if (schema.values !== undefined) return <MapField {...props} />;
  switch (schema.type) {
    case "boolean":
      return (
        <Checkbox label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    case "integer":
    case "number":
      return <NumberField {...props} />;
    case "array":
      return <ListField {...props} />;
    case "object":
      return <ObjectField {...props} />;
    default:
      return <TextField {...props} />;
  }
};
