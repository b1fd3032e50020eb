import { registerEnumType } from 'type-graphql';

/** The sources of `telemetry.terms.ts`, as the graph shows them. */
export enum Source {
  DCGM = 'DCGM',
  SIMULATED = 'SIMULATED',
  IMPORTED = 'IMPORTED',
  REPORTED = 'REPORTED',
}

registerEnumType(Source, {
  name: 'ComputeSource',
  description:
    '数据来源。Where a figure of the computing estate comes from; shown wherever the figure is shown.',
  valuesConfig: {
    DCGM: { description: 'DCGM采集。Measured: read from the DCGM exporter of the node.' },
    SIMULATED: { description: '模拟。Invented by the simulated fleet; no such card exists.' },
    IMPORTED: { description: '导入。Taken from an imported trace of another cluster.' },
    REPORTED: { description: '上报。Told by the program itself when its run ended.' },
  },
});
