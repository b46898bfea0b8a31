import { z } from "zod";
import type { Filling, Message } from "../../domain/index.ts";
import { dayOf } from "../../domain/index.ts";
import { datedVersion, inForceOn, readData } from "../dated.ts";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Audience = "reporter" | "follower";

const Text = z.object({ zh: z.string(), en: z.string() });
const File = z.object({
  versions: z.array(
    z.object({
      ...datedVersion,
      templates: z.array(
        Text.extend({
          audience: z.enum(["reporter", "follower"]),
          happening: z.string(),
          channels: z.array(z.enum(["inbox", "sms", "email"])).optional(),
        }),
      ),
      words: z.record(z.string(), z.record(z.string(), Text)),
    }),
  ),
});

export interface Templates {
  /** Whether anybody of this audience is told of it. */
  readonly tells: (audience: Audience, happening: string) => boolean;
  /** The text; codes in words, instants by the clock of Chengdu. `at`: when it was posted, which decides the version. */
  readonly render: (
    message: Pick<Message, "to" | "happening" | "filling"> & { readonly at: string },
    language: Language,
    channel: "inbox" | "sms" | "email",
  ) => string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const CHINA_MS = 8 * 3_600_000;
const clockTime = (instant: string): string =>
  new Date(Date.parse(instant) + CHINA_MS).toISOString().slice(0, 16).replace("T", " ");

export const audienceOf = (to: string): Audience => (to.startsWith("reporter/") ? "reporter" : "follower");

const fill = (text: string, filling: Filling, wordFor: (name: string, value: string) => string | undefined): string =>
  text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = filling[name] ?? "—";
    return wordFor(name, value) ?? (INSTANT.test(value) ? clockTime(value) : value);
  });

/** Codes in words, by the name under which a message is filled in with them. */
export type Words = Readonly<Record<string, Readonly<Record<string, z.infer<typeof Text>>>>>;

/** `more`: words that another file has. */
export const loadTemplates = (more: Words): Templates => {
  const { versions } = readData("message-templates.json", File);
  const versionFor = (at: string) => {
    const version = inForceOn(versions, dayOf(at));
    if (version === undefined) throw new Error("no templates of messages are in force");
    return version;
  };
  return {
    tells: (audience, happening) =>
      versions.some(({ templates }) =>
        templates.some((one) => one.audience === audience && one.happening === happening),
      ),
    render: ({ to, happening, filling, at }, language, channel) => {
      const { templates, words: own } = versionFor(at);
      const words: Words = { ...more, ...own };
      const fitting = templates.filter((one) => one.audience === audienceOf(to) && one.happening === happening);
      const template =
        fitting.find(({ channels }) => channels?.includes(channel)) ??
        fitting.find(({ channels }) => channels === undefined);
      if (template === undefined) throw new Error(`no template for ${happening}`);
      return fill(template[language], filling, (name, value) => words[name]?.[value]?.[language]);
    },
  };
};
