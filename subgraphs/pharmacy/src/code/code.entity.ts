import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum CodeSystem {
  ICD10_CATEGORY = 'ICD10_CATEGORY',
  ICD9CM3 = 'ICD9CM3',
  SERVICE_CATEGORY = 'SERVICE_CATEGORY',
  MATERIAL_CATEGORY = 'MATERIAL_CATEGORY',
  DRUG_CATEGORY = 'DRUG_CATEGORY',
  FIELD_VALUE = 'FIELD_VALUE',
  DIVISION = 'DIVISION',
  DISEASE_NAME = 'DISEASE_NAME',
  ORDER_FREQUENCY = 'ORDER_FREQUENCY',
}
registerEnumType(CodeSystem, {
  name: 'CodeSystem',
  description: '编码体系。A system of codes that the interfaces use.',
  valuesConfig: {
    ICD10_CATEGORY: { description: '疾病诊断类目。Categories of ICD-10 and of Chinese medicine diagnoses.' },
    ICD9CM3: { description: '手术操作。Operations, ICD-9-CM-3 医保 version 2, as a tree.' },
    SERVICE_CATEGORY: { description: '医疗服务项目分类。Classes of medical services.' },
    MATERIAL_CATEGORY: { description: '医用耗材分类。Classes of medical materials.' },
    DRUG_CATEGORY: { description: '药品分类。Classes of drugs (ATC and Chinese patent medicines).' },
    FIELD_VALUE: { description: '字段值域。Values of coded fields such as hosp_lv, med_type, psn_type.' },
    DIVISION: { description: '行政区划。Administrative divisions, GB/T 2260.' },
    DISEASE_NAME: { description: '疾病名称。Names of diseases, without codes of their own.' },
    ORDER_FREQUENCY: { description: '医嘱频次。Frequencies of orders such as bid, tid.' },
  },
});

/** One entry of a code system. */
@Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
@ObjectType({ description: '编码。One entry of a code system.' })
@Entity({ tableName: 'code' })
export class Code {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => CodeSystem, { description: '编码体系。The system that the code belongs to.' })
  @Property({ type: 'string', length: 20 })
  system!: CodeSystem;

  /** What a code is unique in: a coded field, a kind of diagnosis; empty where the system has no parts. */
  @Field(() => String, {
    description: '值域。Part of the system in which the code is unique, such as hosp_lv; may be empty.',
  })
  @Property({ type: 'string', length: 50 })
  part!: string;

  @Field(() => String, { description: '编码。The code; a name that has no code stands for itself.' })
  @Property({ type: 'string', length: 50 })
  code!: string;

  @Field(() => String, { description: '名称。The name.' })
  @Property({ type: 'string', length: 300 })
  name!: string;

  @Field(() => String, { nullable: true, description: '上级编码。Code of the parent in the tree.' })
  @Property({ type: 'string', length: 50, nullable: true })
  parentCode!: string | null;

  @Field(() => String, { nullable: true, description: '归类。The group or kind of fee that it belongs to.' })
  @Property({ type: 'string', length: 200, nullable: true })
  category!: string | null;

  @Field(() => Int, { nullable: true, description: '层级。Level in the tree, from 1.' })
  @Property({ type: 'integer', nullable: true })
  level!: number | null;
}
