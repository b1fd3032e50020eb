/** The schema of what concerns who may come in; no subgraph's. */
export const ACCESS = 'identity';
