import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../core/userError';
import { EventQueue } from './eventQueue';
import { explain } from '../storage/systemError';
import { event, type Event, type EventOf, protocolVersion, type Request } from './protocol';

export interface EngineOptions {
  /** Path of the bundled child, `dist/engine.mjs`. */
  readonly entry: string;
  /** Program that runs it; the one that runs this process when left out (Electron runs it as Node.js). */
  readonly execPath?: string;
  /** How long the child may take to say that it is there, in milliseconds. */
  readonly startTimeout?: number;
}

/** How much of the child's standard error is kept for an error report, in characters. */
const lastWordsKept = 8192;

/** The child process ended while something was expected of it. */
export class EngineStopped extends Error {
  override readonly name = 'EngineStopped';

  /** @param how such as `killed by SIGABRT`; @param lastWords the end of its standard error. */
  constructor(
    readonly how: string,
    readonly lastWords: string,
  ) {
    super(`the engine stopped (${how})`);
  }
}

/** For Node.js: what evaluations leave is collected when the child asks for it, and the heap stays small beside the model. */
const nodeFlags = ['--expose-gc', '--max-semi-space-size=1', '--optimize-for-size'] as const;

/** How long the child may take to drop a call, in milliseconds: one batch of a large model takes minutes. */
const cancelPatience = 800;

const endings: ReadonlySet<Event['type']> = new Set(['loaded', 'audited', 'inspected', 'tokens', 'backend', 'done', 'failed', 'cancelled']);

/** One question to the child, and the events that answer it. */
export class Call {
  readonly events = new EventQueue<Event>();
  private giveUpTimer: NodeJS.Timeout | null = null;
  private ended = false;

  constructor(
    readonly number: number,
    private readonly engine: EngineProcess,
  ) {}

  get isOver(): boolean {
    return this.ended;
  }

  async next(): Promise<Event> {
    const answer = await this.events.next();
    if (answer.type !== 'failed') return answer;
    throw new UserError(answer.code, answer.code === 'engine' ? `The engine failed: ${answer.message}` : answer.message);
  }

  send(request: DistributiveOmit<Request, 'call'>): void {
    this.engine.post({ ...request, call: this.number });
  }

  /** Nobody waits for the answer any more: the child drops it, or is ended when it is slow to. */
  giveUp(reason: unknown): void {
    this.events.abandon(reason);
    this.giveUpTimer ??= setTimeout(() => this.engine.kill('it was slow to cancel'), cancelPatience);
    this.send({ type: 'cancel' });
  }

  /** The child has answered in full, or is gone. */
  over(): void {
    this.ended = true;
    if (this.giveUpTimer !== null) clearTimeout(this.giveUpTimer);
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** A running child that has said it speaks our protocol. */
export class EngineProcess {
  private readonly calls = new Map<number, Call>();
  private nextCall = 1;
  private lastWords = '';
  private stopped: EngineStopped | null = null;
  private readonly greeting = new EventQueue<number>();

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-lastWordsKept);
    });
    child.on('message', (message) => this.receive(message));
    child.on('error', (error) => this.stop(error.message));
    // `close` comes after the last of the child's standard error has been read, `exit` may come before.
    child.on('close', (code, signal) => this.stop(signal === null ? `exit code ${code}` : `killed by ${signal}`));
  }

  /** @throws UserError `engine` when the child does not come up, or speaks another version; or `disk`. */
  static async start({ entry, execPath = process.execPath, startTimeout = 30_000 }: EngineOptions): Promise<EngineProcess> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'blindspot-')).catch((error: unknown) => {
      throw explain(error, 'make a folder for temporary files in', tmpdir());
    });
    const child = fork(entry, [], {
      execPath,
      execArgv: [...nodeFlags],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '', TMPDIR: scratch, TEMP: scratch, TMP: scratch },
    });
    // States of sequences are copied by way of files, and a child that is killed cannot remove its own.
    child.once('close', () => void rm(scratch, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined));
    const engine = new EngineProcess(child);
    const tooLate = setTimeout(() => engine.kill(`no answer within ${startTimeout / 1000} s`), startTimeout);
    try {
      const version = await engine.greeting.next();
      if (version !== protocolVersion) {
        engine.kill('wrong version');
        throw new UserError(
          'engine',
          `The engine at ${entry} speaks version ${version} of the protocol and this program version ${protocolVersion}: reinstall, or build again.`,
        );
      }
      return engine;
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error;
      throw new UserError('engine', `The engine at ${entry} did not start (${describeStop(error)}): reinstall, or build again.`, { cause: error });
    } finally {
      clearTimeout(tooLate);
    }
  }

  get running(): boolean {
    return this.stopped === null;
  }

  /** Begins a call. Its events come to their end with the child at the latest. */
  begin(): Call {
    const call = new Call(this.nextCall, this);
    this.nextCall += 1;
    if (this.stopped === null) this.calls.set(call.number, call);
    else {
      call.events.fail(this.stopped);
      call.over();
    }
    return call;
  }

  /** The one answer to a question. @throws UserError `engine` for any other. */
  async ask<Type extends Event['type']>(request: Parameters<Call['send']>[0], type: Type): Promise<EventOf<Type>> {
    const call = this.begin();
    call.send(request);
    const answer = await call.next();
    if (answer.type !== type) throw new UserError('engine', `The engine answered ${request.type} with ${answer.type}.`);
    return answer as EventOf<Type>;
  }

  post(request: Request): void {
    // The `close` event tells of a child that is gone; a message to it is lost with it.
    if (this.stopped === null && this.child.connected) this.child.send(request, () => undefined);
  }

  /** Ends the child at once; whatever is under way rejects with EngineStopped. */
  kill(how: string): void {
    this.stop(how);
    this.child.kill('SIGKILL');
  }

  private receive(message: unknown): void {
    const parsed = event.safeParse(message);
    if (!parsed.success) this.kill('it sent what is not of the protocol');
    else if (parsed.data.type === 'ready') this.greeting.push(parsed.data.protocol);
    else this.pass(parsed.data.call, parsed.data);
  }

  private pass(number: number, answer: Event): void {
    const call = this.calls.get(number);
    call?.events.push(answer);
    if (!endings.has(answer.type)) return;
    call?.over();
    this.calls.delete(number);
  }

  private stop(how: string): void {
    if (this.stopped !== null) return;
    this.stopped = new EngineStopped(how, this.lastWords);
    this.greeting.fail(this.stopped);
    for (const call of this.calls.values()) {
      call.events.fail(this.stopped);
      call.over();
    }
    this.calls.clear();
  }
}

/** How the child ended, with the last line that it wrote to standard error. */
export function describeStop({ how, lastWords }: EngineStopped): string {
  const lastLine = lastWords.trim().split('\n').at(-1) ?? '';
  return lastLine === '' ? how : `${how}; it last said: ${lastLine}`;
}
