import type { Finding } from './findings';

/** A folder that says something of its owner, and what is written in its place. */
export interface PrivatePlace {
  readonly path: string;
  readonly name: string;
}

/**
 * The findings with every private place written by its name, so that they can be shown to anybody.
 *
 * @param user name of whose machine it is, hidden wherever a folder is called so; empty where it is not known
 */
export function withoutPrivatePaths(findings: readonly Finding[], places: readonly PrivatePlace[], user: string): Finding[] {
  const hide = hiding(places, user);
  return findings.map((finding) => ({ ...finding, found: hide(finding.found), advice: finding.advice === null ? null : hide(finding.advice) }));
}

/** The home folder as `~`, and those of the others that are not inside it by what they are for. */
export function privatePlaces(home: string, others: readonly PrivatePlace[]): PrivatePlace[] {
  const inside = new RegExp(`^${pathPattern(home)}(?:[\\\\/]|$)`, 'i');
  return [{ path: home, name: '~' }, ...others.filter(({ path }) => !inside.test(path))];
}

function hiding(places: readonly PrivatePlace[], user: string): (text: string) => string {
  // The longest first: a folder inside another has a name of its own.
  const known = places.filter(({ path }) => path.length > 1).toSorted((a, b) => b.path.length - a.path.length);
  const rules = known.map(({ path, name }) => ({ pattern: new RegExp(`${pathPattern(path)}(?![\\w.-])`, 'gi'), name }));
  if (user !== '') rules.push({ pattern: new RegExp(`(?<=[\\\\/])${pathPattern(user)}(?![\\w.-])`, 'gi'), name: '<user>' });
  return (text) => rules.reduce((rest, { pattern, name }) => rest.replace(pattern, () => name), text);
}

/** A slash is one of either kind: Windows has both. */
function pathPattern(text: string): string {
  return text
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .map((part) => part.replace(/[.*+?^${}()|[\]]/g, '\\$&'))
    .join('[\\\\/]');
}
