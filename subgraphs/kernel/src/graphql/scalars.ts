import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseCalendarDate, type CalendarDate } from '../vocabulary/calendar.ts';
import { formatRatio, LARGEST_AMOUNT, parseFen, ratio, type Fen, type Ratio } from '../vocabulary/money.ts';
import { isId } from '../persistence/id.ts';
import { badUserInput } from './errors.ts';

/** A scalar that travels as a string; a value that does not read is BAD_USER_INPUT, never coerced. */
function stringScalar<T>(
  name: string,
  description: string,
  read: (text: string) => T,
  write: (value: unknown) => string,
): GraphQLScalarType<T, string> {
  const parse = (value: unknown): T => {
    if (typeof value !== 'string') throw badUserInput({ [name]: '须为字符串' });
    return read(value);
  };
  return new GraphQLScalarType<T, string>({
    name,
    description,
    serialize: write,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => {
      try {
        return parse(node.kind === Kind.STRING ? node.value : null);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        // With its place in the document the refused argument can be named.
        throw new GraphQLError(error.message, { nodes: node, extensions: error.extensions });
      }
    },
  });
}

export const MoneyScalar = stringScalar<Fen>(
  'Money',
  '金额。Whole 分 as a decimal integer in a string: "12345" is 123.45 yuan. Never a float.',
  text => {
    const amount = parseFen(text);
    if (!amount.ok) throw badUserInput({ Money: amount.refusal.message });
    if (amount.value > LARGEST_AMOUNT || amount.value < -LARGEST_AMOUNT) {
      throw badUserInput({ Money: '金额超出可接受范围' });
    }
    return amount.value;
  },
  value => {
    if (typeof value !== 'bigint' && !(typeof value === 'string' && /^-?\d+$/.test(value))) {
      throw new TypeError('Money must be a bigint of 分');
    }
    return String(value);
  },
);

export const CalendarDateScalar = stringScalar<CalendarDate>(
  'CalendarDate',
  '日期。A calendar date in Asia/Shanghai, YYYY-MM-DD.',
  text => {
    const day = parseCalendarDate(text);
    if (!day.ok) throw badUserInput({ CalendarDate: day.refusal.message });
    return day.value;
  },
  value => String(value),
);

export const MaskableDateScalar = stringScalar<string>(
  'MaskableDate',
  '可脱敏日期。A calendar date that may be masked: 1987-05-12 or 1987-**-**.',
  text => text,
  value => String(value),
);

export const InstantScalar = stringScalar<Date>(
  'Instant',
  '时刻。An instant in UTC, ISO 8601 with milliseconds and Z.',
  text => {
    if (
      !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/.test(text) ||
      Number.isNaN(Date.parse(text))
    ) {
      throw badUserInput({ Instant: '时刻须为 ISO 8601 格式' });
    }
    return new Date(text);
  },
  value => (value instanceof Date ? value.toISOString() : new Date(String(value)).toISOString()),
);

export const RatioScalar = stringScalar<Ratio>(
  'Ratio',
  '比例。A dimensionless decimal as a string, at most six places: "0.6".',
  text => {
    if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) throw badUserInput({ Ratio: '比例须为至多六位小数的十进制数' });
    return ratio(text);
  },
  value => (typeof value === 'bigint' ? formatRatio(value) : String(value)),
);

export const UploadHandleScalar = stringScalar<string>(
  'UploadHandle',
  '上传文件句柄。An opaque handle of a file that the asker sent to POST /upload within the last 24 hours; good for one mutation.',
  text => {
    if (!isId(text)) throw badUserInput({ UploadHandle: '上传文件句柄无效' });
    return text;
  },
  value => String(value),
);

export const CursorScalar = stringScalar<string>(
  'Cursor',
  '游标。An opaque, signed position in one list or stream; valid only with the same filter and order.',
  text => {
    if (!/^[A-Za-z0-9_-]{1,512}$/.test(text)) throw badUserInput({ Cursor: '游标无效' });
    return text;
  },
  value => String(value),
);
