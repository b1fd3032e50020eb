import { useState } from 'react';

const CODES: Readonly<Record<string, string>> = {
  ENROLMENT: '参保登记',
  SETTLEMENT: '结算',
  REVIEW: '审核',
  INSPECTION: '检查',
  COMPLAINT: '投诉举报',
  AUDIT: '审计',
};

/**
 * States why personal data are read: `CODE: text`, or nothing, which leaves all of it masked. A purpose counts when it
 * is sent off: each clear reading is recorded with it, so no half-typed one may go out.
 */
export function PurposePicker({ onState }: { readonly onState: (purpose: string) => void }) {
  const [code, setCode] = useState('');
  const [text, setText] = useState('');
  const state = (nextCode: string, nextText: string): void => {
    const stated = nextText.trim();
    onState(nextCode !== '' && stated.length >= 4 ? `${nextCode}: ${stated}` : '');
  };
  return (
    <>
      <label>
        目的 Purpose
        <select
          value={code}
          onChange={event => {
            setCode(event.target.value);
            state(event.target.value, text);
          }}
        >
          <option value="">不说明（脱敏）</option>
          {Object.entries(CODES).map(([each, title]) => (
            <option key={each} value={each}>
              {title} {each}
            </option>
          ))}
        </select>
      </label>
      {code !== '' && (
        <input
          aria-label="目的说明"
          placeholder="说明，4 至 200 字，回车生效"
          minLength={4}
          maxLength={200}
          value={text}
          onChange={event => setText(event.target.value)}
          onBlur={() => state(code, text)}
          onKeyDown={event => event.key === 'Enter' && state(code, text)}
        />
      )}
    </>
  );
}
