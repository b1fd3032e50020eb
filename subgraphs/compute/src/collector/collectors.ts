import type { FleetService } from '../compute-node/fleet.service.ts';
import { SIMULATED_FLEET } from '../fleet/simulated-fleet.terms.ts';
import type { Collector } from './collector.ts';
import { dcgmCollector } from './dcgm.collector.ts';
import { simulatedCollector } from './simulated.collector.ts';

const SEED = 20_260_101;

/**
 * The collectors that the settings ask for.
 *
 * `DCGM_URL`: addresses of metric pages, separated by commas. `SIMULATED_FLEET`: `on` simulates the cards that
 * are registered as simulated, or the fleet of the terms where there are none. Without either nothing is collected.
 */
export function collectorsOf(
  settings: Readonly<Record<string, string | undefined>>,
  fleet: FleetService,
): readonly Collector[] {
  const collectors: Collector[] = [];
  const urls = (settings['DCGM_URL'] ?? '')
    .split(',')
    .map(url => url.trim())
    .filter(Boolean);
  if (urls.length > 0) collectors.push(dcgmCollector({ urls: urls.map(exporterUrl) }));
  if (settings['SIMULATED_FLEET'] === 'on') {
    const registered = async () => {
      const cards = await fleet.simulatedCards();
      return cards.length > 0 ? cards : SIMULATED_FLEET;
    };
    collectors.push(simulatedCollector({ seed: SEED, fleet: registered }));
  }
  return collectors;
}

function exporterUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username) {
    throw new Error('DCGM_URL must be http(s) addresses without credentials, separated by commas');
  }
  return url;
}
