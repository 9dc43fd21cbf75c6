// An identity provider that was not written here, on a port that the system chose. Prints its address, then its public keys.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [audience, ttl] = process.argv.slice(2);
const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'provider', use: 'sig', alg: 'ES256' };

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  clients: [{
    client_id: 'haetae-cli',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  }],
  scopes: ['openid', 'profile', 'offline_access'],
  features: {
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://haetae.test',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: Number(ttl), jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (ctx, token) => ({ name: '김보안', team: 'commerce', roles: ['requester', 'dreamer'] }),
  ttl: { RefreshToken: 3600, DeviceCode: 600, Grant: 3600, Session: 3600, Interaction: 600 },
  rotateRefreshToken: true,
  cookies: { keys: ['only for this test'] },
});
server.on('request', provider.callback());
const { d, ...open } = key;
console.log(issuer);
console.log(JSON.stringify({ keys: [open] }));
