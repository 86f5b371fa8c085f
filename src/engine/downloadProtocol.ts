import * as z from 'zod';

/** What the client sends to the download's child process, once. Closing the channel cancels it. */
export const downloadRequest = z.object({
  uri: z.string(),
  folder: z.string(),
  fileName: z.string(),
});
export type DownloadRequest = z.infer<typeof downloadRequest>;

/** What the child sends back. `done` and `total` are bytes. */
export const downloadEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('finished'), path: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type DownloadEvent = z.infer<typeof downloadEvent>;
