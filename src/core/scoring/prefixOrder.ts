/**
 * Puts prompts that begin alike side by side, so that an engine which keeps the last prompt's state
 * evaluates each shared beginning once. Plain code-unit order does exactly that, and it is the same
 * on every machine.
 */
export function inPrefixOrder<Item extends { readonly text: string }>(prompts: readonly Item[]): Item[] {
  return [...prompts].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}
