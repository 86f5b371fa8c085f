import { render, type TemplateResult } from 'lit-html';
import { onThemeChange, readTheme, type ChartTheme } from './theme';

/** A page with a chart, drawn from its state: its text anew at each change, its chart when asked. */
export class PageView<State extends { readonly theme: ChartTheme }> {
  private readonly root = document.getElementById('page') ?? document.body;

  /** @param draw the chart, which has the colours of the theme in it */
  constructor(
    private current: State,
    private readonly template: (state: State) => TemplateResult,
    private readonly draw: () => void,
  ) {}

  get state(): State {
    return this.current;
  }

  /** Draws the page for the first time, and from then on whenever the theme changes. */
  open(): void {
    onThemeChange(() => {
      this.show({ theme: readTheme() });
      this.draw();
    });
    this.show({});
  }

  show(change: Partial<State> | { readonly theme: ChartTheme }): void {
    this.current = { ...this.current, ...change };
    render(this.template(this.current), this.root);
  }
}
