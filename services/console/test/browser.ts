import axe from "axe-core";
import { chromium as driver, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromium, chromiumFlags } from "../../../deploy/local/browser.mjs";
import { builtPages } from "../../../deploy/local/pages.mjs";
import { root } from "../../../deploy/local/stack.mjs";
import { startTestStack, until, type TestStack } from "../../../deploy/test/stack.ts";

export type Language = "zh" | "en";

export interface Site {
  readonly platform: TestStack;
  readonly url: string;
  /** A fresh browser profile on a page of the site. What the page's console complains of makes the test fail at its end. */
  readonly open: (path: string, options?: BrowserContextOptions & { readonly language?: Language }) => Promise<Page>;
  readonly complaints: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Where a Chromium can be had: its path. Else why not. */
export const browserOrWhy = async (): Promise<{ readonly path: string } | { readonly why: string }> => {
  try {
    return { path: await chromium() };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
};

const launch = (path: string): Promise<Browser> =>
  driver.launch({ executablePath: path, headless: true, args: [...chromiumFlags] });

/** A refusal that a page handles is written by the browser all the same. */
const isOfNetwork = (text: string): boolean => text.startsWith("Failed to load resource");

/** The whole platform with its pages, and a browser to look at them. */
export const openSite = async (path: string, env: Readonly<Record<string, string>> = {}): Promise<Site> => {
  const platform = await startTestStack({ ...env, CONSOLE_DIR: await builtPages(root, () => undefined) });
  const browser = await launch(path);
  const { url } = platform.stack;
  const complaints: string[] = [];
  return {
    platform,
    url,
    complaints,
    open: async (where, { language = "zh", ...options } = {}) => {
      const locale = language === "zh" ? "zh-CN" : "en-GB";
      const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on("pageerror", (error) => complaints.push(`${where}: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" && !isOfNetwork(message.text())) complaints.push(`${where}: ${message.text()}`);
      });
      await page.goto(`${url}${where}`);
      return page;
    },
    stop: async () => {
      await browser.close();
      await platform.stop();
    },
  };
};

/** Signs in as one does in a development platform. */
export const signIn = async (page: Page, role: string): Promise<void> => {
  await page.getByRole("button", { name: role }).click();
  await page.getByTestId("who").waitFor();
};

/** The page has its heading and waits for nothing that it shows; the event stream of the board stays open for ever. */
export const settled = async (page: Page): Promise<void> => {
  // Asked from outside: inside, the page's policy forbids code from strings, and waiting so needs it.
  await page.locator("h1").first().waitFor();
  await until(async () => ((await page.locator(".mantine-Loader-root").count()) === 0 ? true : undefined), "the page");
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe finds wrong with the page as it is now: WCAG A and AA, and its own good practice. */
export const violationsOf = async (page: Page): Promise<readonly Violation[]> => {
  await page.evaluate(axe.source);
  return page.evaluate<readonly Violation[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) })))",
  );
};

/** How many different colours the map's canvas shows: an empty one has one. */
export const coloursOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const canvas = document.querySelector("[data-testid=map] canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
