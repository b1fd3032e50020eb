/**
 * A script of a settlement department: the bills of a person, an enrolment that is refused, and three readings of the
 * computing fleet. `node --import tsx node-script.ts URL TOKEN PERSON`
 */
import { createGraphClient, GraphError, match } from '../dist/client/index.ts';
import { readFragment } from '../dist/fragment-masking.ts';
import {
  EnrolDocument,
  GpuReadingsDocument,
  PersonSettlementsDocument,
  SettlementCardFragmentDoc,
} from '../dist/graphql.ts';

const [url = '', token = '', person = ''] = process.argv.slice(2);
const graph = createGraphClient({ url: `${url}/graphql`, token: () => token, trusted: true });

try {
  const { person: found } = await graph.data(PersonSettlementsDocument, { id: person });
  for (const settlement of found?.settlements?.nodes ?? []) {
    const { settledOn, total, fundPaid } = readFragment(SettlementCardFragmentDoc, settlement);
    console.log(`${settledOn}  ${found?.name}  总额 ${total} 分，基金支付 ${fundPaid} 分`);
  }

  const { enrolPerson } = await graph.data(EnrolDocument, {
    input: {
      idempotencyKey: crypto.randomUUID(),
      personId: person,
      personGroup: 'FLEXIBLE',
      paidOn: '2000-01-01',
    },
  });
  const told = match(enrolPerson, {
    EnrolPersonSuccess: ({ enrolment }) => `等待期 ${enrolment.waitingPeriod.months} 个月`,
    DoubleEnrolmentRefusal: ({ message }) => `重复参保：${message}`,
    PaymentDateRefusal: ({ message }) => `缴费日期：${message}`,
    PersonDeceasedRefusal: ({ message }) => message,
    CoveredYearRefusal: ({ message }) => message,
    NameMismatchRefusal: ({ message }) => message,
    otherwise: ({ __typename }) => __typename,
  });
  console.log(told);

  let readings = 0;
  for await (const { data, missed } of graph.events(GpuReadingsDocument, {})) {
    const { at, source, samples } = data.gpuTelemetry;
    console.log(`${at}  ${samples.length} 张卡（${source}），遗漏 ${missed}`);
    if (++readings === 3) break;
  }
} catch (error) {
  if (!(error instanceof GraphError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await graph.close();
}
