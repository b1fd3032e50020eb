import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseLimits } from '../gateway/src/limits/limits.ts';
import { SUBGRAPHS } from '#kernel/server/subgraph';

/** A setting that is empty is not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform(value => value || undefined);

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  /** Gateway processes that share the port; the subgraphs stay in one. Needs DATABASE_URL when more than one. */
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: text,
  /** NATS with JetStream, such as `nats://user:password@host:4222`, that carries events; the database does without it. */
  NATS_URL: text.refine(url => !url || /^(nats|tls):\/\/[^\s,]+$/.test(url), 'not a nats: or tls: address'),
  DATA_DIR: z.string().default(fileURLToPath(new URL('../.data', import.meta.url))),
  /** Subgraphs that run on their own; the gateway reaches them over HTTP. `all`: this process is the gateway alone. */
  SPLIT_SUBGRAPHS: z.string().default(''),
  /** Names the subgraphs and their addresses; `rover.yaml` of the project by default. */
  ROVER_FILE: z.string().default('rover.yaml'),
  /** The composed supergraph that is served first, and by `npm run reload`; the project's own by default. */
  SUPERGRAPH_FILE: z.string().default('schema/supergraph.graphql'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  /** The pooling area (统筹区) that every sealed value is bound to. */
  POOLING_AREA: z
    .string()
    .regex(/^\d{6}$/)
    .default('310000'),
  /** Root key of 64 hexadecimal characters; a key file in DATA_DIR without it. */
  ROOT_KEY: text,
  /** SM2 private key of 64 hexadecimal characters that signs audit checkpoints; a key file in DATA_DIR without it. */
  SIGNING_KEY: text,
  /** Public keys that signed documents before, separated by commas; their signatures are still believed. */
  FORMER_SIGNING_KEYS: text,
  /** SM2 public key of whoever signs releases; the one that signs on this machine without it. */
  RELEASE_KEY: text,
  /** PEM file of the authorities whose SM2 certificates may log in; the development authority of DATA_DIR without it. */
  LOGIN_AUTHORITIES: text,
  /** PEM file of their lists of certificates that were taken back. */
  LOGIN_REVOCATIONS: text,
  /** PEM files of TLS 1.3, together or not at all: this process's certificate and key, and who issues those of the others. */
  TLS_CERTIFICATE: text,
  TLS_KEY: text,
  TLS_AUTHORITIES: text,
  /** A key service that wraps the root key: its address, its SM2 public key, and the name of the key there. */
  KEY_SERVICE_URL: text,
  KEY_SERVICE_PUBLIC_KEY: text,
  KEY_SERVICE_KEY: z.string().default('root'),
  /** File of mode 0600 with the SM2 private key with which this deployment asks it; made on first use. */
  KEY_SERVICE_CLIENT_KEY_FILE: text,
  OIDC_ISSUER: text,
  OIDC_AUDIENCE: text,
  OIDC_JWKS_URL: text,
  /** A file (mode 0600) that says with whom settlement exchanges records, as JSON; with nobody without it. */
  EXCHANGE_FILE: text,
  /** A file with the token under which this process's subgraphs ask each other in production. */
  SERVICE_TOKEN_FILE: text,
  /** `off` starts without the demo world. */
  DEMO: z.enum(['on', 'off']).default('on'),
  /** Whether clients may ask documents by the hashes of schema/trusted-documents.json; `only`: and no others. */
  TRUSTED_DOCUMENTS: z.enum(['off', 'prefer', 'only']).default('prefer'),
  /** Limits of the gateway other than those declared: `cost=20000 depth=12`. */
  LIMITS: z
    .string()
    .optional()
    .transform((value, context) => {
      try {
        return parseLimits(value ?? '');
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    }),
  /** Milliseconds from which an operation counts as slow and is logged. */
  SLOW_OPERATION_MS: z.coerce.number().int().min(1).default(1000),
  /** Address of an OpenTelemetry collector (OTLP over HTTP); nothing is traced without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_SERVICE_NAME: z.string().default('medical-insurance'),
  /** The share of requests that are traced, unless whoever sends them has decided. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** Address of a DCGM exporter; the simulated fleet without it. */
  DCGM_URL: text,
});

export type Environment = z.infer<typeof schema> & {
  readonly split: readonly string[];
  readonly production: boolean;
};

/** The settings cannot be used; the message names them. */
export class UnfitSettings extends Error {}

/** The settings of this process, read once; a setting that does not fit stops the start and is named. */
export function readEnvironment(): Environment {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
    throw new UnfitSettings(`settings that do not fit: ${wrong.join('; ')}`);
  }
  const settings = parsed.data;
  const names = settings.SPLIT_SUBGRAPHS.split(',')
    .map(name => name.trim())
    .filter(Boolean);
  const split = names.includes('all') ? [...SUBGRAPHS] : names;
  const unknown = split.filter(name => !(SUBGRAPHS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new UnfitSettings(`SPLIT_SUBGRAPHS names no subgraph: ${unknown.join(', ')}`);
  if (split.length > 0 && !settings.DATABASE_URL) {
    throw new UnfitSettings(
      'split subgraphs need DATABASE_URL: the embedded database belongs to one process',
    );
  }
  const transport = [settings.TLS_CERTIFICATE, settings.TLS_KEY, settings.TLS_AUTHORITIES];
  if (transport.some(Boolean) && !transport.every(Boolean))
    throw new UnfitSettings('TLS_CERTIFICATE, TLS_KEY and TLS_AUTHORITIES are set together or not at all');
  return { ...settings, split, production: settings.NODE_ENV === 'production' };
}
