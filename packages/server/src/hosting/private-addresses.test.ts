import { describe, expect, it } from 'vitest';
import { createPrivateAddresses } from './private-addresses.ts';

const addresses = createPrivateAddresses();

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.1.2',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1%eth0',
    'fd12:3456::1',
    'ff02::1',
    'fec0::1',
    'localhost',
    '',
  ])('has %s', (address) => {
    expect(addresses.has(address)).toBe(true);
  });

  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'has not %s',
    (address) => {
      expect(addresses.has(address)).toBe(false);
    },
  );
});
