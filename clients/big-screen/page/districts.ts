/** A district's place in the drawn cartogram: column and row of a grid, by eye from where districts lie to each other. */
export interface DistrictTile {
  readonly name: string;
  readonly column: number;
  readonly row: number;
}

/**
 * The sixteen districts of Shanghai by code, as equal tiles: a cartogram tells who is whose neighbour, and draws no
 * border. Codes and names: GB/T 2260; the layout is our own.
 */
export const DISTRICTS: ReadonlyMap<string, DistrictTile> = new Map([
  ['310151', { name: '崇明', column: 4, row: 1 }],
  ['310114', { name: '嘉定', column: 2, row: 2 }],
  ['310113', { name: '宝山', column: 3, row: 2 }],
  ['310110', { name: '杨浦', column: 4, row: 2 }],
  ['310107', { name: '普陀', column: 2, row: 3 }],
  ['310106', { name: '静安', column: 3, row: 3 }],
  ['310109', { name: '虹口', column: 4, row: 3 }],
  ['310118', { name: '青浦', column: 1, row: 4 }],
  ['310105', { name: '长宁', column: 2, row: 4 }],
  ['310101', { name: '黄浦', column: 3, row: 4 }],
  ['310115', { name: '浦东', column: 4, row: 4 }],
  ['310117', { name: '松江', column: 1, row: 5 }],
  ['310104', { name: '徐汇', column: 3, row: 5 }],
  ['310112', { name: '闵行', column: 2, row: 5 }],
  ['310116', { name: '金山', column: 2, row: 6 }],
  ['310120', { name: '奉贤', column: 3, row: 6 }],
]);

/** A district's name; its code where it is none of the city's. */
export function districtName(code: string): string {
  return DISTRICTS.get(code)?.name ?? code;
}
