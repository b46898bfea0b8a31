/** A Chromium for the tests of the pages: the system's, or Debian's where this is root on a Debian. */
import { aptInstall } from "./apt.mjs";
import { UserError, which } from "./proc.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];
const found = () => names.map((name) => which(name)).find(Boolean);

/** What keeps it in this machine, and away from a GPU that is not there. */
export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The path of a Chromium. Throws where none can be had.
 * @returns {Promise<string>}
 */
export async function chromium() {
  const there = found();
  if (there) return there;
  if (process.getuid?.() !== 0 || !which("apt-get")) throw new UserError("no Chromium here: install chromium");
  await aptInstall("chromium");
  await aptInstall("fonts-noto-cjk");
  const installed = found();
  if (!installed) throw new UserError("apt-get installed no chromium");
  return installed;
}
