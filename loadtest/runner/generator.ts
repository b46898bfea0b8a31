const EVERY_MS = 1000;

/** How busy the generator itself is, each second: a hundredth of one core. All of the process, its other threads too. */
export const generatorWatch = (tell: (percent: number) => void): { readonly stop: () => void } => {
  let before = process.cpuUsage();
  let since = performance.now();
  const look = (): void => {
    const now = performance.now();
    if (now - since < EVERY_MS / 10) return;
    const { user, system } = process.cpuUsage(before);
    tell((user + system) / 10 / (now - since));
    before = process.cpuUsage();
    since = now;
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
    },
  };
};
