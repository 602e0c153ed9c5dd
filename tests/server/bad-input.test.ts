import { testBadInput } from './harness/bad-input.contract.ts';
import { watchServer } from './harness/watched-server.ts';

testBadInput(watchServer());
