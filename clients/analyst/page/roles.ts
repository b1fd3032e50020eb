/** What the roles are called, in the order of the contract. */
const NAMES: Readonly<Record<string, string>> = {
  PERSON: '参保人',
  HANDLER: '经办人',
  REVIEWER: '复核人',
  INSPECTOR: '执法人员',
  INSTITUTION: '医药机构',
  AGENCY: '第三方代办',
  INSURER: '商保公司',
  ANALYST: '分析师',
  SCREEN: '大屏',
  COMPUTE_OPERATOR: '算力运营',
  TENANT: '算力租户',
  SYSTEM_ADMIN: '系统管理员',
  SECURITY_ADMIN: '安全管理员',
  AUDIT_ADMIN: '审计管理员',
};

/** `分析师 ANALYST`; a role that is not known by its name alone. */
export function roleName(role: string): string {
  return [NAMES[role], role].filter(Boolean).join(' ');
}
