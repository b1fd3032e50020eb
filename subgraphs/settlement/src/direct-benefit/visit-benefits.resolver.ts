import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { groupedBy, inOrder } from '#kernel/graphql/context';
import { today } from '#kernel/vocabulary/calendar';
import { entitlementOn } from '../entitlement/entitlement.rule.ts';
import { EnrolmentCopy } from '../foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from '../foreign/institution-copy.entity.ts';
import type { PolicyBook, TermSubject } from '../policy-term/policy-term.rule.ts';
import { readPolicyBook } from '../policy-term/policy-term.store.ts';
import { qualificationsOf } from '../qualification/qualification.loader.ts';
import { TREATMENTS } from '../qualification/treatment.rule.ts';
import type { SettlementContext } from '../services.ts';
import { Visit } from '../visit/visit.entity.ts';
import { assistanceGroupsOn, directBenefits, isFiled, methodOf } from './direct-benefit.rule.ts';
import { VisitBenefits } from './visit-benefits.type.ts';

@Resolver(() => Visit)
export class VisitBenefitsResolver {
  @Directive('@requiresScopes(scopes: [["qualification:read"]])')
  @FieldResolver(() => VisitBenefits, {
    nullable: true,
    description:
      '就诊待遇查询。What is open to the bill of the visit; null without cover on its day. Asked before the bill is settled.',
  })
  benefits(@Root() visit: Visit, @Ctx() context: SettlementContext): Promise<VisitBenefits | null> {
    return benefitsOf(visit, context);
  }
}

async function benefitsOf(visit: Visit, context: SettlementContext): Promise<VisitBenefits | null> {
  const { em } = context;
  const enrolments = await context
    .loader<string, EnrolmentCopy[]>('enrolment-copies', async keys =>
      groupedBy(keys, await em.find(EnrolmentCopy, { personId: { $in: [...keys] } }), row => row.personId),
    )
    .load(visit.personId);
  const institution = await context
    .loader<string, InstitutionCopy>('institution-copy', async keys =>
      inOrder(keys, await em.find(InstitutionCopy, { code: { $in: [...keys] } }), row => row.code),
    )
    .load(visit.institutionCode);
  const book = await context
    .loader<string, PolicyBook>('policy-book', async keys => {
      const whole = await readPolicyBook(em);
      return keys.map(() => whole);
    })
    .load('book');
  const cover = entitlementOn(enrolments ?? [], visit.startedOn);
  if (!cover.ok || !institution || !book) return null;
  const { enrolment, entitlement } = cover.value;
  const { scheme, personGroup, region } = enrolment;
  const { visitType, startedOn } = visit;
  const subject: TermSubject = {
    scheme,
    personGroup,
    region,
    visitType,
    institutionLevel: institution.level,
  };
  const qualifications = await qualificationsOf(context, visit.personId);
  const on = visit.endedOn ?? today(context.services.kernel.clock);
  const open = directBenefits({ ...visit, subject }, qualifications, book, on);
  return Object.assign(new VisitBenefits(), {
    scheme,
    personGroup,
    entitlement,
    treatments: TREATMENTS.filter(treatment => isFiled(treatment, qualifications, startedOn)),
    assistanceGroups: assistanceGroupsOn(qualifications, startedOn),
    mutualAidFund: open.mutualAidMembership,
    seriousIllnessMethod: methodOf(book, 'SERIOUS_ILLNESS', subject, on),
    mutualAidMethod: methodOf(book, 'CHILD_INPATIENT', subject, on),
  });
}
