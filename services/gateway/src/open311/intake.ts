import { isDomainError, type Broker, type WireMeta } from "@wangge/kit";
import { z } from "zod";

/** What the Open311 server reads of intake's answers; fields that it does not know are let through. */
const Text = z.object({ zh: z.string(), en: z.string() });

const Categories = z.object({
  nodes: z.array(z.object({ id: z.string(), parent: z.string().optional(), name: Text })),
  categories: z.array(z.object({ code: z.string(), parent: z.string(), name: Text, hasQuestions: z.boolean() })),
});
export type Categories = z.infer<typeof Categories>;

const Definition = z.object({
  code: z.string(),
  questions: z.array(
    z.object({
      code: z.string(),
      datatype: z.string(),
      required: z.boolean(),
      variable: z.boolean(),
      text: Text,
      hint: Text.optional(),
      values: z.array(z.object({ key: z.string(), name: Text })).optional(),
    }),
  ),
});
export type Definition = z.infer<typeof Definition>;

const Report = z.object({
  reportId: z.string(),
  trackingNumber: z.string(),
  category: z.string(),
  description: z.string(),
  grid: z.string(),
  point: z.object({ lng: z.number(), lat: z.number() }).optional(),
  address: z.string().optional(),
  acceptedAt: z.string(),
  status: z.enum(["open", "closed"]),
  step: z.string().optional(),
  department: z.string().optional(),
  dueAt: z.string().optional(),
  updatedAt: z.string(),
  mergedInto: z.string().optional(),
  media: z.array(z.string()).optional(),
});
export type Report = z.infer<typeof Report>;

const Reports = z.object({ reports: z.array(Report), next: z.string().optional() });
const Taken = z.object({ reportId: z.string(), trackingNumber: z.string() });
const Accepted = Taken.extend({ notKept: z.array(z.string()) });
const Steps = z.object({
  steps: z.array(
    z.object({
      updateId: z.string(),
      trackingNumber: z.string(),
      step: z.string(),
      reason: z.string().optional(),
      at: z.string(),
    }),
  ),
});
export type Step = z.infer<typeof Steps>["steps"][number];
const Client = z.object({
  keyId: z.string(),
  requestsPerHour: z.number(),
  environment: z.enum(["test", "production"]),
});
export type Client = z.infer<typeof Client>;

type Input = Readonly<Record<string, unknown>>;
type Trace = Pick<WireMeta, "traceparent">;

const PHOTO = "intake.addPhotoByUrl";
const UPLOADED = "intake.addPhoto";

/** Intake, as the Open311 server asks it: by itself, in nobody's name. @throws DomainError */
export const intakeOf = ({ call, announced }: Pick<Broker, "call" | "announced">) => {
  const ask =
    <Output extends z.ZodType>(action: string, output: Output) =>
    async (input: Input, trace: Trace = {}): Promise<z.output<Output>> =>
      output.parse(await call(`intake.${action}`, input, trace));
  const checkApiKey = ask("checkApiKey", Client);
  return {
    categories: ask("categories", Categories),
    category: ask("category", Definition),
    reports: ask("publicReports", Reports),
    accept: ask("acceptOpen311", Accepted),
    taken: ask("takenOpen311", z.object({ taken: Taken.nullable() })),
    goesOnAs: ask("goesOnAs", z.object({ numbers: z.record(z.string(), z.string()) })),
    steps: ask("steps", Steps),
    comment: ask("comment", z.object({ updateId: z.string(), asksToReopen: z.boolean() })),
    /** Whose key this is; undefined for none. */
    clientOf: async (key: string): Promise<Client | undefined> => {
      try {
        return await checkApiKey({ key });
      } catch (error) {
        if (isDomainError(error) && error.code === "intake.api_key.refused") return undefined;
        throw error;
      }
    },
    /** Whether it takes photos. */
    takesPhotos: (): boolean => announced().some(({ name }) => name === PHOTO),
    /** An uploaded one; the same of the same report again is one photo. */
    addFile: async (reportId: string, place: number, file: Buffer, trace: Trace): Promise<void> => {
      const idempotencyKey = `open311:${reportId}:${String(place)}`;
      await call(UPLOADED, { reportId, content: file.toString("base64") }, { ...trace, idempotencyKey });
    },
    /** Intake fetches it, or refuses to: nothing is fetched here. */
    addPhoto: async (reportId: string, url: string, trace: Trace): Promise<void> => {
      await call(PHOTO, { reportId, url }, trace);
    },
  };
};
export type Intake = ReturnType<typeof intakeOf>;
