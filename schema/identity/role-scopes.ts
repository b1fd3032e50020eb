/** Roles of the graph and the scopes that each carries: the only place where the two meet. */

export const ROLES = [
  'PERSON',
  'HANDLER',
  'REVIEWER',
  'INSPECTOR',
  'INSTITUTION',
  'AGENCY',
  'INSURER',
  'ANALYST',
  'SCREEN',
  'COMPUTE_OPERATOR',
  'TENANT',
  'SYSTEM_ADMIN',
  'SECURITY_ADMIN',
  'AUDIT_ADMIN',
] as const;

export type Role = (typeof ROLES)[number];

/** Principals that are services of this system, not people. */
export const SERVICE_ROLE = 'SERVICE';

const PUBLIC = ['institution:read', 'pharmacy:read', 'knowledge:read'];

/** Numbers and steps in which no person can be told from another. */
const AGGREGATES = [
  'insured:aggregate',
  'settlement:aggregate',
  'inspection:aggregate',
  'knowledge:watch',
  'usage:aggregate',
  'compute:read',
];

const STAFF = [
  ...PUBLIC,
  ...AGGREGATES,
  'insured:read',
  'settlement:read',
  'inspection:read',
  'suspicion:read',
  'knowledge:ask',
  'usage:read',
];

export const ROLE_SCOPES: Readonly<Record<Role, readonly string[]>> = {
  PERSON: [
    ...PUBLIC,
    'insured:read',
    'settlement:read',
    'payment:make',
    'qualification:read',
    'knowledge:ask',
    'usage:read',
  ],
  HANDLER: [
    ...STAFF,
    'insured:write',
    'emergency:begin',
    'policy:draft',
    'reimbursement:handle',
    'declaration:handle',
    'qualification:read',
    'qualification:register',
    'reveal:name',
    'reveal:id-card',
    'reveal:phone',
    'reveal:address',
    'reveal:birth-date',
  ],
  REVIEWER: [
    ...STAFF,
    'emergency:begin',
    'policy:draft',
    'policy:approve',
    'reimbursement:review',
    'declaration:approve',
    'qualification:read',
    'reveal:name',
    'reveal:id-card',
    'reveal:phone',
    'reveal:address',
    'reveal:birth-date',
    'reveal:bank-card',
    'reveal:medical',
  ],
  INSPECTOR: [
    ...STAFF,
    'emergency:begin',
    'inspection:write',
    'fees:review',
    'reveal:name',
    'reveal:id-card',
    'reveal:medical',
  ],
  INSTITUTION: [
    ...PUBLIC,
    'insured:read',
    'settlement:read',
    'settlement:write',
    'declaration:write',
    'qualification:read',
    'inspection:read',
    'fees:review',
    'reveal:name',
    'reveal:id-card',
    'reveal:birth-date',
    'reveal:medical',
  ],
  AGENCY: [...PUBLIC],
  INSURER: [...PUBLIC, 'insurer:read', 'insurer:write', 'reveal:name'],
  ANALYST: STAFF,
  SCREEN: [...PUBLIC, ...AGGREGATES],
  COMPUTE_OPERATOR: ['knowledge:read', 'compute:read', 'compute:operate', 'usage:read', 'usage:aggregate'],
  TENANT: ['compute:tenant'],
  SYSTEM_ADMIN: ['compute:read', 'exchange:operate', 'access:read', 'access:propose', 'access:decide'],
  SECURITY_ADMIN: ['erasure:decide', 'emergency:review', 'access:read', 'access:propose', 'access:decide'],
  AUDIT_ADMIN: ['audit:read', 'access:read'],
};

/** What one subgraph may ask of another in its own name. */
export const SERVICE_SCOPES: readonly string[] = [
  'account:service',
  'claim:service',
  'fees:review',
  'holder:service',
  'insured:read',
  'institution:read',
];
