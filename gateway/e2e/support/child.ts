import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A command of the project in a process of its own, which a test may kill. It has no NATS unless its settings name one: a
 * deployment has an account of its own there, and tests side by side would hear each other's facts.
 */
export class Child {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(script: string, words: readonly string[], settings: Readonly<Record<string, string>>) {
    this.#process = spawn(process.execPath, ['--import', 'tsx', script, ...words], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent', NATS_URL: '', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout!.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#process.stderr!.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  static run(script: string, words: readonly string[], settings: Readonly<Record<string, string>>): Child {
    return new Child(script, words, settings);
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with the match when the output shows a pattern; rejects when the process ends before. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      if (this.#process.exitCode !== null)
        throw new Error(`ended before it showed ${pattern}:\n${this.#output}`);
      await Promise.race([
        once(this.#process.stdout!, 'data'),
        once(this.#process.stderr!, 'data'),
        once(this.#process, 'exit'),
      ]);
    }
  }

  /** Ends the process and waits until it is gone; its exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill(signal);
      await once(this.#process, 'exit');
    }
    return this.#process.exitCode;
  }

  /** Waits until the process ends by itself; its exit code. */
  async exit(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'exit');
    return this.#process.exitCode;
  }
}
