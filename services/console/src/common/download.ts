import { raw } from "./api.ts";

/** Saves a file that the API gives, which an ordinary link could not ask for: it would come without the token. @throws Problem */
export const download = async (path: string, name: string): Promise<void> => {
  const blob = await (await raw(path)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
