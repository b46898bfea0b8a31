/** Which pages of enforcement and of social work there are, and as whom one looks at them. */
import type { Page } from "playwright-core";
import { until } from "../../../deploy/test/stack.ts";

export interface Post {
  readonly role: string;
  readonly sub: string;
  readonly department?: string;
  readonly organization?: string;
}

/** Signs in without the form of the development issuer, which `pages.int.spec.ts` looks at. */
export const signInAs = async (page: Page, url: string, post: Post): Promise<void> => {
  const answer = await fetch(`${url}/dev/issuer/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(post),
  });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  const { role, sub, ...rest } = post;
  const session = { token, account: sub, roles: [role], ...rest, expiresAt: Date.now() + 3_600_000 };
  await page.addInitScript(`sessionStorage.setItem("wangge.session", ${JSON.stringify(JSON.stringify(session))})`);
};

/** The address of a page, opened and read to its end. */
export const look = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.locator("h1").first().waitFor();
  await until(async () => ((await page.locator(".mantine-Loader-root").count()) === 0 ? true : undefined), "the page");
};

/** Opens a form by the name of its command, and gives it. */
export const formOf = async (page: Page, command: string): Promise<ReturnType<Page["locator"]>> => {
  const form = page.locator(`details[data-command="${command}"]`).first();
  await form.waitFor();
  if ((await form.getAttribute("open")) === null) await form.locator("summary").first().click();
  return form;
};

/** Chooses in a select, or in one that takes several. */
export const choose = async (
  page: Page,
  form: ReturnType<Page["locator"]>,
  label: string,
  ...options: readonly string[]
): Promise<void> => {
  const field = form.getByRole("combobox", { name: label, exact: false }).first();
  await field.click();
  for (const option of options) await page.getByRole("option", { name: option, exact: false }).first().click();
  await page.keyboard.press("Escape");
};

export const send = async (form: ReturnType<Page["locator"]>): Promise<void> => {
  await form.locator("button[type=submit]").click();
};
