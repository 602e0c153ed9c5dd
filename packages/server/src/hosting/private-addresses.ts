/** Addresses that no webhook may go to: those of the machine and of private networks, in every spelling. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IANA's special-purpose registries of IPv4 and IPv6, of them what is not globally reachable. */
const privateRanges = {
  ipv4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  // Of IPv6 only 2000::/3 is the public internet; of that, these are not, or hide an IPv4 address.
  ipv6: ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
} as const;

export interface PrivateAddresses {
  /** Whether an IPv4 or IPv6 address, as `dns.lookup` spells it, is private; what is no address is. */
  has(address: string): boolean;
}

export function createPrivateAddresses(): PrivateAddresses {
  const blocked = new BlockList();
  for (const [family, ranges] of Object.entries(privateRanges) as ['ipv4' | 'ipv6', readonly string[]][]) {
    for (const range of ranges) {
      const [network = '', length = ''] = range.split('/');
      blocked.addSubnet(network, Number(length), family);
    }
  }
  const global = new BlockList();
  global.addSubnet('2000::', 3, 'ipv6');
  return {
    has(address) {
      const bare = address.split('%')[0] ?? '';
      if (isIPv4(bare)) return blocked.check(bare, 'ipv4');
      if (!isIPv6(bare)) return true;
      const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
      if (mapped !== undefined) return blocked.check(mapped, 'ipv4');
      return !global.check(bare, 'ipv6') || blocked.check(bare, 'ipv6');
    },
  };
}
