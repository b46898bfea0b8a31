/** Where the platform lists its services. A place that no longer looks as it did is an error, not a service that is half there. */

export interface Name {
  /** `noise` */
  readonly lower: string;
  /** `Noise` */
  readonly pascal: string;
}

interface Place {
  readonly file: string;
  readonly enter: (text: string, name: Name) => string;
}

/** After the last match of a pattern, on a line of its own. */
const lineAfterLast = (text: string, pattern: RegExp, line: string): string => {
  const last = [...text.matchAll(pattern)].at(-1);
  if (last === undefined) return text;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
};

/** What the kit gives to every service: the same people may ask it of each. */
const COMMON_ACTIONS = ["evidence", "operationStatus", "deadLetters", "settleDeadLetter"];

type Insertion = readonly [pattern: RegExp, ...lines: string[]];

/** Lines before each of these, all or none: a text that has only some of them does not look as it did. */
const before = (text: string, ...insertions: readonly Insertion[]): string => {
  if (insertions.some(([pattern]) => !pattern.test(text))) return text;
  return insertions.reduce((so, [pattern, ...lines]) => so.replace(pattern, `${lines.join("\n")}\n$&`), text);
};

/** Of a cluster that has every service. One for a department alone is another department's. */
const OVERLAYS = [
  { file: "k8s/overlays/dev/kustomization.yaml", base: "../../base", registry: undefined },
  {
    file: "k8s/overlays/prod/kustomization.yaml",
    base: "../../base",
    registry: "registry.chenghua.example",
  },
  { file: "deploy/k8s/cluster/overlay/kustomization.yaml", base: "../../../../k8s/base", registry: undefined },
] as const;

