/** Accounts and scopes on Node, over SQLite and files. */
import { testAccounts } from './harness/accounts.contract.ts';
import { startOnNode } from './harness/watched-server.ts';

testAccounts(startOnNode);
