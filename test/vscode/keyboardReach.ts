import type { Frame, Page } from 'playwright-core';

/** What takes a click. The toolkit's elements keep their own controls in a shadow, and have the focus in their place. */
const controls = [
  ...['button', 'a[href]', 'input', 'select', 'textarea', 'summary', '[role="button"]', '[role="checkbox"]', '[role="radio"]', '[role="switch"]', '[role="tab"]'],
  ...['button', 'checkbox', 'dropdown', 'link', 'radio', 'text-area', 'text-field'].map((name) => `vscode-${name}`),
].join(',');

const mostPresses = 200;

/** Numbers the controls that one sees and keeps how each looks without the focus. */
const number = `(() => {
  const look = (element) => [element, ...(element.shadowRoot?.querySelectorAll('*') ?? [])]
    .map((part) => { const { outline, border, boxShadow, backgroundColor, textDecoration } = getComputedStyle(part); return [outline, border, boxShadow, backgroundColor, textDecoration].join(); })
    .join('|');
  window.blindspotReach = { look, resting: [] };
  for (const control of document.querySelectorAll(${JSON.stringify(controls)})) {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.disabled || control.getAttribute('aria-disabled') === 'true') continue;
    control.dataset.reach = window.blindspotReach.resting.push(look(control)) - 1;
  }
  return window.blindspotReach.resting.length;
})()`;

const here = `(() => {
  const { activeElement } = document;
  if (!document.hasFocus() || activeElement === null || activeElement === document.body) return null;
  const { reach } = activeElement.dataset;
  const name = activeElement.outerHTML.slice(0, 120);
  if (reach === undefined) return { name, number: null, shown: true };
  return { name, number: Number(reach), shown: window.blindspotReach.look(activeElement) !== window.blindspotReach.resting[reach] };
})()`;

/** Controls that had no focus. One of a group, such as radio buttons, bars or the cells of a table, is reached by arrows when Tab reaches another of it. */
const missed = (reached: readonly number[]): string => `(() => {
  const reached = new Set(${JSON.stringify(reached)});
  return [...document.querySelectorAll('[data-reach]')]
    .filter((control) => !reached.has(Number(control.dataset.reach)))
    .filter((control) => control.tabIndex >= 0 || ![...(control.closest('[role="radiogroup"], [role="group"], table') ?? control).querySelectorAll('[data-reach]')].some((other) => reached.has(Number(other.dataset.reach))))
    .map((control) => control.outerHTML.slice(0, 120));
})()`;

interface Stop {
  readonly name: string;
  readonly number: number | null;
  readonly shown: boolean;
}

/** Tabs through a page from its beginning; what can be clicked and has no focus then, or shows none, as sentences. */
export async function outOfReach(page: Page, panel: Frame): Promise<string[]> {
  const count = await panel.evaluate<number>(number);
  if (count === 0) return ['The page has nothing that can be clicked.'];
  await panel.locator('body').click({ position: { x: 2, y: 2 } });
  const stops: Stop[] = [];
  for (let presses = 0; presses < mostPresses; presses++) {
    await page.keyboard.press('Tab');
    const stop = await panel.evaluate<Stop | null>(here);
    if (stop === null || (stop.number !== null && stops.some((earlier) => earlier.number === stop.number))) break;
    stops.push(stop);
  }
  const reached = stops.flatMap((stop) => stop.number ?? []);
  return [
    ...(await panel.evaluate<string[]>(missed(reached))).map((name) => `Tab does not reach ${name}`),
    ...stops.filter(({ shown }) => !shown).map(({ name }) => `No focus is to be seen on ${name}`),
  ];
}
