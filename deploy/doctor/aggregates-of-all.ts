import { aggregates as appraisal } from "@wangge/appraisal";
import { aggregates as dispatch } from "@wangge/dispatch";
import { aggregates as enforcement } from "@wangge/enforcement";
import { aggregates as intake } from "@wangge/intake";
import { aggregates as registry } from "@wangge/registry";
import { aggregates as social } from "@wangge/social";
import { aggregates as webhooks } from "@wangge/webhooks";

/** Every kind of aggregate of every service of the platform. */
export const allAggregates = [
  ...registry,
  ...intake,
  ...dispatch,
  ...enforcement,
  ...social,
  ...appraisal,
  ...webhooks,
];
