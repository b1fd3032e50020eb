import { parseCalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/** Parts of an institution's message id. */
export interface Msgid {
  readonly institution: string;
  readonly sentAt: string;
  readonly serial: string;
}

/**
 * Reads the sender's message id of the national interface: institution code (12 characters), time
 * `yyyyMMddHHmmss`, serial number of 4 digits. It is the idempotency key of a transaction.
 * Source: 国家医保信息平台接口规范, 报文头 msgid.
 */
export function parseMsgid(text: string): Result<Msgid, RefusalFacts<'INVALID_MSGID'>> {
  const match = /^([A-Z]\d{11})(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (match) {
    const [, institution, year, month, day, hour, minute, second, serial] = match as unknown as string[];
    const exists = parseCalendarDate(`${year}-${month}-${day}`).ok;
    if (exists && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60) {
      return accept({
        institution: institution!,
        sentAt: `${year}${month}${day}${hour}${minute}${second}`,
        serial: serial!,
      });
    }
  }
  return refuse('INVALID_MSGID', '报文ID须为定点机构编码12位+时间14位+流水号4位');
}
