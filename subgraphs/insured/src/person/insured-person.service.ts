import { badUserInput, forbidden } from '#kernel/graphql/errors';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { personLimit, regionLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { indexPropertyOf } from '#kernel/sensitive/sensitive.decorator';
import type { Kernel } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { PersonRegistrationInput } from '../enrolment/enrolment.input.ts';
import type { PersonGroup } from '../enrolment/enrolment.rule.ts';
import { PolicyHolder } from '../foreign/policy-holder.entity.ts';
import type { ExemptGroup } from '../waiting-period/waiting-period.terms.ts';
import { REVEAL_SCOPES, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import { readIdCard, type IdCard } from './id-card.rule.ts';
import { InsuredPerson } from './insured-person.entity.ts';
import type { PersonFilter } from './insured-person.input.ts';
import { lockPerson } from './lock-person.ts';

/** Candidates read at once where a value is sought: more than share an index with it at the planned size. */
const CANDIDATES = 50;

/** A registration whose every field was read. */
export interface Registration {
  readonly idCard: IdCard;
  readonly name: string;
  readonly phone: string | null;
  readonly address: string | null;
  readonly region: string;
  readonly exemptGroup: ExemptGroup | null;
}

/** Finds and registers persons; personal data are sealed before they reach the database. */
export class PersonService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The conditions under which a principal sees persons at all. */
  range(principal: Principal): object {
    const person = personLimit(principal);
    const region = regionLimit(principal);
    return {
      ...(person && { id: person }),
      ...(principal.role === 'INSURER' && { id: { $in: this.#heldBy(principal.institution) } }),
      ...(region && { region: { $like: `${region}%` } }),
    };
  }

  async byIdCard(em: EntityManager, text: string, principal: Principal): Promise<InsuredPerson | null> {
    const { number } = this.#readIdCard(text, 'idCard');
    requireSearch(principal, 'ID_CARD');
    // Only within the range: whether somebody is registered shows neither in the answer nor in what it costs.
    const found = await this.#findByIdCard(em, number, this.range(principal));
    if (principal.role === 'PERSON' && !found) throw forbidden('只能查看本人数据');
    return found;
  }

  /**
   * Who is registered under both a name and an identity number; null for a number that nobody has, a name that is
   * another's, and a person who was erased: one statement each.
   */
  async named(
    em: EntityManager,
    given: { readonly name: string; readonly idCard: string },
    path: string,
  ): Promise<InsuredPerson | null> {
    const { number } = this.#readIdCard(given.idCard, `${path}.idCard`);
    const [found] = await this.#find(em, [], { idCard: number, name: given.name.trim() }, null, 1);
    return found ?? null;
  }

  async list(
    em: EntityManager,
    filter: PersonFilter,
    page: ConnectionArguments,
    principal: Principal,
  ): Promise<Connection<InsuredPerson>> {
    const { cursors } = this.#kernel;
    // An institution knows its patients by the card that they present, not by browsing.
    if (principal.role === 'INSTITUTION' && !filter.idCard) throw forbidden('医药机构须按公民身份号码查询');
    const conditions: object[] = [this.range(principal)];
    const sought: Record<string, string> = {};
    if (filter.idCard) {
      const { number } = this.#readIdCard(filter.idCard, 'filter.idCard');
      requireSearch(principal, 'ID_CARD');
      sought['idCard'] = number;
    }
    if (filter.name) {
      requireSearch(principal, 'NAME');
      sought['name'] = filter.name;
    }
    if (filter.phoneLast4) {
      if (!/^\d{4}$/.test(filter.phoneLast4)) throw badUserInput({ 'filter.phoneLast4': '须为4位数字' });
      requireSearch(principal, 'PHONE');
      sought['phone'] = filter.phoneLast4;
    }
    if (filter.region) {
      if (!/^\d{2}(\d{2}){0,2}$/.test(filter.region))
        throw badUserInput({ 'filter.region': '须为2、4或6位行政区划代码' });
      conditions.push({ region: { $like: `${filter.region}%` } });
    }
    if (filter.personGroup) conditions.push({ personGroup: filter.personGroup });

    const binding = `persons:${JSON.stringify([filter.idCard, filter.name, filter.phoneLast4, filter.region, filter.personGroup])}`;
    const after = positionAfter(cursors, binding, page);
    const start = after ? String(after[0]) : null;
    const rows = await this.#find(em, conditions, sought, start, page.first + 1);
    return pageOf(cursors, binding, page, rows, person => [person.id]);
  }

  /** Reads a registration; BAD_USER_INPUT names each field that does not read, never its value. */
  readRegistration(input: PersonRegistrationInput, path: string): Registration {
    const idCard = this.#readIdCard(input.idCard, `${path}.idCard`);
    const name = input.name.trim();
    const wrong: Record<string, string> = {};
    if ([...name].length < 1 || [...name].length > 50) wrong[`${path}.name`] = '须为1到50个字符';
    if (!/^\d{6}$/.test(input.region)) wrong[`${path}.region`] = '须为6位行政区划代码';
    if (input.phone && !/^\+?[\d-]{7,20}$/.test(input.phone)) wrong[`${path}.phone`] = '电话号码格式有误';
    if (input.address && [...input.address].length > 200) wrong[`${path}.address`] = '不得超过200个字符';
    if (Object.keys(wrong).length > 0) throw badUserInput(wrong);
    return {
      idCard,
      name,
      phone: input.phone ?? null,
      address: input.address ?? null,
      region: input.region,
      exemptGroup: input.exemptGroup ?? null,
    };
  }

  /**
   * The person of a registration, made when there is none; one registration at a time for each identity number.
   * Refused when the number is registered under another name.
   */
  async findOrRegister(
    tx: EntityManager,
    registration: Registration,
    personGroup: PersonGroup,
    principal: Principal,
  ): Promise<Result<InsuredPerson, RefusalFacts<'NAME_MISMATCH'>>> {
    const { number } = registration.idCard;
    for (const index of this.#kernel.sealer.blindIndexes(InsuredPerson, 'idCard', number)) {
      await tx.execute('select pg_advisory_xact_lock(hashtext(?))', [`person:${index.toString('hex')}`]);
    }
    const found = await this.#findByIdCard(tx, number);
    const region = found?.region ?? registration.region;
    if (principal.region && !region.startsWith(principal.region)) throw forbidden('参保地不在管辖范围内');
    if (!found) return accept(await this.#register(tx, registration, personGroup));
    await lockPerson(tx, found.id);
    if ((await this.#kernel.sealer.open(tx, 'InsuredPerson', 'name', found)) !== registration.name) {
      return refuse('NAME_MISMATCH', '该公民身份号码已登记，姓名不一致', { personId: found.id });
    }
    return accept(found);
  }

  async #register(
    tx: EntityManager,
    registration: Registration,
    personGroup: PersonGroup,
  ): Promise<InsuredPerson> {
    const id = newId();
    const { idCard, name, phone, address, region, exemptGroup } = registration;
    const sealed = await this.#kernel.sealer.seal(
      tx,
      InsuredPerson,
      { rowId: id },
      { name, phone, address, idCard: idCard.number, birthDate: idCard.birthDate },
    );
    const person = Object.assign(new InsuredPerson(), {
      id,
      gender: idCard.gender,
      region,
      personGroup,
      exemptGroup,
      deceasedOn: null,
      erasedOn: null,
      createdAt: this.#kernel.clock.now(),
      ...sealed,
    });
    tx.persist(person);
    await tx.flush();
    return person;
  }

  async #findByIdCard(em: EntityManager, idCard: string, range: object = {}): Promise<InsuredPerson | null> {
    const [found] = await this.#find(em, [range], { idCard }, null, 1);
    return found ?? null;
  }

  /**
   * Up to so many persons behind a position, in order of registration. Others share an index with whoever is sought:
   * they are left out, and reading goes on until the page is full. Nobody who was erased is found by a value.
   */
  async #find(
    em: EntityManager,
    conditions: readonly object[],
    sought: Readonly<Record<string, string>>,
    after: string | null,
    limit: number,
  ): Promise<InsuredPerson[]> {
    const { sealer } = this.#kernel;
    const indexed = Object.entries(sought).map(([field, clear]) => ({
      [indexPropertyOf(field)]: { $in: sealer.blindIndexes(InsuredPerson, field, clear) },
      erasedOn: null,
    }));
    const atOnce = indexed.length > 0 ? Math.max(limit, CANDIDATES) : limit;
    const found: InsuredPerson[] = [];
    let position = after;
    for (;;) {
      const behind = position === null ? [] : [{ id: { $gt: position } }];
      const rows = await em.find(InsuredPerson, { $and: [...conditions, ...indexed, ...behind] } as never, {
        orderBy: { id: 'asc' },
        limit: atOnce,
      });
      found.push(...(await sealer.matching(em, InsuredPerson, rows, sought)));
      if (rows.length < atOnce || found.length >= limit) return found.slice(0, limit);
      position = rows.at(-1)!.id;
    }
  }

  /** The persons who hold or held a policy of an insurer, as a subquery. */
  #heldBy(insurerCode: string | null) {
    return this.#kernel.em().createQueryBuilder(PolicyHolder).select('personId').where({ insurerCode });
  }

  #readIdCard(text: string, field: string): IdCard {
    const read = readIdCard(text.trim(), today(this.#kernel.clock));
    if (!read.ok) throw badUserInput({ [field]: read.refusal.message });
    return read.value;
  }
}

/** Finding somebody by a value confirms the value: only who may see it in the clear, or who it belongs to. */
function requireSearch(principal: Principal, sensitiveClass: SensitiveClass): void {
  if (principal.role === 'PERSON' || principal.scopes.has(REVEAL_SCOPES[sensitiveClass] ?? '')) return;
  throw forbidden('无权按个人敏感信息查询');
}
