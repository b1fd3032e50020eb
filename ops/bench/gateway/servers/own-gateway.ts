/** Our gateway over our own graph: it verifies each asker's token, as it does in production. */
import { readRover } from '../../../schema/rover.ts';
import { readEnvironment } from '../../../environment.ts';
import { identity } from '../../../start/surroundings.ts';
import { TokenVerifier } from '#kernel/identity/verifier';
import { HttpLink } from '../../../../gateway/src/links/http-link.ts';
import { serveGateway } from './serve-gateway.ts';

const [, , supergraphFile = '', port = '', addresses = '{}', service = '', folder = ''] = process.argv;
const urls = JSON.parse(addresses) as Record<string, string>;

const { trust } = identity({ ...readEnvironment(), production: false, DATA_DIR: folder });
const links = new Map(
  readRover().map(({ name }) => [name, new HttpLink(name, urls[name]!, async () => service)]),
);
await serveGateway(supergraphFile, Number(port), links, new TokenVerifier(trust));
