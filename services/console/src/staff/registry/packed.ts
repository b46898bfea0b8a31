const CHUNK = 0x8000;

const base64Of = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
};

/** A file as the import takes it: its bytes, packed, whatever they are encoded in. */
export const packed = async (file: File): Promise<{ readonly name: string; readonly base64: string }> => {
  if (file.name.endsWith(".gz")) return { name: file.name, base64: base64Of(new Uint8Array(await file.arrayBuffer())) };
  const bytes = await new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  return { name: `${file.name}.gz`, base64: base64Of(new Uint8Array(bytes)) };
};
