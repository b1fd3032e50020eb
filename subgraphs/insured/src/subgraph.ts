import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { defineSubgraph } from '#kernel/server/subgraph';
import { loadDemo } from '../demo/demo.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { AccessResolver } from './access/access.resolver.ts';
import { AccessService } from './access/access.service.ts';
import { EmergencyResolver } from './access/emergency.resolver.ts';
import { EmergencyService } from './access/emergency.service.ts';
import {
  AccountMovement,
  AccountPosting,
  AccountReservation,
  PersonalAccount,
} from './account/account.entity.ts';
import { AccountResolver, PersonAccountResolver } from './account/account.resolver.ts';
import { AccountService } from './account/account.service.ts';
import { ReservationSweeper } from './account/sweeper.ts';
import type { InsuredServices } from './context.ts';
import { EnrolmentChangeService } from './enrolment/enrolment-change.service.ts';
import { EnrolmentCountResolver } from './enrolment/enrolment-count.resolver.ts';
import { EnrolmentRecorder } from './enrolment/enrolment-recorder.ts';
import { Enrolment, EnrolmentChange } from './enrolment/enrolment.entity.ts';
import { enrolmentById } from './enrolment/enrolment.loader.ts';
import { EnrolmentResolver } from './enrolment/enrolment.resolver.ts';
import { EnrolmentService } from './enrolment/enrolment.service.ts';
import { acknowledgementProjections } from './erasure/acknowledgement.projection.ts';
import {
  PersonErasure,
  PersonErasureAcknowledgement,
  PersonErasureStep,
} from './erasure/person-erasure.entity.ts';
import { PersonErasureResolver } from './erasure/person-erasure.resolver.ts';
import { PersonErasureService } from './erasure/person-erasure.service.ts';
import { FundPayment } from './foreign/fund-payment.entity.ts';
import { Patient, patientsAmong } from './foreign/patient.entity.ts';
import { patientProjection } from './foreign/patient.projection.ts';
import { holdersAmong, PolicyHolder } from './foreign/policy-holder.entity.ts';
import { policyHolderProjection } from './foreign/policy-holder.projection.ts';
import { settlementProjection } from './foreign/settlement.projection.ts';
import { IncentiveTerm } from './incentive/incentive-term.entity.ts';
import { IncentiveResolver } from './incentive/incentive.resolver.ts';
import { IncentiveService } from './incentive/incentive.service.ts';
import { LoginResolver } from './login/login.resolver.ts';
import { InsuredPerson } from './person/insured-person.entity.ts';
import { personById } from './person/insured-person.loader.ts';
import { InsuredPersonResolver } from './person/insured-person.resolver.ts';
import { PersonService } from './person/insured-person.service.ts';
import { PolicyHolderResolver } from './policy-holder/policy-holder.resolver.ts';
import { PolicyHolderService } from './policy-holder/policy-holder.service.ts';
import { RefusedMatch } from './policy-holder/refused-match.entity.ts';
import { WaitingPeriodRecord } from './waiting-period/waiting-period.entity.ts';
import { WaitingPeriodResolver } from './waiting-period/waiting-period.resolver.ts';
import { WaitingPeriodService } from './waiting-period/waiting-period.service.ts';

/** Insured persons: who is covered, from when benefits are due, what continuity earns, and the personal account. */
export const subgraph = defineSubgraph<InsuredServices, DemoWorld>({
  name: 'insured',
  entities: [
    InsuredPerson,
    Enrolment,
    EnrolmentChange,
    WaitingPeriodRecord,
    IncentiveTerm,
    FundPayment,
    Patient,
    PolicyHolder,
    RefusedMatch,
    PersonalAccount,
    AccountMovement,
    AccountPosting,
    AccountReservation,
    PersonErasure,
    PersonErasureStep,
    PersonErasureAcknowledgement,
  ],
  migrations: MIGRATIONS,
  resolvers: [
    InsuredPersonResolver,
    EnrolmentResolver,
    EnrolmentCountResolver,
    WaitingPeriodResolver,
    IncentiveResolver,
    PersonAccountResolver,
    AccountResolver,
    PersonErasureResolver,
    PolicyHolderResolver,
    AccessResolver,
    EmergencyResolver,
    LoginResolver,
  ],
  references: {
    InsuredPerson: (reference, context) => personById(context, String(reference['id'])),
    Enrolment: (reference, context) => enrolmentById(context, String(reference['id'])),
  },
  services(kernel) {
    const persons = new PersonService(kernel);
    const accounts = new AccountService(kernel);
    const recorder = new EnrolmentRecorder(kernel);
    const changes = new EnrolmentChangeService(kernel, recorder);
    return {
      kernel,
      persons,
      accounts,
      changes,
      enrolments: new EnrolmentService(kernel, persons, accounts, recorder),
      waitingPeriods: new WaitingPeriodService(kernel, changes),
      incentives: new IncentiveService(),
      access: new AccessService(kernel),
      emergencies: new EmergencyService(kernel, persons),
      erasures: new PersonErasureService(kernel),
      policyHolders: new PolicyHolderService(kernel, persons),
    };
  },
  theirsAmong: (asker, personIds, { kernel }) =>
    asker.role === 'INSURER'
      ? holdersAmong(kernel.em(), asker.institution, personIds)
      : patientsAmong(kernel.em(), asker.institution, personIds),
  projections: ({ erasures }) => [
    settlementProjection,
    patientProjection,
    policyHolderProjection,
    ...acknowledgementProjections(erasures),
  ],
  tasks: ({ accounts }, { log }) => [new ReservationSweeper(accounts, log)],
  demo: loadDemo,
});
