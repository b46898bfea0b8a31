export type PeerName = "redis" | "postgres" | "rabbitmq";

/** A running server of the comparison. */
export interface PeerServer {
  readonly url: string;
  readonly program: string;
  /** The roots of its processes, read live. */
  pids(): number[];
  stop(): Promise<void>;
}

export interface PeerOptions {
  /** A folder for its data; what it needs elsewhere it removes itself. */
  readonly dataDir: string;
  readonly log?: (line: string) => void;
  /** Synced before it acknowledges. Default: true. */
  readonly synced?: boolean;
  /** Fetch into the cache what is not on this machine. Default: true. */
  readonly mayFetch?: boolean;
}

/** Starts a server on a free loopback port, or tells why it cannot be had here. */
export declare function startPeer(
  name: PeerName,
  options: PeerOptions,
): Promise<PeerServer | { readonly missing: string }>;
