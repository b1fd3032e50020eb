import type { PageDefinition } from '../definition.ts';
import { AGENTS } from './agents.ts';
import { COMPUTE } from './compute.ts';
import { OVERVIEW } from './overview.ts';
import { PHARMACY } from './pharmacy.ts';
import { SETTLEMENT } from './settlement.ts';
import { SUPERVISION } from './supervision.ts';

/** The pages of the wall, in the order in which they turn. */
export const PAGES: readonly PageDefinition[] = [
  OVERVIEW,
  SETTLEMENT,
  COMPUTE,
  AGENTS,
  PHARMACY,
  SUPERVISION,
];
