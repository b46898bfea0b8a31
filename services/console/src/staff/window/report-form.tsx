import { Button, Checkbox, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent, type ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { listed } from "../../common/language.ts";
import { useDraft, useGrids, useLanguage, useTexts } from "../hooks.ts";
import { DistrictMap } from "../map/district-map.tsx";
import type { LngLat } from "../map/points.ts";
import { Failure, Loading } from "../parts.tsx";
import { CategoryField } from "./category-field.tsx";
import { PlaceField } from "./place-field.tsx";
import { Questions, type Answers } from "./questions.tsx";
import { Similar } from "./similar.tsx";

export type Filled = components["schemas"]["intake.accept.input"] & { readonly key: string };

interface Props {
  readonly onSubmit: (filled: Filled) => void;
  readonly error: unknown;
  readonly isPending: boolean;
}

const useSuggestions = (text: string) => {
  const [asked] = useDebouncedValue(text.trim(), 300);
  return useQuery({
    queryKey: ["suggest", asked],
    queryFn: async () => dataOf(await api.POST("/suggest", { body: { text: asked } })).categories,
    enabled: asked.length >= 2,
  }).data;
};

const useDefinition = (category: string) =>
  useQuery({
    queryKey: ["category", category],
    queryFn: async () => dataOf(await api.GET("/categories/{category}", { params: { path: { category } } })),
    enabled: category !== "",
  }).data;

const useResponsible = (grid: string | undefined, point: LngLat | undefined) =>
  useQuery({
    queryKey: ["responsible", grid, point],
    queryFn: async () => dataOf(await api.GET("/responsibility", { params: { query: point ?? { grid: grid ?? "" } } })),
    enabled: grid !== undefined || point !== undefined,
  }).data;

/** What the clerk writes down. Ctrl+Enter sends it from anywhere in the form. */
export const ReportForm = ({ onSubmit, error, isPending }: Props): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  // Made once for this form: pressed twice, or sent again after a failure, it is one report.
  const [key] = useState(() => crypto.randomUUID());
  const [description, setDescription] = useDraft("window.description", "");
  const [category, setCategory] = useDraft("window.category", "");
  const [answers, setAnswers] = useDraft<Answers>("window.answers", {});
  const [grid, setGrid] = useDraft<string | undefined>("window.grid", undefined);
  const [point, setPoint] = useDraft<LngLat | undefined>("window.point", undefined);
  const [address, setAddress] = useDraft("window.address", "");
  const [name, setName] = useDraft("window.name", "");
  const [phone, setPhone] = useDraft("window.phone", "");
  const [isPrivate, setPrivate] = useDraft("window.private", false);
  const [channel, setChannel] = useDraft<"window" | "phone">("window.channel", "window");
  const { data: grids } = useGrids();
  const suggestions = useSuggestions(description);
  const definition = useDefinition(category);
  const place = useResponsible(grid, point)?.place;
  const isComplete = description.trim() !== "" && category !== "" && (grid !== undefined || point !== undefined);

  const submit = (): void => {
    if (!isComplete || isPending) return;
    const given = Object.entries(answers).filter(([, answer]) => answer.length > 0);
    onSubmit({
      key,
      category,
      channel,
      description: description.trim(),
      visibility: isPrivate ? "private" : "public",
      ...(point === undefined ? { grid: grid ?? "" } : { point }),
      ...(address === "" ? {} : { address }),
      ...(given.length === 0 ? {} : { attributes: Object.fromEntries(given) }),
      ...(name === "" && phone === ""
        ? {}
        : { reporter: { ...(name === "" ? {} : { name }), ...(phone === "" ? {} : { phone }) } }),
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && event.ctrlKey) submit();
  };

  return (
    <div className="columns two" onKeyDown={onKeyDown}>
      <div className="panel stack">
        <h1>{texts.windowTitle}</h1>
        <Textarea
          label={texts.whatHappened}
          description={texts.whatHappenedHelp}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={2}
          withAsterisk
          data-autofocus
          autoFocus
        />
        {suggestions !== undefined && suggestions.length > 0 && category === "" && (
          <Group gap="xs" role="group" aria-label={texts.suggested}>
            <span className="quiet">{texts.suggested}</span>
            {suggestions.map((suggested) => (
              <Button
                key={suggested.category}
                size="compact-sm"
                variant="default"
                title={texts.because(listed(suggested.because, language))}
                onClick={() => setCategory(suggested.category)}
              >
                {suggested.name[language]}
              </Button>
            ))}
          </Group>
        )}
        <CategoryField
          value={category}
          onChange={(chosen) => {
            setCategory(chosen);
            setAnswers({});
          }}
        />
        {definition !== undefined && (
          <Questions
            questions={definition.questions}
            answers={answers}
            onAnswer={(code, answer) => setAnswers((before) => ({ ...before, [code]: answer }))}
          />
        )}
        <PlaceField
          onGrid={(chosen, label) => {
            setGrid(chosen);
            setPoint(undefined);
            setAddress(label);
          }}
        />
        <p role="status" data-testid="place">
          {place === undefined ? (
            <span className="quiet">{texts.noGrid}</span>
          ) : (
            texts.gridFound(place.grid.name, place.community.name, place.street.name)
          )}
        </p>
        <TextInput label={texts.address} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
        <fieldset className="reporter">
          <legend>{texts.reporter}</legend>
          <Group grow>
            <TextInput
              label={texts.reporterName}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={texts.reporterPhone}
              value={phone}
              inputMode="tel"
              onChange={(event) => setPhone(event.currentTarget.value)}
            />
          </Group>
          <Group mt="xs">
            <SegmentedControl
              aria-label={texts.channel}
              value={channel}
              onChange={setChannel}
              data={(["window", "phone"] as const).map((value) => ({ value, label: texts.channels[value] }))}
            />
            <Checkbox
              label={texts.isPrivate}
              checked={isPrivate}
              onChange={(event) => setPrivate(event.currentTarget.checked)}
            />
          </Group>
        </fieldset>
        <Failure error={error} />
        <Button onClick={submit} disabled={!isComplete} loading={isPending}>
          {texts.submit}
        </Button>
      </div>
      <div className="stack">
        <Similar category={category} point={point} grid={grid} phone={phone} />
        {grids === undefined ? (
          <Loading />
        ) : (
          <DistrictMap
            grids={grids}
            chosen={place?.grid.code}
            point={point}
            label={texts.chooseOnMap}
            onPick={(_grid, at) => {
              setPoint(at);
              setGrid(undefined);
            }}
          />
        )}
      </div>
    </div>
  );
};
