/** A file that an answer carries in base64, such as the form of `report { pdf }`. */
export interface AnsweredFile {
  /** Named after where it stands in the answer: `report.pdf`. */
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

/** How a file begins in base64, the ending of its name and its media type. */
const KINDS = [
  ['JVBERi0', 'pdf', 'application/pdf'],
  ['UEsDB', 'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
] as const;

/** The files of a result, in their order; they are known by their first bytes, whatever their fields are called. */
export function filesOf(data: unknown): readonly AnsweredFile[] {
  return filesIn(data, [], '');
}

function filesIn(value: unknown, path: readonly string[], field: string): AnsweredFile[] {
  if (typeof value === 'object' && value !== null) {
    const within = field === '' ? path : [...path, field];
    return Object.entries(value).flatMap(([name, inner]) => filesIn(inner, within, name));
  }
  const kind =
    typeof value === 'string' ? KINDS.find(([beginning]) => value.startsWith(beginning)) : undefined;
  if (!kind) return [];
  const [, ending, type] = kind;
  return [{ name: `${path.join('.') || field}.${ending}`, type, base64: value as string }];
}
