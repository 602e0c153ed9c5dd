/** No facial feature is covered or out of sight. */
import type { InspectionResult, ObstructionsEvidence } from '../report.ts';
import { skipped } from './result.ts';

export function inspectObstructions(): InspectionResult<ObstructionsEvidence> {
  return skipped('its model is not built yet');
}
