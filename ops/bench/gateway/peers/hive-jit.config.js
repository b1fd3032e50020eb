import { defineConfig } from '@graphql-hive/gateway';

/** Hive Gateway with compiled execution of its JavaScript planner's plans. */
export const gatewayConfig = defineConfig({
  jit: true,
  logging: 'error',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
});
