// A certified OpenID Connect provider that knows the console: oidc-provider. It chooses a port and says its issuer and keys on one
// line; it is told its client on one line of its input, and serves until its input ends.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [resource, audience, lifetime] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = { kid: 'provider', use: 'sig', alg: 'ES256' };
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
console.log(JSON.stringify({ issuer, jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), ...key }] } }));

const input = createInterface({ input: process.stdin });
const [line] = await once(input, 'line');
const { client, redirect, signedOut } = JSON.parse(line);
const provider = new Provider(issuer, {
  clients: [{
    client_id: client,
    redirect_uris: [redirect],
    post_logout_redirect_uris: [signedOut],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'ES256',
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), ...key }] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: id }) }),
  extraTokenClaims: (_, token) => ({ name: token.accountId, roles: ['reviewer'] }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  cookies: { keys: ['only for this test'] },
  features: {
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, asked) => {
        if (asked !== resource) throw new Error(`${asked} is no resource`);
        return {
          scope: 'openid', audience, accessTokenFormat: 'jwt', accessTokenTTL: Number(lifetime), jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  },
});
provider.on('server_error', (_, error) => console.error(error));
server.on('request', provider.callback());
console.log('ready');
await once(input, 'close');
process.exit(0);
