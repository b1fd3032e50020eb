import { BlindIndexRotation } from '#kernel/sensitive/blind-index.rotation';
import { plannedFieldsOf, type PlannedField } from '#kernel/sensitive/blind-index.plan';
import { KeyRotation, type KeyUse, type RotationProgress } from '#kernel/sensitive/rotation';
import type { RunningSubgraph } from '#kernel/server/subgraph';
import { SENSITIVE_CLASSES, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import { CommandRefused } from '../control/lines.ts';

export interface KeysOrder {
  readonly act: 'status' | 'rotate' | 'retire' | 'index' | 'rotate-index';
  /** Needed by every act that changes keys. */
  readonly class?: string;
}

export type KeysLine =
  | { readonly progress: RotationProgress }
  | { readonly use: KeyUse }
  | { readonly plan: PlannedField }
  | { readonly indexed: { readonly subgraph: string; readonly class: string; readonly version: number } }
  | {
      readonly retired: {
        readonly subgraph: string;
        readonly class: string;
        readonly versions: readonly number[];
      };
    };

type Subgraphs = readonly Pick<RunningSubgraph, 'name' | 'kernel'>[];
type Tell = (line: KeysLine) => void;

/** Does a `keys` command on the subgraphs of this process. */
export async function workKeys(order: KeysOrder, subgraphs: Subgraphs, tell: Tell): Promise<void> {
  switch (order.act) {
    case 'status': {
      const classes = order.class ? [classOf(order.class)] : SENSITIVE_CLASSES;
      for (const sensitiveClass of classes) await tellUse(sensitiveClass, subgraphs, tell);
      return;
    }
    case 'index':
      for (const { name, kernel } of subgraphs) {
        for (const plan of plannedFieldsOf(name, kernel.orm)) tell({ plan });
      }
      return;
    case 'rotate':
      return rotate(classOf(order.class), subgraphs, tell);
    case 'rotate-index':
      return rotateIndex(classOf(order.class), subgraphs, tell);
    case 'retire':
      return retire(classOf(order.class), subgraphs, tell);
  }
}

async function rotate(sensitiveClass: SensitiveClass, subgraphs: Subgraphs, tell: Tell): Promise<void> {
  for (const { name, kernel } of subgraphs) {
    const left = await new KeyRotation(kernel).rotate(sensitiveClass, progress => tell({ progress }));
    if (left > 0) {
      throw new CommandRefused(
        `${left} values of ${sensitiveClass} in ${name} do not open and stay on the old key: see the log`,
      );
    }
  }
  await tellUse(sensitiveClass, subgraphs, tell);
}

async function rotateIndex(sensitiveClass: SensitiveClass, subgraphs: Subgraphs, tell: Tell): Promise<void> {
  let searchable = false;
  for (const { name, kernel } of subgraphs) {
    const rotation = new BlindIndexRotation(kernel, sensitiveClass);
    if (!rotation.searchable) continue;
    searchable = true;
    const left = await rotation.rotate(progress => tell({ progress }));
    if (left > 0) {
      throw new CommandRefused(
        `${left} values of ${sensitiveClass} in ${name} do not open and stay on the old index: see the log`,
      );
    }
    const version = kernel.indexRegister.currentOf(sensitiveClass);
    tell({ indexed: { subgraph: name, class: sensitiveClass, version } });
  }
  if (!searchable) throw new CommandRefused(`no field of ${sensitiveClass} is searchable: see keys -- index`);
}

async function retire(sensitiveClass: SensitiveClass, subgraphs: Subgraphs, tell: Tell): Promise<void> {
  const rotations = subgraphs.map(({ name, kernel }) => ({ name, rotation: new KeyRotation(kernel) }));
  for (const { name, rotation } of rotations) {
    const left = (await rotation.use(sensitiveClass)).filter(({ current, values }) => !current && values > 0);
    if (left.length > 0) {
      const what = left.map(({ version, values }) => `${values} on version ${version}`).join(', ');
      throw new CommandRefused(
        `${name} still has values of ${sensitiveClass} on old keys (${what}): rotate first`,
      );
    }
  }
  for (const { name, rotation } of rotations) {
    const versions = await rotation.retire(sensitiveClass);
    if (versions.length > 0) tell({ retired: { subgraph: name, class: sensitiveClass, versions } });
  }
}

async function tellUse(sensitiveClass: SensitiveClass, subgraphs: Subgraphs, tell: Tell): Promise<void> {
  for (const { kernel } of subgraphs) {
    const uses = await new KeyRotation(kernel).use(sensitiveClass);
    if (uses.some(({ values, version }) => values > 0 || version > 1)) for (const use of uses) tell({ use });
  }
}

function classOf(name: string | undefined): SensitiveClass {
  const found = SENSITIVE_CLASSES.find(one => one === name);
  if (!found) throw new CommandRefused(`name a class: ${SENSITIVE_CLASSES.join(', ')}`);
  return found;
}
