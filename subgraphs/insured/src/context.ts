import type { SubgraphContext } from '#kernel/graphql/context';
import type { AccessService } from './access/access.service.ts';
import type { EmergencyService } from './access/emergency.service.ts';
import type { AccountService } from './account/account.service.ts';
import type { EnrolmentChangeService } from './enrolment/enrolment-change.service.ts';
import type { EnrolmentService } from './enrolment/enrolment.service.ts';
import type { PersonErasureService } from './erasure/person-erasure.service.ts';
import type { IncentiveService } from './incentive/incentive.service.ts';
import type { PersonService } from './person/insured-person.service.ts';
import type { PolicyHolderService } from './policy-holder/policy-holder.service.ts';
import type { WaitingPeriodService } from './waiting-period/waiting-period.service.ts';
import type { Kernel } from '#kernel/server/subgraph';

/** The services of this subgraph, shared by all requests. */
export interface InsuredServices {
  readonly kernel: Kernel;
  readonly persons: PersonService;
  readonly enrolments: EnrolmentService;
  readonly changes: EnrolmentChangeService;
  readonly waitingPeriods: WaitingPeriodService;
  readonly incentives: IncentiveService;
  readonly accounts: AccountService;
  readonly access: AccessService;
  readonly emergencies: EmergencyService;
  readonly erasures: PersonErasureService;
  readonly policyHolders: PolicyHolderService;
}

export type InsuredContext = SubgraphContext<InsuredServices>;
