import { DirectiveLocation, GraphQLDirective, GraphQLEnumType, GraphQLNonNull } from 'graphql';
import { SENSITIVE_CLASSES } from './sensitive.law.ts';

const values = (names: readonly string[], descriptions: Readonly<Record<string, string>>) =>
  Object.fromEntries(names.map(name => [name, { value: name, description: descriptions[name] }]));

export const SensitiveClassEnum = new GraphQLEnumType({
  name: 'SensitiveClass',
  description: '敏感数据类别。The class of personal data; it decides the mask and the scope that reveals it.',
  values: values(SENSITIVE_CLASSES, {
    NAME: '姓名。Name of a person; the surname is kept.',
    ID_CARD: '公民身份号码。Citizen id; the first three and last four characters are kept.',
    PHONE: '电话号码。Phone number; the first three and last four digits are kept.',
    ADDRESS: '地址。Address; province and city are kept.',
    BIRTH_DATE: '出生日期。Date of birth; the year is kept.',
    BANK_CARD: '银行卡号。Bank card; the last four digits are kept.',
    MEDICAL: '医疗信息。Diagnosis or treatment text; hidden whole.',
    SECRET: '秘密。Never shown.',
  }),
});

export const SearchableEnum = new GraphQLEnumType({
  name: 'SensitiveSearchable',
  description: '可检索方式。How a sealed value can be looked up without opening it.',
  values: values(['NONE', 'EXACT', 'LAST4'], {
    NONE: '不可检索。Not searchable.',
    EXACT: '精确匹配。By the whole value, through a blind index.',
    LAST4: '后四位匹配。By the last four characters, through a blind index.',
  }),
});

export const StoreEnum = new GraphQLEnumType({
  name: 'SensitiveStore',
  description: '存储方式。How the value is stored.',
  values: values(['SEALED', 'PLAIN'], {
    SEALED: '密文存储。Sealed with SM4 and authenticated with HMAC-SM3.',
    PLAIN: '明文存储，展示仍脱敏。Stored readable because ranges are needed; still masked.',
  }),
});

/** `@sensitive`: stored sealed, shown masked, searchable only where declared. */
export const SensitiveDirective = new GraphQLDirective({
  name: 'sensitive',
  description: '敏感字段。Personal data: stored sealed, masked for everybody by default.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    class: { type: new GraphQLNonNull(SensitiveClassEnum), description: '类别。Class of the data.' },
    searchable: {
      type: new GraphQLNonNull(SearchableEnum),
      defaultValue: 'NONE',
      description: '可检索方式。How it can be looked up.',
    },
    store: {
      type: new GraphQLNonNull(StoreEnum),
      defaultValue: 'SEALED',
      description: '存储方式。How it is stored.',
    },
  },
});

/** The specification URL under which the directive is composed. */
export const SENSITIVE_SPEC = 'https://specs.medical-insurance.example/sensitive/v1.0';
