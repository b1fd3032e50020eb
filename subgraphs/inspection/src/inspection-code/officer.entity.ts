import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { Sealed } from '#kernel/sensitive/sealed';
import { Sensitive } from '#kernel/sensitive/sensitive.decorator';

/**
 * An officer with a certificate of law enforcement. Who enforces the law is published and shows the
 * certificate to the inspected party; the number of the certificate is never shown by the graph.
 * Source: 国办发〔2018〕118号 (行政执法公示); 医疗保障基金使用监督管理条例 第二十九条.
 */
@Directive('@requiresScopes(scopes: [["inspection:read"]])')
@ObjectType({ description: '执法人员。An officer who inspects, with the validity of the certificate.' })
@Entity({ tableName: 'law_enforcement_officer' })
export class LawEnforcementOfficer {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '执法人员名称。As published by the authority.' })
  @Property({ type: 'string', length: 50 })
  name!: string;

  @Field(() => String, { description: '所属部门。Authority that the officer serves.' })
  @Property({ type: 'string', length: 100 })
  department!: string;

  @Sensitive({ class: 'SECRET', description: '执法证号。Number of the certificate; never shown.' })
  certificateNumber!: Sealed;

  @Field(() => CalendarDateScalar, {
    description: '执法证有效期起。First day on which the certificate is valid.',
  })
  @Property({ type: CalendarDateType })
  certificateFrom!: string;

  @Field(() => CalendarDateScalar, {
    description: '执法证有效期止。Last day on which the certificate is valid.',
  })
  @Property({ type: CalendarDateType })
  certificateTo!: string;

  @Field(() => Boolean, { description: '执法证已吊销。Whether the certificate was revoked.' })
  @Property({ type: 'boolean' })
  certificateRevoked!: boolean;
}

export const LawEnforcementOfficerConnection = connectionType(LawEnforcementOfficer);
