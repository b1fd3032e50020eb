import type { WebSocket } from 'ws';

/** Thousands asked at once would hold up every event: each is asked in one of so many turns. */
export const HEARTBEAT_TURNS = 15;

type Peer = Pick<WebSocket, 'readyState' | 'OPEN' | 'ping' | 'terminate'>;

/** One peer, as far as its heart is listened to. */
export interface Pulse {
  readonly client: Peer;
  readonly turn: number;
  /** Whether anything was heard since it was asked. */
  alive: boolean;
}

/** Asks every peer once a heartbeat whether it is there, and ends the connection to those that did not answer. */
export class Heartbeat {
  readonly #turns = Array.from({ length: HEARTBEAT_TURNS }, () => new Set<Pulse>());
  #came = 0;
  #turn = 0;

  of(client: Peer): Pulse {
    const pulse = { client, turn: this.#came++ % HEARTBEAT_TURNS, alive: true };
    this.#turns[pulse.turn]!.add(pulse);
    return pulse;
  }

  forget(pulse: Pulse): void {
    this.#turns[pulse.turn]!.delete(pulse);
  }

  /** Takes the next turn. */
  beat(): void {
    for (const pulse of this.#turns[this.#turn++ % HEARTBEAT_TURNS]!) {
      const { client, alive } = pulse;
      pulse.alive = false;
      if (!alive) client.terminate();
      else if (client.readyState === client.OPEN) client.ping();
    }
  }
}
