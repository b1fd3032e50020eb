/**
 * The caller's service identity on a subgraph's own port: nobody but the gateway and other subgraphs may knock
 * there, whatever token they hold. It stands beside `authorization`, which is the asker's.
 */
export const SERVICE_HEADER = 'x-service-authorization';

/** The token of the one for whom a subgraph asks, when `authorization` is the subgraph's own. */
export const ON_BEHALF_OF_HEADER = 'x-on-behalf-of';

/** Why the asker reads personal data in the clear; how it is encoded is told at `purposeFromHeader`. */
export const PURPOSE_HEADER = 'x-purpose';
