import type { CalendarDate } from '#kernel/vocabulary/calendar';

/** A stretch of days off, and the weekend days on which is worked for it. */
export interface HolidayFacts {
  readonly name: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly worked: readonly CalendarDate[];
}

/**
 * Public holidays with their adjusted working days.
 * Source: 国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）; 2026年（国办发明电〔2025〕7号）.
 */
export const HOLIDAYS: readonly HolidayFacts[] = [
  { name: '元旦', from: '2025-01-01', to: '2025-01-01', worked: [] },
  { name: '春节', from: '2025-01-28', to: '2025-02-04', worked: ['2025-01-26', '2025-02-08'] },
  { name: '清明节', from: '2025-04-04', to: '2025-04-06', worked: [] },
  { name: '劳动节', from: '2025-05-01', to: '2025-05-05', worked: ['2025-04-27'] },
  { name: '端午节', from: '2025-05-31', to: '2025-06-02', worked: [] },
  { name: '国庆节、中秋节', from: '2025-10-01', to: '2025-10-08', worked: ['2025-09-28', '2025-10-11'] },
  { name: '元旦', from: '2026-01-01', to: '2026-01-03', worked: ['2026-01-04'] },
  { name: '春节', from: '2026-02-15', to: '2026-02-23', worked: ['2026-02-14', '2026-02-28'] },
  { name: '清明节', from: '2026-04-04', to: '2026-04-06', worked: [] },
  { name: '劳动节', from: '2026-05-01', to: '2026-05-05', worked: ['2026-05-09'] },
  { name: '端午节', from: '2026-06-19', to: '2026-06-21', worked: [] },
  { name: '中秋节', from: '2026-09-25', to: '2026-09-27', worked: [] },
  { name: '国庆节', from: '2026-10-01', to: '2026-10-07', worked: ['2026-09-20', '2026-10-10'] },
];
