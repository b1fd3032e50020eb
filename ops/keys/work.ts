import { KeyRotation, type KeyUse, type RotationProgress } from '#kernel/sensitive/rotation';
import type { RunningSubgraph } from '#kernel/server/subgraph';
import { SENSITIVE_CLASSES, type SensitiveClass } from '#schema/sensitive/sensitive.law';
import { CommandRefused } from '../control/lines.ts';

export interface KeysOrder {
  readonly act: 'status' | 'rotate' | 'retire';
  /** Needed to rotate and to retire. */
  readonly class?: string;
}

export type KeysLine =
  | { readonly progress: RotationProgress }
  | { readonly use: KeyUse }
  | {
      readonly retired: {
        readonly subgraph: string;
        readonly class: string;
        readonly versions: readonly number[];
      };
    };

/** Does a `keys` command on the subgraphs of this process. */
export async function workKeys(
  order: KeysOrder,
  subgraphs: readonly Pick<RunningSubgraph, 'name' | 'kernel'>[],
  tell: (line: KeysLine) => void,
): Promise<void> {
  const rotations = subgraphs.map(({ name, kernel }) => ({ name, rotation: new KeyRotation(kernel) }));
  if (order.act === 'status') {
    const classes = order.class ? [classOf(order.class)] : SENSITIVE_CLASSES;
    for (const sensitiveClass of classes) await tellUse(sensitiveClass);
    return;
  }
  const sensitiveClass = classOf(order.class);
  if (order.act === 'rotate') {
    for (const { name, rotation } of rotations) {
      const left = await rotation.rotate(sensitiveClass, progress => tell({ progress }));
      if (left > 0) {
        throw new CommandRefused(
          `${left} values of ${sensitiveClass} in ${name} do not open and stay on the old key: see the log`,
        );
      }
    }
    await tellUse(sensitiveClass);
    return;
  }
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

  async function tellUse(one: SensitiveClass): Promise<void> {
    for (const { rotation } of rotations) {
      const uses = await rotation.use(one);
      if (uses.some(({ values, version }) => values > 0 || version > 1))
        for (const use of uses) tell({ use });
    }
  }
}

function classOf(name: string | undefined): SensitiveClass {
  const found = SENSITIVE_CLASSES.find(one => one === name);
  if (!found) throw new CommandRefused(`name a class: ${SENSITIVE_CLASSES.join(', ')}`);
  return found;
}
