/**
 * A fetch that finds out whether a server sends parts of a file. ipull (3.9) believes `Accept-Ranges` alone, which some
 * mirrors leave out though they do, and begins such a file anew each time.
 */
export function rangeFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.status !== 200 || response.headers.has('accept-ranges') || response.headers.has('content-encoding')) return response;
    const asked = new Request(input, init);
    asked.headers.set('range', 'bytes=0-0');
    const part = await inner(asked);
    await part.body?.cancel();
    if (part.status !== 206) return response;
    const headers = new Headers(response.headers);
    headers.set('accept-ranges', 'bytes');
    const { status, statusText } = response;
    const told = new Response(response.body, { status, statusText, headers });
    Object.defineProperty(told, 'url', { value: response.url });
    return told;
  };
}
