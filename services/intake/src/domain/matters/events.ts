import type { ClockFact } from "../clock.ts";
import type { Asked, BroughtMaterial, CategoryPath, Ending, MissingMaterial, Received, Reply, Text } from "./matter.ts";

interface Said {
  readonly at: string;
  readonly text?: Text | undefined;
}
interface Timed {
  readonly clock?: ClockFact | undefined;
}

/** What has happened to a matter. Private; `app/publish-matter-as.ts` says what others learn. */
export type MatterEvent =
  | { readonly type: "MatterReceived"; readonly data: Received & Said & Timed & { readonly onHand: string } }
  | {
      readonly type: "NoticeGiven";
      readonly data: Said & Timed & { readonly missing: readonly MissingMaterial[]; readonly by: string };
    }
  | {
      readonly type: "MaterialsBrought";
      readonly data: Said & Timed & { readonly brought: readonly BroughtMaterial[] };
    }
  | {
      readonly type: "MatterAccepted";
      readonly data: Said & {
        readonly clock: ClockFact;
        readonly by: string;
        readonly onHand: string;
        readonly category?: CategoryPath | undefined;
        readonly deemed?: boolean | undefined;
      };
    }
  | {
      readonly type: "HandlingPaused";
      readonly data: Said & { readonly clock: ClockFact; readonly why: string; readonly by: string };
    }
  | { readonly type: "HandlingResumed"; readonly data: Said & { readonly clock: ClockFact; readonly by: string } }
  | { readonly type: "ExtensionAsked"; readonly data: Said & { readonly code: string; readonly by: string } }
  | {
      readonly type: "ExtensionDecided";
      readonly data: Said & Timed & { readonly granted: boolean; readonly by: string };
    }
  | { readonly type: "ReplyGiven"; readonly data: Said & Timed & { readonly reply: Reply } }
  | {
      readonly type: "ReviewAsked";
      readonly data: Said & { readonly clock: ClockFact; readonly to: string; readonly step: number };
    }
  | {
      readonly type: "OfficersNamed";
      readonly data: { readonly accounts: readonly string[]; readonly by: string; readonly at: string };
    }
  | { readonly type: "ConversionAsked"; readonly data: Asked }
  | { readonly type: "ConversionFailed"; readonly data: { readonly code: string; readonly at: string } }
  | {
      readonly type: "MatterEnded";
      readonly data: Said & Timed & { readonly ended: Ending; readonly reply?: Reply | undefined; readonly by: string };
    }
  | { readonly type: "MatterRated"; readonly data: { readonly stars: number; readonly at: string } }
  | {
      readonly type: "MatterReopened";
      readonly data: Said & { readonly clock: ClockFact; readonly status: "received" | "inHand" };
    }
  | { readonly type: "WordsErased"; readonly data: { readonly accessId: string; readonly at: string } };
