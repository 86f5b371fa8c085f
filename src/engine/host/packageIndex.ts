// Python's package indexes: PEP 503 (pages with links) and PEP 691 (the same as JSON).
import * as z from 'zod';

interface Wanted {
  readonly index: string;
  readonly package: string;
  readonly file: string;
}

export interface Found {
  readonly uri: string;
  /** What the server of the file wants to be sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
}

const json = 'application/vnd.pypi.simple.v1+json';
const accept = `${json}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1`;
const project = z.object({ files: z.array(z.object({ url: z.string() })) });

/** Asks a package index where a file is. @throws an error with what the index said, in words that follow a colon */
export async function findOnIndex({ index, package: name, file }: Wanted, fetchPage: typeof fetch): Promise<Found> {
  const page = new URL(`${name}/`, index.endsWith('/') ? index : `${index}/`);
  const headers = takeCredentials(page);
  const answer = await fetchPage(page, { headers: { accept, ...headers } }).catch((error: unknown) => {
    throw new Error(`${page.host} cannot be reached (${reasonOf(error)}). Check the network and the proxy, and the index that pip is set to`, { cause: error });
  });
  if (!answer.ok) throw Object.assign(new Error(`${page.href} answered ${answer.status}`), { statusCode: answer.status });
  const found = linksOf(await answer.text(), answer.headers.get('content-type') ?? '')
    .map((link) => new URL(link, answer.url))
    .find(({ pathname }) => decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1)) === file);
  if (found === undefined) throw new Error(`${page.href} does not list it. Check the index that pip is set to`);
  found.hash = '';
  // A password for one server is no other's business.
  return { uri: found.href, headers: found.origin === page.origin ? headers : {} };
}

function linksOf(text: string, type: string): string[] {
  if (type.startsWith(json)) return project.parse(JSON.parse(text)).files.map(({ url }) => url);
  return [...text.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, double, single]) => (double ?? single ?? '').replaceAll('&amp;', '&'));
}

/** `fetch` takes no address with a name and a password in it. */
function takeCredentials(address: URL): Record<string, string> {
  const { username, password } = address;
  address.username = '';
  address.password = '';
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Node.js says "fetch failed", and the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
