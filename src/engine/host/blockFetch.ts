/** In bytes. The library's pieces of 5 MiB are a multiple of it. */
const blockBytes = 64 * 1024;

/**
 * A fetch whose bodies come in equal blocks, so that no block lies across the end of a piece. Otherwise ipull
 * (3.9), which fetches several pieces at once, counts the one after that end as done, and leaves zeros in the file.
 */
export function blockFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.body === null) return response;
    const inBlocks = new Response(response.body.pipeThrough(blocks()), response);
    Object.defineProperty(inBlocks, 'url', { value: response.url });
    return inBlocks;
  };
}

function blocks(): TransformStream<Uint8Array, Uint8Array> {
  let block = new Uint8Array(blockBytes);
  let filled = 0;
  return new TransformStream({
    transform: (piece, controller) => {
      for (let at = 0; at < piece.length; ) {
        const part = piece.subarray(at, at + blockBytes - filled);
        block.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < blockBytes) continue;
        controller.enqueue(block);
        block = new Uint8Array(blockBytes);
        filled = 0;
      }
    },
    flush: (controller) => {
      if (filled > 0) controller.enqueue(block.subarray(0, filled));
    },
  });
}
