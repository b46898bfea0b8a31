import type { Page } from "playwright-core";
import { expect } from "vitest";
import { settled, signIn, violationsOf, type Language, type Site } from "./browser.ts";

const TELEPHONE = { viewport: { width: 360, height: 740 } };

/** What is wider than the window, and not clipped or scrolled by what it stands in: none on a page that fits. */
export const beyondTheEdge = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isKept = (element) =>
      element !== document.documentElement && (getComputedStyle(element).overflowX !== "visible" || isKept(element.parentElement));
    const out = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !isKept(element.parentElement),
    );
    return [scrollWidth + " px", ...out.map((element) => element.outerHTML.slice(0, 120))];
  })()`);

/** Each of these pages, in both languages, dark and light: axe finds nothing; and none is wider than a small telephone. */
export const mustLookRight = async (
  site: Site,
  post: Readonly<Record<Language, string>>,
  paths: readonly string[],
): Promise<void> => {
  const look = async (page: Page, path: string, check: () => Promise<void>): Promise<void> => {
    await page.goto(`${site.url}/console/${path}`);
    await settled(page);
    await check();
  };
  for (const [language, colorScheme] of [
    ["zh", "light"],
    ["en", "dark"],
  ] as const) {
    const page = await site.open("/console/", { language, colorScheme });
    await signIn(page, post[language]);
    for (const path of paths)
      await look(page, path, async () => {
        expect([path, await violationsOf(page)]).toEqual([path, []]);
      });
    await page.context().close();
  }
  const small = await site.open("/console/", TELEPHONE);
  await signIn(small, post.zh);
  for (const path of paths)
    await look(small, path, async () => {
      expect([path, await beyondTheEdge(small)]).toEqual([path, []]);
    });
  await small.context().close();
};
