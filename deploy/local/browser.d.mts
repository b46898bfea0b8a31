/** Flags for a Chromium that stays on this machine and needs no GPU. */
export declare const chromiumFlags: readonly string[];

/** The path of a Chromium: the system's, or Debian's where this is root on a Debian. Throws where none can be had. */
export declare function chromium(): Promise<string>;
