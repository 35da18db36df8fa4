/** The token endpoint: password grant, and on an Identity Server client ids and refresh tokens that change at every use. */
import { randomBytes } from 'node:crypto';
import { json, type Answer } from './answer.ts';

export interface TokenRules {
  readonly user: string;
  readonly password: string;
  /** Seconds that an access token lives. */
  readonly seconds: number;
  /** Requests that it is good for; Infinity where it does not count. */
  readonly requests: number;
  /** Client id that must be sent; absent where none is asked for and no refresh token is given. */
  readonly clientId?: string;
  /** `bearer` or `Bearer`. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Tokens {
  /** What `POST /token` answers to this form. */
  issue(form: URLSearchParams): Answer;
  /** Whether a request with this header may pass; counts it. */
  admits(authorization: string | undefined): boolean;
}

const refused = (error: string, description?: string): Answer =>
  json({ error, ...(description !== undefined && { error_description: description }) }, 400);

export function createTokens(rules: TokenRules): Tokens {
  const access = new Map<string, { readonly until: number; left: number }>();
  const refresh = new Set<string>();

  const grant = (): Answer => {
    const now = rules.now();
    for (const [token, { until }] of access) if (until <= now) access.delete(token);
    const token = randomBytes(48).toString('base64url');
    access.set(token, { until: now + rules.seconds * 1000, left: rules.requests });
    const answer = { access_token: token, token_type: rules.type, expires_in: rules.seconds };
    if (rules.clientId === undefined) return json(answer);
    const next = randomBytes(32).toString('hex');
    refresh.add(next);
    return json({ ...answer, refresh_token: next });
  };

  return {
    issue(form) {
      if (rules.clientId !== undefined && form.get('client_id') !== rules.clientId) return refused('invalid_client');
      switch (form.get('grant_type')) {
        case 'password':
          return form.get('username') === rules.user && form.get('password') === rules.password
            ? grant()
            : refused('invalid_grant', 'The user name or password is incorrect.');
        case 'refresh_token':
          return rules.clientId !== undefined && refresh.delete(form.get('refresh_token') ?? '') ? grant() : refused('invalid_grant');
        default:
          return refused('unsupported_grant_type');
      }
    },
    admits(authorization) {
      const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
      const known = token === undefined ? undefined : access.get(token);
      if (known === undefined || known.until <= rules.now() || known.left <= 0) return false;
      known.left -= 1;
      return true;
    },
  };
}
