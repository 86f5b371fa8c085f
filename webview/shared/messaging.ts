import type * as z from 'zod';

/** A page's line to the extension. */
export interface Messaging<Outgoing, State> {
  post(message: Outgoing): void;
  /** What the page kept before it was hidden or reloaded; undefined at first, or when it does not fit any more. */
  restore(): State | undefined;
  keep(state: State): void;
}

/**
 * Opens the line, and tells the extension that the page is there. Messages that do not fit the contract are reported in the console and not obeyed.
 * May be called once a page: the editor hands its API out once.
 */
export function openMessaging<Incoming extends z.ZodType, Outgoing, State>(
  incoming: Incoming,
  state: z.ZodType<State>,
  onMessage: (message: z.output<Incoming>) => void,
): Messaging<Outgoing, State> {
  const editor = acquireVsCodeApi();
  const isRepetition = firstRepeated();
  window.addEventListener('message', ({ data }: MessageEvent) => {
    if (isRepetition(data)) return;
    const parsed = incoming.safeParse(data);
    if (parsed.success) onMessage(parsed.data);
    else console.error('Blindspot: a message does not fit the contract.', parsed.error);
  });
  // At once, so that the answer is on its way while the rest of the page is made.
  editor.postMessage({ type: 'ready' });
  return {
    post: (message) => editor.postMessage(message),
    restore: () => state.safeParse(editor.getState()).data,
    keep: (kept) => {
      editor.setState(kept);
    },
  };
}

/**
 * What a page shows first is sent while it loads, and again when it is there, because the editor loses some of the
 * former. Heard twice, it would take away what somebody has typed or chosen in between.
 */
function firstRepeated(): (message: unknown) => boolean {
  const heard: string[] = [];
  return (message) => {
    if (heard.length === 2) return false;
    heard.push(JSON.stringify(message));
    return heard[0] === heard[1];
  };
}
