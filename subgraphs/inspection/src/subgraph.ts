import { isId } from '#kernel/persistence/id';
import { defineSubgraph } from '#kernel/server/subgraph';
import { loadDemo } from '../demo/demo.ts';
import { migrations } from '../migrations/index.ts';
import { CountsResolver } from './counts/counts.resolver.ts';
import { FeeReviewResolver } from './fee-review/fee-review.resolver.ts';
import { FeeReviewService } from './fee-review/fee-review.service.ts';
import { FeeRule, FeeRuleCodeRow } from './fee-rule/fee-rule.entity.ts';
import { feeRuleImporter } from './fee-rule/fee-rule.importer.ts';
import { FeeRuleResolver } from './fee-rule/fee-rule.resolver.ts';
import { Claim, Drug, InsuredPerson, stub } from './foreign/foreign.entity.ts';
import { inspectionProjections } from './foreign/projections.ts';
import { CataloguedDrug, PersonStanding, SettledLineRow } from './foreign/settled-line.entity.ts';
import {
  InspectionCode,
  InspectionCodeMove,
  InspectionCodeOfficer,
  InspectionParty,
} from './inspection-code/inspection-code.entity.ts';
import { InspectionCodeJournal } from './inspection-code/inspection-code.journal.ts';
import { InspectionCodeReader } from './inspection-code/inspection-code.reader.ts';
import { InspectionCodeResolver } from './inspection-code/inspection-code.resolver.ts';
import { InspectionCodeService } from './inspection-code/inspection-code.service.ts';
import { SIGNED_CODE } from './inspection-code/inspection-code.signed.ts';
import { InspectionPreparationService } from './inspection-code/inspection-preparation.service.ts';
import { InspectionTask } from './inspection-code/inspection-task.entity.ts';
import { LawEnforcementOfficer } from './inspection-code/officer.entity.ts';
import { OfficerResolver } from './inspection-code/officer.resolver.ts';
import { LocalPlatform } from './inspection-code/regulator-platform.ts';
import { Institution } from './institution/institution.entity.ts';
import { InstitutionResolver } from './institution/institution.resolver.ts';
import { InstitutionService } from './institution/institution.service.ts';
import { Physician } from './physician/physician.entity.ts';
import { physicianByCode, PhysicianResolver } from './physician/physician.resolver.ts';
import type { Services } from './services.ts';
import { HighFrequencyThreshold, Suspicion, SuspicionClaim } from './suspicion/suspicion.entity.ts';
import { SuspicionReader } from './suspicion/suspicion.reader.ts';
import {
  ClaimSuspicionsResolver,
  DrugSuspicionsResolver,
  PersonSuspicionsResolver,
  SuspicionResolver,
} from './suspicion/suspicion.resolver.ts';
import { SuspicionService } from './suspicion/suspicion.service.ts';

/** Supervision: the register of institutions, inspection codes, the rule library and suspicions. */
export const subgraph = defineSubgraph<Services, Parameters<typeof loadDemo>[0]>({
  name: 'inspection',
  entities: [
    ...[Institution, Physician, LawEnforcementOfficer],
    ...[InspectionTask, InspectionCode, InspectionCodeOfficer, InspectionParty, InspectionCodeMove],
    ...[FeeRule, FeeRuleCodeRow],
    ...[Suspicion, SuspicionClaim, HighFrequencyThreshold],
    ...[SettledLineRow, PersonStanding, CataloguedDrug],
  ],
  migrations,
  resolvers: [
    ...[InstitutionResolver, PhysicianResolver, OfficerResolver, InspectionCodeResolver],
    ...[FeeRuleResolver, FeeReviewResolver, SuspicionResolver, CountsResolver],
    ...[ClaimSuspicionsResolver, PersonSuspicionsResolver, DrugSuspicionsResolver],
  ],
  orphanedTypes: [Drug],
  references: {
    Institution: ({ code }, context) => context.services.institutions.byCode(context, String(code)),
    Physician: ({ code }, context) => physicianByCode(context, String(code)),
    InspectionCode: ({ id }, context) => context.services.codeReader.byId(context, String(id)),
    Claim: ({ id }) => (isId(String(id)) ? stub(Claim, String(id)) : null),
    InsuredPerson: ({ id }) => (isId(String(id)) ? stub(InsuredPerson, String(id)) : null),
    Drug: ({ id }) => (isId(String(id)) ? stub(Drug, String(id)) : null),
  },
  services: kernel => {
    const journal = new InspectionCodeJournal(kernel);
    return {
      cursors: kernel.cursors,
      institutions: new InstitutionService(kernel),
      preparation: new InspectionPreparationService(kernel, journal, new LocalPlatform()),
      codes: new InspectionCodeService(kernel, journal),
      codeReader: new InspectionCodeReader(kernel),
      review: new FeeReviewService(),
      suspicions: new SuspicionService(kernel),
      suspicionReader: new SuspicionReader(kernel),
    };
  },
  projections: services => inspectionProjections(services.suspicions),
  importers: () => [feeRuleImporter],
  signs: [SIGNED_CODE],
  demo: loadDemo,
});