export const places: readonly Place[] = [
  {
    file: "shared/contracts/src/events.ts",
    enter: (text, { lower }) =>
      ["work-begun.v1", "work-finished.v1", `${lower}-log-sealed.v1`].reduce(
        (so, file) => lineAfterLast(so, /^export \* from .*;$/gm, `export * from "./${lower}/${file}.ts";`),
        text,
      ),
  },
  {
    file: "shared/contracts/src/custody.ts",
    enter: (text, { lower, pascal }) =>
      lineAfterLast(
        text,
        /^import \{ \w+ \} from "\.\/.*-sealed\.v1\.ts";$/gm,
        `import { ${pascal}LogSealedV1 } from "./${lower}/${lower}-log-sealed.v1.ts";`,
      ).replace(
        /(\n)(\} as const satisfies Readonly<Record<string, Custody>>;)/,
        `$1  ${lower}: { service: "${lower}", sealed: ${pascal}LogSealedV1, keeper: "registry" },\n$2`,
      ),
  },
  {
    file: "deploy/provision/principals.ts",
    enter: (text, { lower }) =>
      lineAfterLast(
        text,
        /^import \{ manifest as .*;$/gm,
        `import { manifest as ${lower} } from "@wangge/${lower}/manifest";`,
      ).replace(/,(\s*)gateway(,?\s*\];)/, `,$1${lower},$1gateway$2`),
  },
  {
    // Its own department is for people to say; until then it is the operators'.
    file: "deploy/provision/district.yaml",
    enter: (text, { lower }) =>
      lineAfterLast(text, /^ {2}[a-z]+: \{ department: [a-z-]+ \}$/gm, `  ${lower}: { department: operation-centre }`),
  },
  {
    file: "deploy/doctor/aggregates-of-all.ts",
    enter: (text, { lower }) =>
      lineAfterLast(
        text,
        /^import \{ aggregates as .*;$/gm,
        `import { aggregates as ${lower} } from "@wangge/${lower}";`,
      ).replace(/,?\s*\];\s*$/, `, ...${lower}];\n`),
  },
  {
    file: "deploy/security/definitions.ts",
    enter: (text, { lower }) =>
      before(
        text,
        [/^import \* as webhooks from .*;$/m, `import * as ${lower} from "@wangge/${lower}";`],
        [/^ {2}\[webhooks, .*\],$/m, `  [${lower}, ${lower}.compose],`],
        [/^ {2}SOCIAL_SEED: .*,$/m, `  ${lower.toUpperCase()}_DEPARTMENT: "urban-management",`],
      ),
  },
  {
    file: "deploy/security/data/scopes.json",
    enter: (text, { lower }) => {
      const scopes = JSON.parse(text) as { readonly actions: readonly string[] }[];
      const scope = {
        scope: "department",
        rule: "The service's own department; supervisors see all.",
        proof: `services/${lower}/test/${lower}.service.spec.ts › refuses people of another department, whatever they ask`,
        actions: ["finish", "get", "list"].map((name) => `${lower}.${name}`),
      };
      const withCommon = scopes.map((one) => {
        const common = COMMON_ACTIONS.filter((name) => one.actions.includes(`registry.${name}`));
        return { ...one, actions: [...one.actions, ...common.map((name) => `${lower}.${name}`)] };
      });
      return `${JSON.stringify([...withCommon, scope], undefined, 2)}\n`;
    },
  },
  {
    file: "deploy/package.json",
    enter: (text, { lower }) => text.replace(/("@wangge\/kit": "\*",)/, `$1\n    "@wangge/${lower}": "*",`),
  },
  {
    file: "services/gateway/src/manifest.ts",
    enter: (text, { lower }) => text.replace(/(calls: \[[^\]]*?),?\s*\]/, `$1, "${lower}"]`),
  },
  {
    file: "deploy/compose.yaml",
    enter: (text, { lower }) =>
      before(
        text,
        [
          /^ {6}NATS_PASSWORD_GATEWAY: /m,
          ...["", "_2"].map((which) => `      NATS_PASSWORD_${lower.toUpperCase()}${which}: "\${WANGGE_PASSWORD}"`),
        ],
        [
          /^ {2}gateway:\n {4}<<: /m,
          `  ${lower}:`,
          "    <<: *service",
          `    image: wangge/${lower}`,
          `    build: { context: .., dockerfile: deploy/Dockerfile, args: { PART: ${lower} } }`,
          `    environment: { <<: *environment, NODE_ID: ${lower}.1, NATS_USER: ${lower} }`,
          `    volumes: ["${lower}:/data"]`,
        ],
        [/^ {2}gateway:\n$(?![^])/m, `  ${lower}:`],
      ),
  },
  ...OVERLAYS.map(({ file, base, registry }): Place => ({
    file,
    enter: (text, { lower }) =>
      before(
        text,
        [new RegExp(`^ {2}- ${base}/gateway$`, "m"), `  - ${base}/${lower}`],
        [new RegExp(`^ {2}- ${base}/mongo/registry$`, "m"), `  - ${base}/mongo/${lower}`],
        [
          /^ {2}- name: wangge\/gateway$/m,
          `  - name: wangge/${lower}`,
          ...(registry === undefined ? [] : [`    newName: ${registry}/wangge/${lower}`]),
          "    newTag: 0.1.0",
        ],
      ),
  })),
  {
    file: "k8s/components/store-backup/mongo.yaml",
    enter: (text, { lower }) =>
      before(text.replace(/^( +- name: STORES\n +value: .*)$/m, `$1 ${lower}`), [
        /^ {12}- name: ca$/m,
        "                  - secret:",
        `                      name: mongo-${lower}`,
        "                      optional: true",
        "                      items:",
        "                        - key: BACKUP_URL",
        `                          path: ${lower}/BACKUP_URL`,
      ]),
  },
  {
    file: "deploy/k8s/cluster/images.mjs",
    enter: (text, { lower }) => text.replace(/^ {2}"gateway",$/m, `  "${lower}",\n$&`),
  },
  {
    file: "README.md",
    enter: (text, { lower, pascal }) =>
      text.replace(
        /^(\| \[`services\/gateway`\])/m,
        `| [\`services/${lower}\`](services/${lower}) | ${pascal}: the cases of its department, and what it says of them |\n$1`,
      ),
  },
];
