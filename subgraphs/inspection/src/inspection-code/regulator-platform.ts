import { refuse, accept, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { REGULATED_FIELDS, type RegulatedField } from './inspection-code.terms.ts';

/** What the platform is told when a code is applied for; the id makes a repeated request the same request. */
export interface CodeRequest {
  readonly inspectionCodeId: string;
  readonly field: RegulatedField;
  readonly taskNumber: string;
  readonly institutionCode: string;
  readonly institutionState: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
  readonly plannedFrom: string;
}

export interface IssuedCode {
  readonly code: string;
  readonly caseCode: string;
}

/** The regulators' platform that issues inspection codes. It throws when it cannot be reached. */
export interface RegulatorPlatform {
  /** Shown beside every code that it issued. */
  readonly name: string;
  requestCode(request: CodeRequest): Promise<Result<IssuedCode, RefusalFacts<'PLATFORM_REFUSED'>>>;
}

/**
 * Stands in for the city's enforcement platform where none is connected, and says so in its name.
 * All four regulators are served from REGULATED_FIELDS; the same request yields the same code.
 */
export class LocalPlatform implements RegulatorPlatform {
  readonly name = 'local (simulated)';

  async requestCode(request: CodeRequest): ReturnType<RegulatorPlatform['requestCode']> {
    if (request.institutionState === 'TERMINATED') {
      return refuse('PLATFORM_REFUSED', '平台拒绝发码：被检查机构已解除定点');
    }
    const { codePrefix, casePrefix } = REGULATED_FIELDS[request.field];
    const serial = request.inspectionCodeId.replaceAll('-', '').slice(-16).toUpperCase();
    const day = request.plannedFrom.replaceAll('-', '');
    return accept({ code: `${codePrefix}${day}${serial}`, caseCode: `${casePrefix}${day}${serial}` });
  }
}
