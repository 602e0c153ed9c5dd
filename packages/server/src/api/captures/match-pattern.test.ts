import { describe, expect, it } from 'vitest';
import { allowsOrigin, originsOfPattern } from './match-pattern.ts';

describe('match patterns', () => {
  const allows = (pattern: string, origin: string) =>
    originsOfPattern(pattern)!.some((allowed) => allowsOrigin(allowed, origin));

  it.each([
    ['https://www.example.com/*', 'https://www.example.com'],
    ['https://www.example.com/selfie', 'https://www.example.com'],
    ['https://www.example.com', 'https://www.example.com:8443'],
    ['https://WWW.Example.com/*', 'https://www.example.com'],
    ['*://*.example.com/*', 'http://shop.example.com'],
    ['*://*.example.com/*', 'https://a.b.example.com'],
    ['*://*.example.com/*', 'https://example.com'],
    ['https://*/*', 'https://anything.test'],
    ['http://localhost:5173/*', 'http://localhost:5173'],
    ['https://www.example.com:443/*', 'https://www.example.com'],
    ['http://[::1]:*/*', 'http://[::1]:3000'],
  ])('%s lets %s in', (pattern, origin) => {
    expect(allows(pattern, origin)).toBe(true);
  });

  it.each([
    ['https://www.example.com/*', 'http://www.example.com'],
    ['https://www.example.com/*', 'https://example.com'],
    ['https://www.example.com/*', 'https://www.example.com.evil.test'],
    ['*://*.example.com/*', 'https://evilexample.com'],
    ['*://*.example.com/*', 'https://example.com.evil.test'],
    ['*://*.example.com/*', 'null'],
    ['https://*/*', 'http://anything.test'],
    ['https://*/*', 'chrome-extension://abcdef'],
    ['http://localhost:5173/*', 'http://localhost:5174'],
    ['https://www.example.com:443/*', 'https://www.example.com:444'],
  ])('%s keeps %s out', (pattern, origin) => {
    expect(allows(pattern, origin)).toBe(false);
  });

  it('of every page name no origin', () => {
    for (const pattern of ['*://*/*', '<all_urls>', '*://*:*/*'])
      expect(originsOfPattern(pattern)).toEqual([]);
  });

  it.each([
    '',
    '*',
    'www.example.com',
    'www.example.com/*',
    'ftp://example.com/*',
    'https://',
    'https:///*',
    'https://a*.test/*',
  ])('are no %j', (pattern) => {
    expect(originsOfPattern(pattern)).toBeUndefined();
  });

  it('leave an origin of a session what it was: with its own port alone', () => {
    expect(allowsOrigin('https://shop.example', 'https://shop.example')).toBe(true);
    expect(allowsOrigin('https://shop.example', 'https://shop.example:8443')).toBe(false);
    expect(allowsOrigin('http://localhost:5173', 'http://localhost:5173')).toBe(true);
    expect(allowsOrigin('http://localhost:5173', 'http://localhost:5174')).toBe(false);
  });
});
