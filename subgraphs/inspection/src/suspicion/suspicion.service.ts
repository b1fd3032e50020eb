import { SUSPICION_TOPIC, type SuspicionRaised } from '#schema/events/inspection.events';
import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { addMonths } from '#kernel/vocabulary/calendar';
import { reviewFees } from '../fee-review/fee-review.rule.ts';
import { groupBy } from '../fee-review/grouping.rule.ts';
import { rulesForItems, type ApplicableRule } from '../fee-rule/fee-rule.store.ts';
import { historiesOf, purchasesBefore, type PersonLine } from '../foreign/settled-history.ts';
import { Institution } from '../institution/institution.entity.ts';
import { HighFrequencyThreshold, SuspicionClaim } from './suspicion.entity.ts';
import { findLeads, highFrequencyThreshold } from './suspicion.rule.ts';
import { HIGH_FREQUENCY_MONTHS, SUSPICION_LIFE, type Lead, type ModelParameters } from './suspicion.terms.ts';

/** A lead with whose it is, ready to be raised. */
interface PersonLead extends Lead {
  readonly personId: string;
  readonly feeRuleId: string | null;
  readonly institutionCode: string;
}

/** Raises suspicions from settled claims, and takes them back when a settlement is voided. */
export class SuspicionService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Runs every model over the histories of those who have settled, and raises what takes in one of the claims.
   * What was raised before is found again under its key and not raised twice.
   */
  async raise(tx: EntityManager, claims: readonly { claimId: string; personId: string }[]): Promise<void> {
    if (claims.length === 0) return;
    const claimIds = new Set(claims.map(claim => claim.claimId));
    const histories = await historiesOf(tx, [...new Set(claims.map(claim => claim.personId))]);
    const lines = [...histories.values()].flat();
    const settled = lines.filter(line => claimIds.has(line.claimId));
    const parameters = await this.#parameters(tx, settled);
    const rules = await rulesForItems(tx, [...new Set(lines.map(line => line.itemCode))]);
    const charging = [...new Set(lines.map(line => line.institutionCode))];
    const registered = await tx.find(Institution, { code: { $in: charging } });
    const institutions = new Map(registered.map(each => [each.code, each]));
    const adults = await this.#adults(tx, [...histories.keys()]);

    const leads: PersonLead[] = [];
    for (const [personId, history] of histories) {
      const byLine = new Map(history.map(line => [line.id, line]));
      for (const lead of findLeads(history, claimIds, parameters)) {
        const institutionCode = byLine.get(lead.lineIds.at(-1)!)!.institutionCode;
        leads.push({ ...lead, personId, feeRuleId: null, institutionCode });
      }
      leads.push(...libraryLeads(personId, history, claimIds, rules, institutions, adults.has(personId)));
    }
    await this.#save(tx, leads, institutions);
  }

  /** Dismisses the indicators of a claim whose settlement no longer counts. */
  async withdraw(tx: EntityManager, claimIds: readonly string[]): Promise<void> {
    const claims = arrayLiteral(claimIds);
    await tx.execute('delete from inspection.settled_line where claim_id = any(?::uuid[])', [claims]);
    await tx.execute(
      `update inspection.suspicion set state = 'DISMISSED', dismissal = ?
       where state = any(?::varchar[])
         and id in (select suspicion_id from inspection.suspicion_claim where claim_id = any(?::uuid[]))`,
      [SETTLEMENT_VOIDED, arrayLiteral(DISMISSIBLE), claims],
    );
  }

  async #adults(tx: EntityManager, personIds: readonly string[]): Promise<Set<string>> {
    const rows: { person_id: string }[] = await tx.execute(
      'select person_id from inspection.person_standing where insured_as_adult and person_id = any(?::uuid[])',
      [arrayLiteral(personIds)],
    );
    return new Set(rows.map(row => row.person_id));
  }

  /** The thresholds of the months in which purchases happened; a month's is computed once, from what was before it. */
  async #parameters(tx: EntityManager, settled: readonly PersonLine[]): Promise<ModelParameters> {
    const months = [...new Set(settled.map(line => line.serviceDate.slice(0, 7)))].sort();
    const stored = await tx.find(HighFrequencyThreshold, { month: { $in: months } });
    const thresholds = new Map(stored.map(row => [row.month, row]));
    for (const month of months.filter(each => !thresholds.has(each))) {
      const first = `${month}-01`;
      const population = await purchasesBefore(tx, addMonths(first, -HIGH_FREQUENCY_MONTHS), first);
      const threshold = highFrequencyThreshold(population);
      if (threshold === null) continue;
      const row = { month, ...threshold, computedAt: this.#kernel.clock.now() };
      await tx.insert(HighFrequencyThreshold, row);
      thresholds.set(month, row);
    }
    return { highFrequency: month => thresholds.get(month) ?? null };
  }

  async #save(
    tx: EntityManager,
    leads: readonly PersonLead[],
    institutions: ReadonlyMap<string, Institution>,
  ): Promise<void> {
    if (leads.length === 0) return;
    const raisedAt = this.#kernel.clock.now().toISOString();
    const rows = leads.map(lead => ({
      id: newId(),
      model: lead.model,
      rule: lead.rule,
      fee_rule_id: lead.feeRuleId,
      person_id: lead.personId,
      key: lead.key,
      item_code: lead.itemCode,
      institution_code: lead.institutionCode,
      region: institutions.get(lead.institutionCode)?.region ?? lead.institutionCode.slice(1, 7),
      evidence: lead.evidence,
      raised_at: raisedAt,
    }));
    const saved: { id: string; model: string; person_id: string; key: string; fresh: boolean }[] =
      await tx.execute(
        `insert into inspection.suspicion
         (id, model, rule, fee_rule_id, person_id, key, item_code, institution_code, region, evidence, state, raised_at)
       select id, model, rule, fee_rule_id, person_id, key, item_code, institution_code, region, evidence, 'LEAD', raised_at
       from jsonb_to_recordset(?::jsonb) as lead (id uuid, model varchar, rule varchar, fee_rule_id uuid, person_id uuid,
         key varchar, item_code varchar, institution_code varchar, region varchar, evidence jsonb, raised_at timestamptz)
       on conflict (model, person_id, key) do update set
         evidence = case when suspicion.state = 'LEAD' then excluded.evidence else suspicion.evidence end,
         state = case when suspicion.dismissal = ? then 'LEAD' else suspicion.state end,
         dismissal = nullif(suspicion.dismissal, ?)
       returning id, model, person_id, key, (xmax = 0) as fresh`,
        [JSON.stringify(rows), SETTLEMENT_VOIDED, SETTLEMENT_VOIDED],
      );
    const idOf = new Map(saved.map(row => [keyOf(row.model, row.person_id, row.key), row]));
    const claims = leads.flatMap(lead => {
      const { id } = idOf.get(keyOf(lead.model, lead.personId, lead.key))!;
      return lead.claimIds.map(claimId => ({ suspicionId: id, claimId }));
    });
    await tx
      .createQueryBuilder(SuspicionClaim)
      .insert(claims)
      .onConflict(['suspicionId', 'claimId'])
      .ignore()
      .execute();
    await this.#kernel.outbox.add(
      tx,
      leads.flatMap(lead => {
        const { id, fresh } = idOf.get(keyOf(lead.model, lead.personId, lead.key))!;
        return fresh ? [raised(id, lead, institutions)] : [];
      }),
    );
  }
}

