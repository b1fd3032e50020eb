/** An error of the graph, as far as a wall tells of it. */
export interface GraphError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly service?: string };
}

const SERVICES: Readonly<Record<string, string>> = {
  insured: '参保人子图',
  settlement: '结算子图',
  pharmacy: '药品子图',
  inspection: '监管子图',
  knowledge: '知识子图',
  compute: '算力子图',
};

const CODES: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: '令牌失效',
  FORBIDDEN: '无权查看',
  RATE_LIMITED: '请求过于频繁',
  QUERY_TOO_COMPLEX: '查询超出限额',
  INTERNAL: '服务内部错误',
};

/** What the panel whose question or stream failed says of it. */
export function problemOf({ message, extensions }: GraphError): string {
  const { code = '', service = '' } = extensions ?? {};
  if (code === 'SUBGRAPH_UNAVAILABLE') return `${SERVICES[service] ?? '子图'}暂不可用`;
  return CODES[code] ?? message;
}

export const AWAY = '网关未连接';
export const UNREADABLE = '数据无法读取';
