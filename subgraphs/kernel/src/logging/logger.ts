import { pino, type Logger } from 'pino';

export type { Logger };

/** Keys whose values never reach a log line, at any depth that pino can reach. */
const REDACTED = [
  'authorization',
  'token',
  'idCard',
  'name',
  'phone',
  'address',
  'birthDate',
  'bankCard',
  'diagnosis',
  'question',
  'variables',
].flatMap(key => [key, `*.${key}`, `*.*.${key}`]);

/** 18 characters of an id card, or 11 digits of a mobile number, wherever they stand in a text. */
const PERSONAL = /(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)/g;

/** Takes personal data out of free text such as an error message. */
export function redactText(text: string): string {
  return text.replace(PERSONAL, '[redacted]');
}

/** Structured logs on stdout that never show personal data: keys are redacted, texts are scrubbed, SQL parameters dropped. */
export function createLogger(options: { level?: string; name?: string } = {}): Logger {
  return pino({
    level: options.level ?? 'info',
    ...(options.name && { name: options.name }),
    base: options.name ? { name: options.name } : null,
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { err: error => describeError(error) },
    hooks: {
      logMethod(inputs, method) {
        const scrubbed = inputs.map(input =>
          typeof input === 'string' ? redactText(input) : input,
        ) as typeof inputs;
        method.apply(this, scrubbed);
      },
    },
  });
}

/** Name, scrubbed message and stack of an error. Database errors quote values, so only their code and constraint are kept. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const fromDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return {
    type: error.name,
    message: fromDatabase ? `database error ${code}` : redactText(error.message),
    ...(fromDatabase && { code, constraint }),
    stack: (error.stack ?? '')
      .split('\n')
      .filter(line => line.startsWith('    at '))
      .slice(0, 8)
      .join('\n'),
  };
}
