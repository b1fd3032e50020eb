/** The province of our wallets and institutions. Source: GB/T 2260 (上海市). */
export const HOME_PROVINCE = '310000';
