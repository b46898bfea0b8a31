import type { KeyboardEvent } from "react";

const takeHighlighted = ({ key, ctrlKey, nativeEvent, currentTarget }: KeyboardEvent<HTMLInputElement>): void => {
  if (key !== "Enter" || ctrlKey || nativeEvent.isComposing) return;
  const list = document.getElementById(currentTarget.getAttribute("aria-controls") ?? "");
  list?.querySelector<HTMLElement>("[data-combobox-selected]")?.click();
};

/**
 * For a `Select` by keyboard alone: the first that fits is highlighted, and Enter takes it. Mantine's own Enter may take none: a timer that it sets when its list opens
 * forgets, where it comes after the first keys (browsers let keys go first), which option was highlighted.
 */
export const enterTakesFirst = {
  searchable: true,
  selectFirstOptionOnChange: true,
  onKeyDown: takeHighlighted,
} as const;
