/** `http_req_duration{scenario:window,status:201}` */
export interface Selector {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const bare = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, "$2");

/** @throws Error it is not written so */
export const selectorOf = (key: string): Selector => {
  const open = key.indexOf("{");
  if (open < 0) return { name: key.trim() };
  if (!key.endsWith("}")) throw new Error(`"${key}": a } is missing`);
  const tags: Record<string, string> = {};
  for (const pair of key.slice(open + 1, -1).split(",")) {
    const colon = pair.indexOf(":");
    if (colon < 1) throw new Error(`"${key}": write {tag:value}`);
    tags[bare(pair.slice(0, colon))] = bare(pair.slice(colon + 1));
  }
  return { name: key.slice(0, open).trim(), tags };
};