const SETTLEMENT_VOIDED = '结算已作废';

/** States that the life of a suspicion lets be dismissed. */
const DISMISSIBLE = Object.entries(SUSPICION_LIFE).flatMap(([state, acts]) =>
  'DISMISS' in acts ? [state] : [],
);

/** The rule library over what was settled, with the person's history. */
function libraryLeads(
  personId: string,
  history: readonly PersonLine[],
  claimIds: ReadonlySet<string>,
  rules: readonly ApplicableRule[],
  institutions: ReadonlyMap<string, Institution>,
  insuredAsAdult: boolean,
): PersonLead[] {
  const byClaim = groupBy(history, line => line.claimId);
  return [...byClaim].flatMap(([claimId, lines]) => {
    if (!claimIds.has(claimId)) return [];
    const { institutionCode, insurance, visitId, visitType } = lines[0]!;
    const withoutPrice = (line: PersonLine) => ({ ...line, listPrice: null });
    const outcome = reviewFees(
      {
        birthDate: null,
        insuredAsAdult,
        insurance,
        institutionLevel: institutions.get(institutionCode)?.level ?? null,
        institutionSpeciality: institutions.get(institutionCode)?.speciality ?? null,
        visitId,
        visitType,
        lines: lines.map(withoutPrice),
        history: history.filter(line => line.claimId !== claimId).map(withoutPrice),
      },
      rules,
    );
    const byLine = new Map(lines.map(line => [line.id, line]));
    return outcome.violations.map((violation): PersonLead => {
      const rule = rules.find(each => each.id === violation.ruleId)!;
      return {
        model: 'FEE_RULE',
        rule: `${rule.list} ${rule.subject}`,
        key: `${rule.id} ${violation.lineIds[0]}`,
        claimIds: [claimId],
        lineIds: violation.lineIds,
        itemCode: byLine.get(violation.lineIds[0]!)?.itemCode ?? null,
        evidence: violation.evidence,
        personId,
        feeRuleId: rule.id,
        institutionCode,
      };
    });
  });
}

function keyOf(model: string, personId: string, key: string): string {
  return `${model} ${personId} ${key}`;
}

function raised(
  suspicionId: string,
  lead: PersonLead,
  institutions: ReadonlyMap<string, Institution>,
): SuspicionRaised {
  const { model, personId, claimIds, itemCode, institutionCode } = lead;
  const region = institutions.get(institutionCode)?.region ?? institutionCode.slice(1, 7);
  return {
    topic: SUSPICION_TOPIC,
    name: 'SuspicionRaised',
    version: 1,
    aggregateId: suspicionId,
    payload: { suspicionId, model, personId, claimIds, itemCode, institutionCode, region },
  };
}
