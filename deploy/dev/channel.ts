import type { ServerResponse } from "node:http";

/** Server-sent events to every page that is open. A page that does not read is cut off; the browser comes back by itself. */
export interface Channel {
  readonly send: (event: string, data: unknown) => void;
  readonly attach: (response: ServerResponse) => void;
  readonly listeners: () => number;
  readonly close: () => void;
}

const PATIENCE_BYTES = 4_000_000;

export const createChannel = (): Channel => {
  const pages = new Set<ServerResponse>();
  return {
    send: (event, data) => {
      if (pages.size === 0) return;
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      for (const page of pages) {
        if (page.writableLength > PATIENCE_BYTES) page.destroy();
        else page.write(text);
      }
    },
    attach: (response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write("retry: 1000\n\n");
      pages.add(response);
      response.on("close", () => pages.delete(response));
    },
    listeners: () => pages.size,
    close: () => {
      for (const page of pages) page.end();
    },
  };
};
