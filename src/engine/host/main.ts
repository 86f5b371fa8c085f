// The engine's child process: answers its parent over IPC until the parent goes away.
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

const host = new Host(send);
process.on('message', (message) => host.receive(request.parse(message)));
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', protocol: protocolVersion });
