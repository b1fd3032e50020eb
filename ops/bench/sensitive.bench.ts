import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { open, seal } from '#kernel/sensitive/envelope';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import type { Benchmark } from './benchmark.ts';

/** What authentication and framing cost beside the bare cipher: sealing and opening on one thread. */
export const sensitiveFields: Benchmark = {
  name: 'sensitive-fields',
  question:
    'What does sealing and opening a field cost beside the bare native cipher? (published limit 2.5×)',
  prepare() {
    const { persons } = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-31' });
    const values = persons.map(person => person.idCard);
    const keys = {
      encryption: createSecretKey(randomBytes(16)),
      authentication: createSecretKey(randomBytes(32)),
    };
    const context = Buffer.from('310000 InsuredPerson.idCard');
    return {
      unit: 'field',
      runners: [
        {
          name: 'SM4-CTR + HMAC-SM3 (the envelope)',
          units: values.length,
          run: () => values.every(value => open(seal(value, 1, keys, context), keys, context) === value),
        },
        {
          name: 'SM4-CTR (native, nothing else)',
          units: values.length,
          run: () =>
            values.every(value => {
              const nonce = randomBytes(16);
              const cipher = createCipheriv('sm4-ctr', keys.encryption, nonce);
              const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
              const decipher = createDecipheriv('sm4-ctr', keys.encryption, nonce);
              const clear = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
              return clear.toString('utf8') === value;
            }),
        },
      ],
      limits: [],
    };
  },
};
