// The engine's child process: answers its parent over IPC until the parent goes away.
import * as z from 'zod';
import { protocolVersion, request } from '../protocol';
import { Host } from './host';

function send(event: Parameters<ConstructorParameters<typeof Host>[0]>[0]): void {
  // After a disconnect there is nobody to tell, and the process is about to end.
  if (process.connected) process.send?.(event);
}

// The parent reports the last line: it should say what happened, and not the version of Node.js.
process.on('uncaughtException', (error) => {
  process.stderr.write(`\n${error.name}: ${error.message.replaceAll(/\s+/g, ' ')}\n`);
  process.exit(1);
});

/** A request that cannot be read is answered as such: to end by it would have the parent start another child and ask again. */
function receive(message: unknown): void {
  const read = request.safeParse(message);
  if (read.success) {
    host.receive(read.data);
    return;
  }
  const { call } = z.object({ call: z.number() }).parse(message);
  const [issue] = read.error.issues;
  send({ type: 'failed', call, code: 'engine', message: `it cannot read what it was asked for (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})` });
}

const host = new Host(send);
process.on('message', receive);
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', protocol: protocolVersion });
