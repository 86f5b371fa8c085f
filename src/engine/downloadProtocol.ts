import * as z from 'zod';

/** What the client sends to the download's child process, once. Closing the channel cancels it. */
export const downloadRequest = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('hub'), uri: z.string() }),
    z.object({ kind: z.literal('index'), index: z.string(), package: z.string(), file: z.string() }),
  ]),
  folder: z.string(),
  fileName: z.string(),
});
export type DownloadRequest = z.infer<typeof downloadRequest>;

/** What the child sends back. `done` and `total` are bytes. */
export const downloadEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('finished'), path: z.string() }),
  /** `status`: what the server answered, where that was what failed. */
  z.object({ type: z.literal('failed'), message: z.string(), status: z.number().nullable() }),
]);
export type DownloadEvent = z.infer<typeof downloadEvent>;
