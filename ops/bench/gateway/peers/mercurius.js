/** Mercurius' gateway with its compiled execution; it speaks the first version of federation. */
import mercuriusGateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const [, , port, services] = process.argv;
const app = Fastify();
await app.register(mercuriusGateway, {
  jit: 1,
  gateway: {
    services: JSON.parse(services).map(service => ({
      ...service,
      rewriteHeaders: headers => ({ authorization: headers.authorization }),
    })),
  },
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
