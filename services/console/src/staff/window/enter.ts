import type { KeyboardEvent } from "react";

/**
 * Enter takes the option that is highlighted. For a `Select` with `selectFirstOptionOnChange`: a timer that Mantine sets when its list opens forgets, where it comes
 * after the first keys (browsers let keys go first), which option that is, and Enter would take none.
 */
export const takeHighlighted = ({
  key,
  ctrlKey,
  nativeEvent,
  currentTarget,
}: KeyboardEvent<HTMLInputElement>): void => {
  if (key !== "Enter" || ctrlKey || nativeEvent.isComposing) return;
  const list = document.getElementById(currentTarget.getAttribute("aria-controls") ?? "");
  list?.querySelector<HTMLElement>("[data-combobox-selected]")?.click();
};
