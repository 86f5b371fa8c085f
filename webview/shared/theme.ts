/** The editor's colours that a chart is drawn in, as CSS colours. */
export interface ChartTheme {
  readonly highContrast: boolean;
  readonly background: string;
  readonly foreground: string;
  readonly mutedForeground: string;
  readonly lines: string;
  readonly blue: string;
  readonly yellow: string;
  readonly purple: string;
  readonly red: string;
  readonly fontFamily: string;
}

/** The theme as it is now. A theme may leave variables out: each has something to fall back on. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (...names: readonly string[]): string => {
    const name = names.find((each) => style.getPropertyValue(each).trim() !== '');
    return name === undefined ? 'gray' : style.getPropertyValue(name).trim();
  };
  const foreground = colour('--vscode-editor-foreground', '--vscode-foreground');
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    highContrast,
    background: colour('--vscode-editor-background'),
    foreground,
    mutedForeground: highContrast ? foreground : colour('--vscode-descriptionForeground', '--vscode-foreground'),
    lines: highContrast
      ? colour('--vscode-contrastBorder', '--vscode-foreground')
      : colour('--vscode-editorIndentGuide-background1', '--vscode-widget-border', '--vscode-charts-lines'),
    blue: colour('--vscode-charts-blue'),
    yellow: colour('--vscode-charts-yellow'),
    purple: colour('--vscode-charts-purple'),
    red: colour('--vscode-charts-red'),
    fontFamily: getComputedStyle(document.body).fontFamily,
  };
}

/** Calls back when the editor's theme has changed: it rewrites the page's variables and body class. */
export function onThemeChange(changed: () => void): void {
  let awaited = false;
  const observer = new MutationObserver(() => {
    if (awaited) return;
    awaited = true;
    // The variables and the class are written one after the other; one redraw serves both.
    requestAnimationFrame(() => {
      awaited = false;
      changed();
    });
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
