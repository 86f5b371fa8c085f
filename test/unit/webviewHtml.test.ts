import { describe, expect, it } from 'vitest';
import { webviewHtml } from '../../src/vscode/shared/webviewHtml';

const page = { view: 'breakdown', title: 'A & <b>', script: 'https://x/a.js', style: 'https://x/a.css', cspSource: 'https://x', nonce: 'N1' };

describe('the HTML of a web view', () => {
  it('allows its own script and styles and nothing unsafe', () => {
    const policy = /content="(default-src[^"]*)"/.exec(webviewHtml(page))?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toBe(
      "default-src 'none'; script-src 'nonce-N1'; style-src https://x 'nonce-N1'; img-src https://x data:; font-src https://x",
    );
  });

  it('takes a title as text', () => {
    expect(webviewHtml(page)).toContain('<title>A &#38; &#60;b&#62;</title>');
  });
});
