/** What a web view's page is put together from. */
export interface WebviewPage {
  /** The page's folder under `webview/`: the body is marked with it, and its script reads the mark. */
  readonly view: string;
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** Where the editor serves the extension's own files from: `webview.cspSource`. */
  readonly cspSource: string;
  /** Unguessable and new for each page. */
  readonly nonce: string;
}

/**
 * The HTML of a page. Its content security policy allows our own script, style sheets, and pictures
 * from memory (saved charts), and nothing from anywhere else. The toolkit finds the nonce for the
 * styles of its controls in the `csp-nonce` element.
 */
export function webviewHtml({ view, title, script, style, cspSource, nonce }: WebviewPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta property="csp-nonce" content="${escaped(nonce)}">
    <link rel="stylesheet" href="${escaped(style)}">
    <title>${escaped(title)}</title>
  </head>
  <body data-view="${escaped(view)}">
    <main id="page"></main>
    <script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
