/**
 * Whether two looks of the spoof net settle liveness: however the third one turned out, the photo would stay on its side of every
 * threshold. Where it might not, it is taken, and decides.
 */
import { type LivenessPolicy, policies } from '../policy.ts';
import type { LivenessSignals } from '../vision/liveness/cues.ts';
import { type CueFusion, fusedLogit, readCues } from '../vision/liveness/fuse-cues.ts';
import { roomOfWideLook } from './tuning.ts';

/** Scores keep to one scale whoever asks: the thresholds of every policy that comes along are held, and the one in use. */
const published = Object.values(policies).map(({ liveness }) => liveness.minScore);

/**
 * @param signals After two looks; what the third one likely says is in them.
 * @param fusion The liveness head, with the policy's weights where it has some.
 */
export function isLivenessSettled(
  signals: LivenessSignals,
  fusion: CueFusion,
  { minScore }: Pick<LivenessPolicy, 'minScore'>,
): boolean {
  const cues = readCues(signals, fusion);
  const ends = [-roomOfWideLook.lower, roomOfWideLook.higher].map((off) =>
    fusedLogit({ ...cues, face: (cues.face ?? 0) + off }, fusion),
  );
  const thresholds = [minScore, ...published].map((score) => Math.log(score / (1 - score)));
  return Math.min(...ends) > Math.max(...thresholds) || Math.max(...ends) < Math.min(...thresholds);
}
