import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { open, seal, sealKeys } from '#kernel/sensitive/envelope';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import type { Benchmark } from './benchmark.ts';

/** Sealing and opening every id card of the demo world, against the cipher that a system without SM4 would take. */
export const sealing: Benchmark = {
  name: 'sealing',
  question: 'What does sealing and opening a field with SM4-CTR and HMAC-SM3 cost, beside AES-256-GCM?',
  prepare() {
    const { persons } = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-31' });
    const values = persons.map(person => person.idCard);
    const keys = sealKeys(randomBytes(16), randomBytes(32));
    const aesKey = createSecretKey(randomBytes(32));
    const context = Buffer.from('InsuredPerson.idCard');
    return {
      unit: 'field',
      runners: [
        {
          name: 'SM4-CTR + HMAC-SM3 (the envelope)',
          units: values.length,
          run: () => values.every(value => open(seal(value, 1, keys, context), keys, context) === value),
        },
        {
          name: 'AES-256-GCM (native)',
          units: values.length,
          run: () =>
            values.every(value => {
              const nonce = randomBytes(12);
              const cipher = createCipheriv('aes-256-gcm', aesKey, nonce).setAAD(context);
              const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
              const decipher = createDecipheriv('aes-256-gcm', aesKey, nonce).setAAD(context);
              decipher.setAuthTag(cipher.getAuthTag());
              const clear = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
              return clear.toString('utf8') === value;
            }),
        },
      ],
      limits: [],
    };
  },
};
