import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, holderOf, lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder that is held cannot be taken again, and its lock is not touched', () => {
  const release = lockFolder(folder);
  const before = readFileSync(join(folder, 'lock'), 'utf8');
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(before);
  expect(holderOf(folder)).toBe(process.pid);
  release();
  expect(holderOf(folder)).toBeNull();
});

test('the lock of a process that is gone is taken over', () => {
  writeFileSync(join(folder, 'lock'), '999999999 1');
  lockFolder(folder)();
});

test('a process id that was given to another process since does not hold the folder', () => {
  writeFileSync(join(folder, 'lock'), `${process.pid} 1`);
  lockFolder(folder)();
});
