/** Looks for secrets in texts. What it finds is told by a fingerprint: the finding must not be the next leak. */
import { createHash } from "node:crypto";
import { z } from "zod";

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly kind: string;
  /** First 16 hex digits of the SHA-256 of what was found. */
  readonly fingerprint: string;
}

/** A finding that people have looked at. */
export const Reviewed = z.strictObject({
  path: z.string(),
  kind: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  why: z.string().min(10),
});
export type Reviewed = z.infer<typeof Reviewed>;

interface Kind {
  readonly kind: string;
  /** The secret is the last group, or all of it. */
  readonly pattern: RegExp;
  /** Which files. Default: all. */
  readonly files?: RegExp;
  /** Bits a character that it must have at least. */
  readonly entropy?: number;
}

/** Not the vectors of tests: those are digests and signatures through and through. */
const CONFIGURATION = /^(?!.*\/vectors\/).*\.(json|ya?ml|toml|ini|conf|env|properties)$|(^|\/)\.env/;

const kinds: readonly Kind[] = [
  { kind: "private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n)+[A-Za-z0-9+/=]{16,}/g },
  { kind: "private JWK", pattern: /"?\bd"?\s*:\s*"([A-Za-z0-9_-]{40,})"/g },
  { kind: "AWS key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { kind: "Alibaba or Tencent Cloud key", pattern: /\b(?:LTAI[0-9A-Za-z]{16,24}|AKID[0-9A-Za-z]{32})\b/g },
  { kind: "Google key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  { kind: "GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/g },
  { kind: "npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: "Slack token", pattern: /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g },
  { kind: "payment or model key", pattern: /\bsk[-_](?:live|test|ant|proj)[-_][A-Za-z0-9_-]{20,}/g },
  { kind: "JWT", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  { kind: "password in a URL", pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"'`$<{]+:([^\s:@/"'`$<{]{3,})@/g },
  {
    kind: "assigned secret",
    pattern:
      /(?:password|passwd|secret|token|api[-_]?key|access[-_]?key)["']?\s*[:=]\s*["'`]([^\s"'`${}<>]{12,})["'`]/gi,
    entropy: 3.3,
  },
  { kind: "random text", pattern: /(?<![\w/+.-])([A-Za-z0-9+/_-]{40,}={0,2})(?![\w/+.-])/g, files: CONFIGURATION, entropy: 4.7 }, // prettier-ignore
];

/** Shannon's, in bits a character. */
const entropyOf = (text: string): number =>
  [...Map.groupBy(text, (letter) => letter).values()]
    .map(({ length }) => length / text.length)
    .reduce((sum, share) => sum - share * Math.log2(share), 0);

export const fingerprintOf = (secret: string): string => createHash("sha256").update(secret).digest("hex").slice(0, 16);

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

export const findSecrets = (path: string, text: string): readonly Finding[] =>
  kinds
    .filter(({ files }) => files?.test(path) !== false)
    .flatMap(({ kind, pattern, entropy = 0 }) =>
      [...text.matchAll(pattern)]
        .map((match) => ({ secret: match.at(-1) ?? match[0], index: match.index }))
        .filter(({ secret }) => entropyOf(secret) >= entropy)
        .map(({ secret, index }) => ({ path, line: lineOf(text, index), kind, fingerprint: fingerprintOf(secret) })),
    );

const keyOf = ({ path, kind, fingerprint }: Omit<Reviewed, "why">): string => `${path} ${kind} ${fingerprint}`;

/** What nobody has looked at, and reviews of what is not there any more. */
export const secretProblems = (found: readonly Finding[], reviewed: readonly Reviewed[]): readonly string[] => {
  const known = new Set(reviewed.map(keyOf));
  const there = new Set(found.map(keyOf));
  return [
    ...found
      .filter((finding) => !known.has(keyOf(finding)))
      .map(({ path, line, kind, fingerprint }) => `${path}:${line} ${kind} ${fingerprint}`),
    ...reviewed
      .filter((one) => !there.has(keyOf(one)))
      .map((one) => `${keyOf(one)} was reviewed and is not there any more`),
  ];
};
