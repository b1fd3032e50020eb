import { expect, test } from '@jest/globals';
import * as ws from 'ws';
import type { Writable } from 'node:stream';
import { SharedFrame, textFrame } from './text-frame.ts';

/** What a reader makes of frames. */
function textsOf(...frames: readonly Buffer[]): string[] {
  const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  for (const frame of frames) receiver.write(Buffer.from(frame));
  return texts;
}

const LENGTHS = [0, 1, 125, 126, 65_535, 65_536, 200_000];

test.each(LENGTHS)('a text of %i bytes is read as it was written', length => {
  const text = 'x'.repeat(length);
  expect(textsOf(textFrame(text))).toEqual([text]);
});

test.each(LENGTHS.filter(length => length > 7))('%i bytes are read by two with what is their own', length => {
  const rest = 'x'.repeat(length - 7);
  const shared = new SharedFrame([Buffer.from(rest.slice(0, 1)), Buffer.from(rest.slice(1))]);
  const [first, second] = [Buffer.from('reader1'), Buffer.from('reader2')];
  const texts = [...textsOf(shared.beginningWith(first)), ...textsOf(shared.beginningWith(second))];
  expect(texts).toEqual([`reader1${rest}`, `reader2${rest}`]);
});

test('a frame that is still to be read stays as it is, whoever comes next', () => {
  const shared = new SharedFrame([Buffer.from(' reads')]);
  const kept = shared.beginningWith(Buffer.from('anna'));
  shared.keep();
  const next = shared.beginningWith(Buffer.from('bert'));
  const longer = shared.beginningWith(Buffer.from('caroline'));
  expect(textsOf(kept, next, longer)).toEqual(['anna reads', 'bert reads', 'caroline reads']);
});
