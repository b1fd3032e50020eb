import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';

/** PEM files of one process. */
export interface TransportFiles {
  readonly certificate: string;
  readonly key: string;
  /** Whom it believes at the other end of connections between gateway and subgraphs. */
  readonly authorities: string;
}

const LOOK_MS = 2_000;

/** A certificate and key that do not fit each other, or no files of any; the message names them. */
export class UnfitTransport extends Error {}

/**
 * TLS 1.3 of one process. Its files are looked at again and again: a new certificate serves every new connection without a
 * restart, and one that cannot be used leaves the present one in place, with an alarm.
 */
export class Transport {
  readonly #files: TransportFiles;
  readonly #log: Logger;
  readonly #servers = new Map<Server, () => SecureContextOptions>();
  #stamp: string;
  #material: SecureContextOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(files: TransportFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
    this.#material = read(files);
    this.#stamp = this.#stampOfFiles();
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** What a server for everybody is made with. */
  forPublic(): SecureContextOptions {
    const { ca: _, ...own } = this.#material;
    return own;
  }

  /** What a server for this system alone is made with: who knocks shows a certificate too. */
  forPeers(): SecureContextOptions & { readonly requestCert: true; readonly rejectUnauthorized: true } {
    return { ...this.#material, requestCert: true, rejectUnauthorized: true };
  }

  /** What a connection to a peer is made with, at this moment. */
  asClient(): SecureContextOptions {
    return this.#material;
  }

  /** Gives a server each new certificate. */
  keep(server: Server, options: () => SecureContextOptions): void {
    this.#servers.set(server, options);
    server.once('close', () => this.#servers.delete(server));
  }

  /** Looks whether the files have changed, and takes what they hold now. */
  look(): void {
    try {
      const stamp = this.#stampOfFiles();
      if (stamp === this.#stamp) return;
      this.#stamp = stamp;
      this.#material = read(this.#files);
    } catch (error) {
      const { message } = error as Error;
      this.#log.error(
        { alert: 'TRANSPORT', message },
        'a new certificate cannot be used; the present one stays',
      );
      return;
    }
    for (const [server, options] of this.#servers) server.setSecureContext(options());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #stampOfFiles(): string {
    const { certificate, key, authorities } = this.#files;
    return [certificate, key, authorities]
      .map(path => {
        const { mtimeMs, size, ino } = statSync(path);
        return `${mtimeMs}/${size}/${ino}`;
      })
      .join(' ');
  }
}

function read({ certificate, key, authorities }: TransportFiles): SecureContextOptions {
  try {
    const material = {
      cert: readFileSync(certificate),
      key: readFileSync(key),
      ca: readFileSync(authorities),
      minVersion: 'TLSv1.3',
    } as const;
    createSecureContext(material);
    return material;
  } catch (error) {
    throw new UnfitTransport(
      `${certificate}, ${key} and ${authorities} serve no TLS: ${(error as Error).message}`,
    );
  }
}
