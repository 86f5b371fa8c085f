// Node.js 20, which runs the editor's extensions, has a fetch that knows no proxy.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';

const mostRedirects = 10;

/** The proxy for an address by the usual variables (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, also in lower case); null for none. */
export function proxyFor(address: URL, environment: NodeJS.ProcessEnv): URL | null {
  const said = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  const proxy = address.protocol === 'https:' ? said('HTTPS_PROXY') : said('HTTP_PROXY');
  if (proxy === undefined || exempt(address, said('NO_PROXY') ?? '')) return null;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/** A fetch that goes through the proxy of the environment, where it names one. It sends no bodies, as no download needs one. */
export function proxyFetch(environment: NodeJS.ProcessEnv, direct: typeof fetch): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    let address = new URL(asked.url);
    if (proxyFor(address, environment) === null) return direct(input, init);
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const proxy = proxyFor(address, environment);
      if (proxy === null) return direct(new Request(address, asked));
      const answer = await ask(address, proxy, asked);
      const next = answer.headers.location;
      if (next === undefined || ![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0)) return responseOf(answer, address, asked.method);
      answer.resume();
      const target = new URL(next, address);
      // A token for one host is no other's business.
      if (target.origin !== address.origin) asked.headers.delete('authorization');
      address = target;
    }
    throw new TypeError(`${asked.url} redirects more than ${mostRedirects} times`);
  };
}

async function ask(address: URL, proxy: URL, { method, headers, signal }: Request): Promise<IncomingMessage> {
  const fields = { host: address.host, ...Object.fromEntries(headers) };
  const options = { method, signal, headers: fields };
  let request: ClientRequest;
  if (address.protocol === 'https:') {
    const tunnel = await openTunnel(address, proxy, signal);
    request = secureRequest(address, { ...options, agent: false, createConnection: () => connectSecurely({ socket: tunnel, servername: address.hostname }) });
  } else {
    request = askProxy(proxy)({ ...options, ...placeOf(proxy), path: address.href, headers: { ...fields, ...credentials(proxy) } });
  }
  request.end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

async function openTunnel(address: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${address.hostname}:${address.port || 443}`;
  const request = askProxy(proxy)({ method: 'CONNECT', ...placeOf(proxy), path: target, signal, headers: { host: target, ...credentials(proxy) } });
  request.end();
  const [answer, socket] = (await once(request, 'connect')) as [IncomingMessage, Socket];
  if (answer.statusCode === 200) return socket;
  socket.destroy();
  throw new TypeError(`the proxy ${proxy.host} refused to connect to ${target} (${answer.statusCode} ${answer.statusMessage})`);
}

function askProxy({ protocol }: URL): typeof plainRequest {
  return protocol === 'https:' ? secureRequest : plainRequest;
}

function placeOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: string | number } {
  return { host: hostname, port: port || (protocol === 'https:' ? 443 : 80) };
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function responseOf(answer: IncomingMessage, address: URL, method: string): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
  const status = answer.statusCode ?? 502;
  const bare = method === 'HEAD' || status === 204 || status === 304;
  const body = bare ? null : (Readable.toWeb(answer) as ReadableStream);
  const response = new Response(body, { status, statusText: answer.statusMessage ?? '', headers });
  // Where redirects have led, which a response that is made by hand does not know.
  Object.defineProperty(response, 'url', { value: address.href });
  return response;
}

/** `NO_PROXY` lists hosts, with their subdomains, and may name ports; `*` is all. */
function exempt({ hostname, port, protocol }: URL, list: string): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, host = '', onPort] = /^\.?\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '') return false;
    if (onPort !== undefined && onPort !== actualPort) return false;
    return host === '' || hostname === host || hostname.endsWith(`.${host}`);
  });
}
