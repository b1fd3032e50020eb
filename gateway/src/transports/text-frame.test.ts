import { expect, test } from '@jest/globals';
import * as ws from 'ws';
import type { Writable } from 'node:stream';
import { textFrame } from './text-frame.ts';

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  'a text of %i bytes is read as it was written',
  async length => {
    const text = 'x'.repeat(length);
    const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };
    const receiver = new Receiver({ isServer: false });
    const read = new Promise<string>(resolve =>
      receiver.on('message', (data: Buffer) => resolve(data.toString())),
    );
    receiver.write(textFrame([Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))]));
    expect((await read) === text).toBe(true);
  },
);
