/** Many readers in one process: each a socket of its own that counts frames and looks at little else. */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { serveOrders } from './orders.ts';

const sockets = new Set<Socket>();
let messages = 0;
let bytes = 0;
let delays: number[] = [];

/** A text frame of a client; its masking key is zero, so that the text stays as it is. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

function upgradeOf(url: URL): string {
  return [
    `GET ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
}

/** Opens a connection and leaves it; resolves with the code with which the gateway closes it. */
function silent(url: URL): { readonly open: Promise<void>; readonly code: Promise<number> } {
  const socket = connect(Number(url.port), url.hostname);
  socket.write(upgradeOf(url));
  let said: Buffer = Buffer.alloc(0);
  const open = new Promise<void>((resolve, reject) =>
    socket.once('error', reject).once('data', () => resolve()),
  );
  const code = new Promise<number>(resolve => {
    socket.once('close', () => resolve(1006));
    socket.on('data', (data: Buffer) => {
      said = Buffer.concat([said, data]);
      const end = said.indexOf('\r\n\r\n');
      for (let frames = said.subarray(end + 4); end > 0;) {
        const [opcode, length, begin] = headOf(frames);
        if (begin === 0 || frames.length < begin + length) return;
        if (opcode === 8) {
          resolve(frames.readUInt16BE(begin));
          return void socket.destroy();
        }
        frames = frames.subarray(begin + length);
      }
    });
  });
  return { open, code };
}

const NOTHING = Buffer.alloc(0);
/** All sockets are read into the same memory, so that the readers' own work delays what they measure as little as may be. */
const RECEIVED = Buffer.alloc(65_536);

/** Opens one reader; resolves when its subscription has been sent. */
function reader(url: URL, authorization: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer = NOTHING;
    let upgraded = false;
    const socket = connect({
      port: Number(url.port),
      host: url.hostname,
      onread: {
        buffer: RECEIVED,
        callback(length) {
          read(RECEIVED.subarray(0, length));
          return true;
        },
      },
    });
    sockets.add(socket);
    socket.once('error', reject);
    socket.write(upgradeOf(url));
    const start = (): void => {
      upgraded = true;
      socket.write(frame(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    };
    const read = (data: Buffer): void => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (!upgraded) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return void (rest = Buffer.from(rest));
        rest = rest.subarray(end + 4);
        start();
      }
      for (;;) {
        const [opcode, length, begin] = headOf(rest);
        if (begin === 0 || rest.length < begin + length) break;
        const payload = rest.subarray(begin, begin + length);
        rest = rest.subarray(begin + length);
        if (opcode === 9) socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
        if (opcode === 1) heard(payload, () => subscribe(socket, query, resolve));
      }
      // What all read into is read into again.
      rest = rest.length === 0 ? NOTHING : Buffer.from(rest);
    };
  });
}

function subscribe(socket: Socket, query: string, done: () => void): void {
  // An id of its own for each, as clients of graphql-ws make them.
  const message = { id: randomUUID(), type: 'subscribe', payload: { query } };
  socket.write(frame(JSON.stringify(message)), () => done());
}

/** Opcode, length and beginning of the payload; the beginning is 0 while the head is not complete. */
function headOf(data: Buffer): [number, number, number] {
  if (data.length < 2) return [0, 0, 0];
  const short = data[1]! & 0x7f;
  const opcode = data[0]! & 0x0f;
  if (short < 126) return [opcode, short, 2];
  if (short === 126) return data.length < 4 ? [0, 0, 0] : [opcode, data.readUInt16BE(2), 4];
  return data.length < 10 ? [0, 0, 0] : [opcode, Number(data.readBigUInt64BE(2)), 10];
}

const AT = Buffer.from('"at":"');

function heard(payload: Buffer, acknowledged: () => void): void {
  const at = payload.indexOf(AT);
  if (at < 0) {
    if (payload.includes('connection_ack')) acknowledged();
    else throw new Error(payload.toString());
    return;
  }
  messages++;
  bytes += payload.length;
  delays.push(Date.now() - Date.parse(payload.toString('latin1', at + 6, at + 30)));
}

serveOrders({
  async connect({ url, tokens, query }) {
    for (let from = 0; from < tokens.length; from += 100)
      await Promise.all(tokens.slice(from, from + 100).map(token => reader(new URL(url), token, query)));
    return { open: sockets.size };
  },
  async left({ url, count }) {
    const codes: Promise<number>[] = [];
    while (codes.length < count) {
      const some = Array.from({ length: 500 }, () => silent(new URL(url)));
      codes.push(...some.map(({ code }) => code));
      await Promise.all(some.map(({ open }) => open));
    }
    const tally: Record<number, number> = {};
    for (const code of await Promise.all(codes)) tally[code] = (tally[code] ?? 0) + 1;
    return { codes: tally };
  },
  async disconnect() {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    return {};
  },
  async received({ atLeast }) {
    while (messages < atLeast) await new Promise(resolve => setTimeout(resolve, 20));
    const sorted = delays.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    const answer = { messages, bytes, p50: at(0.5), p99: at(0.99) };
    [messages, bytes, delays] = [0, 0, []];
    return answer;
  },
});
