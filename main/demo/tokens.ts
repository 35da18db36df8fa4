/** The token endpoint: password grant, and on an Identity Server client ids and refresh tokens that change at every use. */
import { randomBytes } from 'node:crypto';
import { json, type Answer } from './answer.ts';
import { counterOf, type Faults } from './faults.ts';

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
  readonly faults: Faults;
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

/** What is wrong with an account whose password is right, as it is told beside `invalid_grant`. */
const accounts: Readonly<Record<string, string>> = {
  'expired': 'The user account has expired.',
  'not-yet': 'The user account is not valid yet.',
  'disabled': 'The user account is disabled.',
  'locked': 'The user account is locked.',
};

export function createTokens(rules: TokenRules): Tokens {
  const { faults, clientId } = rules;
  const access = new Map<string, { readonly until: number; left: number }>();
  const refresh = new Set<string>();
  const loses = counterOf(faults, 'refresh-lost');
  const refreshes = clientId !== undefined && !faults.has('no-refresh');

  /** @param kept the refresh token that stays; a new one where absent. */
  const grant = (kept?: string): Answer => {
    const now = rules.now();
    for (const [token, { until }] of access) if (until <= now) access.delete(token);
    const token = randomBytes(48).toString('base64url');
    access.set(token, { until: now + rules.seconds * 1000, left: rules.requests });
    const answer = { access_token: token, token_type: rules.type, expires_in: rules.seconds };
    if (!refreshes) return json(answer);
    const next = kept ?? randomBytes(32).toString('hex');
    refresh.add(next);
    return json({ ...answer, refresh_token: next });
  };

  const byPassword = (form: URLSearchParams): Answer => {
    if (form.get('username') !== rules.user || form.get('password') !== rules.password)
      return refused('invalid_grant', 'The user name or password is incorrect.');
    const account = accounts[faults.word('account') ?? ''];
    return account === undefined ? grant() : refused('invalid_grant', account);
  };

  const byRefresh = (form: URLSearchParams): Answer => {
    const given = form.get('refresh_token') ?? '';
    if (faults.has('refresh-refused') || !refreshes || !refresh.delete(given)) return refused('invalid_grant');
    const answer = grant(faults.has('refresh-kept') ? given : undefined);
    return loses() ? { ...answer, lost: true } : answer;
  };

  return {
    issue(form) {
      if (clientId !== undefined && form.get('client_id') !== clientId) return refused('invalid_client');
      switch (form.get('grant_type')) {
        case 'password':
          return byPassword(form);
        case 'refresh_token':
          return byRefresh(form);
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
